package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.LoopAgents;
import dev.switchboard.agent.model.provider.Providers;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.builtin.BuiltinTools;
import dev.switchboard.agent.tool.builtin.ToolConfig;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.Proxies;
import dev.switchboard.time.Ids;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Chats with the agent as it is, its tools and the scripted model. */
@Timeout(60)
class RealAgentChatTest {
    @TempDir
    private Path directory;

    private final SystemTime time = new SystemTime();
    private Egress egress;
    private ChatsFixture fixture;

    @BeforeEach
    void open() throws Exception {
        Ids ids = new RandomIds();
        egress = new Egress(time, "test", Proxies.of(Map.of()));
        Providers providers = new Providers(egress, time, ids);
        ToolBox tools = new ToolBox(BuiltinTools.all(ToolConfig.DEFAULTS, System.getenv(), null, time), ids);
        fixture = new ChatsFixture(
                directory.toRealPath(), ChatConfig.defaults(), new LoopAgents(tools, providers, "Linux", time, ids));
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
        egress.close();
    }

    @Test
    void aTurnThinksSpeaksUsesToolsAndAsks() throws Exception {
        String script = """
                @slow 5
                @think There may be something.
                @say I look around first.
                @tool Glob {"pattern": "*"}
                @say Now I write it down.
                @tool WriteFile {"path": "{work_dir}/note.txt", "content": "hello"}
                @say The note is written.
                """;
        try (var reader = fixture.read(null)) {
            fixture.send(script, "t1");
            ChatEvent.ApprovalAsked asked = reader.untilEvent(ChatEvent.ApprovalAsked.class);
            assertThat(asked.tool()).isEqualTo("WriteFile");
            fixture.send("/approve " + asked.approvalId(), "a1");
            ChatEvent.TurnEnded end;
            do {
                end = reader.untilEnd();
            } while (!end.turn().equals("t1"));
            assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
            assertThat(end.text()).isEqualTo("I look around first.\n\nNow I write it down.\n\nThe note is written.");
            assertThat(reader.frames.stream().filter(ChatFrame.Speaking.class::isInstance))
                    .isNotEmpty();
        }
        assertThat(Files.readString(directory.resolve("note.txt"))).isEqualTo("hello");
        assertThat(fixture.chats.history(LOCAL, KEY, 100, 1 << 20).messages().stream()
                        .filter(Transcript.ToolResult.class::isInstance)
                        .map(message -> ((Transcript.ToolResult) message).tool()))
                .isEqualTo(List.of("Glob", "WriteFile"));
    }

    @Test
    void theNextTurnGoesOnWithTheConversation() {
        fixture.ask("@say One.", "t1");
        assertThat(fixture.ask("@echo", "t2").text()).isEqualTo("@echo");
        assertThat(fixture.ask("@fail 500 9", "t3").outcome()).isEqualTo(ChatEvent.Outcome.ERROR);
    }
}
