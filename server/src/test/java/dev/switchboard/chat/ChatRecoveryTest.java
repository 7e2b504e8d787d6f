package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.signals.ItemKind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of turns when the server is cut off from its files in the middle, and starts again. */
@Timeout(60)
class ChatRecoveryTest {
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

    private List<ChatEvent> stored() {
        List<ChatEvent> events = new ArrayList<>();
        fixture.storage
                .journal()
                .read(KEY.events(), 0, 10_000, 1 << 24)
                .forEach(entry -> events.add(ChatLog.event(entry)));
        return events;
    }

    private List<ChatEvent.TurnEnded> ends() {
        return stored().stream()
                .filter(ChatEvent.TurnEnded.class::isInstance)
                .map(ChatEvent.TurnEnded.class::cast)
                .toList();
    }

    @Test
    void anAnswerThatWasCutOffGoesOnAndNothingIsLostOrDoubled() {
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "First.");
            host.open("j", ItemKind.TEXT).append("Secon");
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        long since;
        int seen;
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            ChatFrame.Speaking last =
                    (ChatFrame.Speaking) reader.until(frame -> frame instanceof ChatFrame.Speaking speaking
                            && speaking.text().endsWith("Secon"));
            since = last.cursor();
            seen = last.seq();
        }
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = host -> {
            go.await();
            ScriptedAgents.say(host, "k", "Second.");
            return new Outcome.Finished();
        };
        fixture.restart();
        assertThat(fixture.send("hi", "t1")).isEqualTo(new Sent.InFlight("t1"));
        try (var reader = fixture.read(since)) {
            go.countDown();
            ChatEvent.TurnEnded end = reader.untilEnd();
            assertThat(end.text()).isEqualTo("First.\n\nSecond.");
            assertThat(reader.frames.stream()
                            .filter(frame -> frame instanceof ChatFrame.Logged logged
                                    && logged.event() instanceof ChatEvent.Numbered)
                            .map(frame -> ((ChatEvent.Numbered) ((ChatFrame.Logged) frame).event()).seq()))
                    .isSorted()
                    .allMatch(seq -> seq > seen);
            assertThat(reader.events().getFirst()).isInstanceOfSatisfying(ChatEvent.TakenBack.class, back -> {
                assertThat(back.whole()).isEqualTo("First.");
                assertThat(back.reason()).isEqualTo("server_restart");
            });
        }
        assertThat(ends()).hasSize(1);
        assertThat(fixture.awaitEnd("t1").outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages().stream()
                        .filter(Transcript.Assistant.class::isInstance)
                        .map(message -> ((Transcript.Assistant) message).parts()))
                .containsExactly(
                        List.of(new Transcript.Part.Text("First.")), List.of(new Transcript.Part.Text("Second.")));
    }

    @Test
    void turnsThatWaitedEndOnceEachInTheirOrder() {
        fixture.agents.script = host -> {
            host.approve("c1", "Bash", new Plan.Approval("run shell command", "Run `ls`"));
            ScriptedAgents.say(host, host.newId(), "Done.");
            return new Outcome.Finished();
        };
        try (var reader = fixture.read(null)) {
            fixture.send("one", "t1");
            fixture.send("two", "t2");
            reader.untilEvent(ChatEvent.ApprovalAsked.class);
        }
        fixture.restart();
        assertThat(fixture.chats.turns(LOCAL, KEY)).containsExactly("t1", "t2");
        try (var reader = fixture.read(0L)) {
            ChatEvent.ApprovalAsked asked = reader.untilEvent(ChatEvent.ApprovalAsked.class);
            fixture.send("/approve " + asked.approvalId(), "a1");
            fixture.awaitEnd("t1");
            ChatEvent.ApprovalAsked other = reader.untilEvent(ChatEvent.ApprovalAsked.class);
            assertThat(other.turn()).isEqualTo("t2");
            fixture.send("/approve", "a2");
            fixture.awaitEnd("t2");
        }
        assertThat(ends()).extracting(ChatEvent.TurnEnded::turn).containsExactlyInAnyOrder("t1", "t2", "a1", "a2");
        fixture.restart();
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
        assertThat(fixture.awaitEnd("t2").text()).isEqualTo("Done.");
        assertThat(ends()).hasSize(4);
    }

    @Test
    void aTurnThatWasToldToStopIsStoppedAfterARestartToo() {
        CountDownLatch unstoppable = new CountDownLatch(1);
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, "i", "Working.");
            boolean stopped = false;
            while (unstoppable.getCount() > 0) {
                try {
                    unstoppable.await();
                } catch (InterruptedException e) {
                    stopped = true; // It does not listen.
                }
            }
            throw new IllegalStateException("stopped " + stopped);
        };
        try (var reader = fixture.read(null)) {
            fixture.send("hi", "t1");
            reader.untilEvent(ChatEvent.AssistantSaid.class);
        }
        Thread stopping = Thread.ofVirtual().start(() -> fixture.chats.abort(LOCAL, KEY, "t1", "rpc"));
        while (fixture.storage.leases().all("run-cancel").isEmpty()) {
            Thread.onSpinWait();
        }
        fixture.restart();
        ChatEvent.TurnEnded end = fixture.awaitEnd("t1");
        assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.ABORTED);
        assertThat(end.stopReason()).isEqualTo("rpc");
        assertThat(end.seq()).isGreaterThan(100_000);
        assertThat(end.text()).isEqualTo("Working.");
        unstoppable.countDown();
        stopping.interrupt();
    }
}
