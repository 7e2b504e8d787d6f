package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.model.Part.Text;
import dev.switchboard.agent.model.Part.Think;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.Transcript.Assistant;
import dev.switchboard.chat.Transcript.Message;
import dev.switchboard.chat.Transcript.Part;
import dev.switchboard.chat.Transcript.Stop;
import dev.switchboard.chat.Transcript.ToolResult;
import dev.switchboard.chat.Transcript.User;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class HistoryTest {
    @TempDir
    private Path directory;

    private ChatsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ChatsFixture(directory);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private List<Message> history(int limit, int maxBytes) {
        return fixture.chats.history(LOCAL, KEY, limit, maxBytes).messages();
    }

    private void injectOften(int count, String text) {
        fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        for (int i = 0; i < count; i++) {
            fixture.chats.inject(LOCAL, KEY, text, null);
        }
    }

    @Test
    void aTurnWithToolsReadsAsTheModelSaidIt() {
        fixture.agents.script = host -> {
            ToolCall call = new ToolCall("c1", "Read", "{\"path\":\"x\"}");
            host.log(
                    List.of(
                            new AgentEvent.Thought("th", "hm"),
                            new AgentEvent.Said("i", "Let me look."),
                            new AgentEvent.ToolCalled(call),
                            new AgentEvent.TokensUsed(new Usage(10, 2, 0, 0))),
                    List.of(new Memory.AssistantSaid(
                            1, List.of(new Think("hm"), new Text("Let me look.")), List.of(call), false, null)),
                    List.of());
            ScriptedAgents.result(host, "c1", "content");
            ScriptedAgents.say(host, "j", "It is there.");
            return new Outcome.Finished();
        };
        fixture.ask("hi", "t1");
        List<Message> messages = history(10, 1 << 20);
        assertThat(messages).hasSize(4);
        assertThat(messages.get(0))
                .isInstanceOfSatisfying(
                        User.class, user -> assertThat(user.text()).isEqualTo("hi"));
        assertThat(messages.get(1)).isInstanceOfSatisfying(Assistant.class, assistant -> {
            assertThat(assistant.parts())
                    .containsExactly(
                            new Part.Thinking("hm"),
                            new Part.Text("Let me look."),
                            new Part.ToolCall("c1", "Read", "{\"path\":\"x\"}"));
            assertThat(assistant.stop()).isEqualTo(Stop.TOOL_USE);
            assertThat(assistant.usage()).isEqualTo(new Usage(10, 2, 0, 0));
            assertThat(assistant.model()).isEqualTo("fake-model");
            assertThat(assistant.turn()).isEqualTo("t1");
        });
        assertThat(messages.get(2)).isInstanceOfSatisfying(ToolResult.class, result -> {
            assertThat(result.callId()).isEqualTo("c1");
            assertThat(result.tool()).isEqualTo("Read");
            assertThat(result.text()).isEqualTo("content");
            assertThat(result.failed()).isFalse();
        });
        assertThat(messages.get(3)).isInstanceOfSatisfying(Assistant.class, assistant -> {
            assertThat(assistant.parts()).containsExactly(new Part.Text("It is there."));
            assertThat(assistant.stop()).isEqualTo(Stop.END);
            assertThat(assistant.usage()).isEqualTo(new Usage(10, 5, 0, 0));
        });
    }

    @Test
    void aFailureStandsInTheHistory() {
        fixture.agents.script = host -> new Outcome.Failed("provider", "LLM is not configured");
        fixture.ask("hi", "t1");
        assertThat(history(10, 1 << 20).getLast()).isInstanceOfSatisfying(Assistant.class, last -> {
            assertThat(last.stop()).isEqualTo(Stop.ERROR);
            assertThat(last.errorMessage()).isEqualTo("LLM is not configured");
            assertThat(last.parts()).isEmpty();
        });
    }

    @Test
    void theLatestMessagesAreGiven() {
        injectOften(700, "m");
        Transcript all = fixture.chats.history(LOCAL, KEY, 1_000, 1 << 20);
        assertThat(all.messages()).hasSize(700);
        assertThat(all.hasMore()).isFalse();
        Transcript some = fixture.chats.history(LOCAL, KEY, 10, 1 << 20);
        assertThat(some.messages()).isEqualTo(all.messages().subList(690, 700));
        assertThat(some.hasMore()).isTrue();
        assertThat(history(650, 1 << 20)).isEqualTo(all.messages().subList(50, 700));
    }

    @Test
    void theOldestAreLeftOutWhenTheyTakeTooMuch() {
        injectOften(60, "漢".repeat(1_000));
        assertThat(history(1_000, 100_000)).hasSize(30);
        assertThat(history(1_000, 10)).isEmpty();
    }

    @Test
    void messagesOfSeveralTurnsStandInTheirOrder() {
        for (int i = 0; i < 60; i++) {
            fixture.ask("m" + i, "t" + i);
        }
        List<Message> all = history(1_000, 1 << 20);
        assertThat(all).hasSize(120);
        assertThat(all.stream().map(Message::cursor)).isSorted();
        assertThat(history(7, 1 << 20)).isEqualTo(all.subList(113, 120));
    }
}
