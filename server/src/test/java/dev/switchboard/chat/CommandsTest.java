package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.chat.record.Announcements;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.runs.record.Approval;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are not for the agent. */
@Timeout(60)
class CommandsTest {
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

    private ChatEvent.TurnEnded answered(String command, String turn) {
        Sent sent = fixture.send(command, turn);
        assertThat(sent).isInstanceOf(Sent.Answered.class);
        return ((Sent.Answered) sent).end();
    }

    private static Outcome ask(AgentHost host) throws InterruptedException {
        AgentHost.Decision decision =
                host.approve(host.newId(), "Bash", new Plan.Approval("run shell command", "Run `ls`"));
        ScriptedAgents.say(host, host.newId(), (decision.approved() ? "approved" : "rejected: " + decision.feedback()));
        return new Outcome.Finished();
    }

    private ChatEvent.ApprovalAsked asked(String turn) {
        try (var reader = fixture.read(null)) {
            fixture.send("hi", turn);
            return reader.untilEvent(ChatEvent.ApprovalAsked.class);
        }
    }

    @Test
    void anApprovalIsAskedForInTheChatAndCanBeGivenThere() {
        fixture.agents.script = CommandsTest::ask;
        ChatEvent.ApprovalAsked asked = asked("t1");
        assertThat(Announcements.question(asked))
                .contains("Bash wants to run shell command", "Run `ls`", "/approve " + asked.approvalId());
        ChatEvent.TurnEnded answer = answered("/approve " + asked.approvalId(), "a1");
        assertThat(answer.stopReason()).isEqualTo("injected");
        assertThat(answer.seq()).isEqualTo(1);
        assertThat(answer.text()).isEqualTo("Approved: Run `ls`");
        assertThat(fixture.awaitEnd("t1").text()).isEqualTo("approved");
        try (var reader = fixture.read(0L)) {
            ChatEvent.ApprovalAnswered told = reader.untilEvent(ChatEvent.ApprovalAnswered.class);
            assertThat(told.by()).isEqualTo("local");
            assertThat(told.decision()).isEqualTo(Approval.Decision.APPROVE);
        }
    }

    @Test
    void aDenialCarriesItsReasonToTheModel() {
        fixture.agents.script = CommandsTest::ask;
        ChatEvent.ApprovalAsked asked = asked("t1");
        assertThat(answered("/deny " + asked.approvalId().substring(0, 8) + "  use the other  directory", "a1")
                        .text())
                .startsWith("Denied");
        assertThat(fixture.awaitEnd("t1").text()).isEqualTo("rejected: use the other  directory");
    }

    @Test
    void theOnlyApprovalNeedsNoId() {
        fixture.agents.script = CommandsTest::ask;
        asked("t1");
        assertThat(answered("/APPROVE", "a1").text()).startsWith("Approved");
        fixture.awaitEnd("t1");
        assertThat(answered("/approve", "a2").text()).isEqualTo("No approval is waiting in this chat.");
    }

    @Test
    void anUnknownApprovalIsAnsweredWithThoseThatWait() {
        fixture.agents.script = CommandsTest::ask;
        ChatEvent.ApprovalAsked asked = asked("t1");
        assertThat(answered("/approve nonsense", "a1").text()).contains(asked.approvalId(), "Run `ls`");
        assertThat(fixture.chats.turns(LOCAL, KEY)).containsExactly("t1");
    }

    @Test
    void aCommandThatIsSentAgainIsNotDoneAgain() {
        ChatEvent.TurnEnded first = answered("/status", "a1");
        assertThat(fixture.send("/status", "a1")).isEqualTo(new Sent.Ended("a1", first));
        assertThat(fixture.chats.await(LOCAL, "a1", ChatsFixture.PATIENCE)).contains(first);
        assertThat(first.text()).contains("Session agent:main:room", "Turns going on: 0");
    }

    @Test
    void aCommandAndItsAnswerStandInTheHistory() {
        answered("/status", "a1");
        List<Transcript.Message> messages =
                fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages();
        assertThat(messages).hasSize(2);
        assertThat(((Transcript.Assistant) messages.getLast()).stop()).isEqualTo(Transcript.Stop.INJECTED);
        assertThat(fixture.agents.told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/new", "/reset"})
    void aNewConversationBegins(String command) {
        fixture.ask("hi", "t1");
        ChatSession before = fixture.chats.find(LOCAL, KEY).orElseThrow();
        assertThat(answered(command, "a1").text()).isEqualTo("A new conversation begins.");
        assertThat(fixture.chats.find(LOCAL, KEY).orElseThrow().session()).isNotEqualTo(before.session());
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stop", " STOP ", "esc", "abort", "Wait", "exit", "interrupt"})
    void stopWordsStopWhatGoesOn(String word) {
        CountDownLatch begun = new CountDownLatch(1);
        fixture.agents.script = host -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        fixture.send("hi", "t1");
        assertThat(fixture.send(word, "s1")).isEqualTo(new Sent.Stopped(List.of("t1")));
        assertThat(fixture.awaitEnd("t1").stopReason()).isEqualTo("stop");
        assertThat(fixture.chats.turn(LOCAL, "s1")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"esc", "abort", "wait", "exit", "interrupt", "please stop", "/approve it for me", "/unknown"})
    void ordinaryWordsAreForTheAgent(String word) {
        fixture.ask(word, "t1");
        assertThat(fixture.agents.told).containsExactly(word);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/stop", "stop"})
    void whereNothingGoesOnThereIsNothingToStop(String word) {
        assertThat(fixture.send(word, "s1")).isEqualTo(new Sent.Stopped(List.of()));
        assertThat(fixture.agents.told).isEmpty();
    }
}
