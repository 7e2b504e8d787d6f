package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static dev.switchboard.chat.ChatsFixture.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.Chats.WakeMode;
import dev.switchboard.chat.record.Attachment;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.ErrorKind;
import dev.switchboard.chat.record.ChatEvent.Origin;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.RunStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ChatsTest {
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

    private ChatSession session() {
        return fixture.chats.find(LOCAL, KEY).orElseThrow();
    }

    private static Problem problemOf(ThrowingCallable action) {
        ProblemException[] thrown = new ProblemException[1];
        assertThatThrownBy(action).asInstanceOf(type(ProblemException.class)).satisfies(e -> thrown[0] = e);
        return thrown[0].problem();
    }

    /** Turns that begin and then wait until they are stopped or the latch opens. */
    private CountDownLatch holdTurns() {
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = host -> {
            ScriptedAgents.say(host, host.newId(), "Working.");
            go.await();
            return new Outcome.Finished();
        };
        return go;
    }

    @Test
    void aTurnReadsItsMessageItsStartWhatWasSaidAndOneEnd() {
        try (var reader = fixture.read(null)) {
            fixture.ask("hi", "t1");
            reader.untilEnd();
            List<ChatEvent> events = reader.events();
            assertThat(events).hasSize(5);
            assertThat(events.get(0)).isEqualTo(new ChatEvent.UserSaid("t1", "hi", List.of(), Origin.USER));
            assertThat(events.get(1)).isInstanceOfSatisfying(ChatEvent.TurnStarted.class, started -> {
                assertThat(started.seq()).isEqualTo(1);
                assertThat(started.model()).isEqualTo("fake-model");
            });
            assertThat(events.get(2)).isInstanceOfSatisfying(ChatEvent.AssistantSaid.class, said -> {
                assertThat(said.text()).isEqualTo("Hello.");
                assertThat(said.whole()).isEqualTo("Hello.");
            });
            assertThat(events.get(3)).isEqualTo(new ChatEvent.Used("t1", new Usage(10, 5, 0, 0)));
            assertThat(events.get(4)).isInstanceOfSatisfying(ChatEvent.TurnEnded.class, end -> {
                assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
                assertThat(end.text()).isEqualTo("Hello.");
                assertThat(end.stopReason()).isEqualTo("stop");
                assertThat(end.usage()).isEqualTo(new Usage(10, 5, 0, 0));
            });
        }
        assertThat(session().title()).isEqualTo("hi");
        assertThat(session().preview()).isEqualTo("Hello.");
        assertThat(session().model()).isEqualTo("fake-model");
        assertThat(session().usage()).isEqualTo(new Usage(10, 5, 0, 0));
        assertThat(session().lastCursor()).isEqualTo(5);
    }

    @Test
    void theAgentWorksInTheChatsDirectoryAndAsksForApproval() {
        fixture.ask("hi", "t1");
        assertThat(fixture.agents.assignments.getFirst().workDir()).isEqualTo(directory);
        assertThat(fixture.agents.assignments.getFirst().thinking()).isFalse();
        assertThat(fixture.runs.list(LOCAL, new RunStore.Filter(null, session().session(), 9, null)))
                .hasSize(1)
                .allSatisfy(run -> {
                    assertThat(run.spec().origin().kind()).isEqualTo("chat");
                    assertThat(run.spec().origin().ref()).isEqualTo("t1");
                    assertThat(run.spec().yolo()).isFalse();
                });
    }

    @Test
    void aTurnThatIsSentAgainIsTheSameTurn() {
        CountDownLatch go = holdTurns();
        assertThat(fixture.send("hi", "t1")).isEqualTo(new Sent.Started("t1"));
        assertThat(fixture.send("hi", "t1")).isEqualTo(new Sent.InFlight("t1"));
        go.countDown();
        ChatEvent.TurnEnded end = fixture.awaitEnd("t1");
        assertThat(fixture.send("hi", "t1")).isEqualTo(new Sent.Ended("t1", end));
        assertThat(fixture.agents.told).containsExactly("hi");
        Problem problem =
                problemOf(() -> fixture.chats.send(LOCAL, ChatTurn.of(SessionKey.of("elsewhere"), "hi", "t1")));
        assertThat(problem.code()).isEqualTo("turn_of_other_session");
    }

    @Test
    void turnsOfASessionGoOneAfterTheOther() {
        CountDownLatch go = holdTurns();
        try (var reader = fixture.read(null)) {
            fixture.send("one", "t1");
            fixture.send("two", "t2");
            assertThat(fixture.chats.turns(LOCAL, KEY)).containsExactly("t1", "t2");
            go.countDown();
            fixture.awaitEnd("t2");
            reader.untilEnd();
            reader.untilEnd();
            assertThat(reader.events().stream()
                            .filter(ChatEvent.Numbered.class::isInstance)
                            .map(event -> ((ChatEvent.Numbered) event).turn())
                            .distinct())
                    .containsExactly("t1", "t2");
        }
        assertThat(fixture.chats.turns(LOCAL, KEY)).isEmpty();
    }

    @Test
    void aMessageThatIsRefusedLeavesNothingBehind() throws Exception {
        fixture.runs.drain(Duration.ZERO);
        assertThat(problemOf(() -> fixture.send("hi", "t1"))).isInstanceOf(Problem.Unavailable.class);
        assertThat(fixture.chats.find(LOCAL, KEY)).isEmpty();
        assertThat(fixture.chats.turn(LOCAL, "t1")).isEmpty();
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb"})
    void aTurnNeedsAName(String name) {
        assertThat(problemOf(() -> fixture.send("hi", name))).isInstanceOf(Problem.InvalidRequest.class);
    }

    @Test
    void aMessageNeedsWordsOrAnAttachmentAndHasABound() {
        assertThat(problemOf(() -> fixture.send("  ", "t1")).detail()).contains("message or attachment required");
        assertThat(problemOf(() -> fixture.send("x".repeat(1_000_001), "t1")).detail())
                .contains("chat.message-chars");
    }

    @Test
    void agentsOfThePlatformMayNotChat() {
        Principal agent = new Principal.Agent("a1");
        assertThat(problemOf(() -> fixture.chats.send(agent, ChatTurn.of(KEY, "hi", "t1"))))
                .isInstanceOf(Problem.Forbidden.class);
        assertThat(problemOf(() -> fixture.chats.read(agent, KEY, null, () -> {})))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void theModelIsToldThatThereWasAnAttachment() {
        Attachment picture = new Attachment("cat.png", "image/png", 1234);
        fixture.chats.send(LOCAL, new ChatTurn(KEY, "look", "t1", Origin.USER, List.of(picture), "", null, null));
        fixture.awaitEnd("t1");
        assertThat(fixture.agents.told.getFirst())
                .contains("\"cat.png\" (image/png, 1234 bytes)")
                .endsWith("look");
        Transcript.User said = (Transcript.User)
                fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages().getFirst();
        assertThat(said.text()).isEqualTo("look");
        assertThat(said.attachments()).containsExactly(picture);
    }

    @Test
    void settingsReachTheTurn() {
        fixture.chats.patch(
                LOCAL,
                KEY,
                new SessionPatch(
                        Map.of(Setting.MODEL, Optional.of("fast"), Setting.THINKING_LEVEL, Optional.of("high")),
                        false,
                        null,
                        null));
        fixture.ask("one", "t1");
        fixture.chats.send(LOCAL, new ChatTurn(KEY, "two", "t2", Origin.USER, List.of(), "Be brief.", "off", null));
        fixture.awaitEnd("t2");
        assertThat(fixture.agents.assignments.get(0).thinking()).isTrue();
        assertThat(fixture.agents.assignments.get(1).thinking()).isFalse();
        assertThat(fixture.agents.told.get(1)).isEqualTo("<system>Be brief.</system>\n\ntwo");
        assertThat(fixture.runs.list(LOCAL, new RunStore.Filter(null, session().session(), 9, null)))
                .allSatisfy(run -> assertThat(run.spec().model()).isEqualTo("fast"));
    }

    @Test
    void aSessionMayBeClosedToMessages() {
        fixture.chats.patch(
                LOCAL, KEY, new SessionPatch(Map.of(Setting.SEND_POLICY, Optional.of("deny")), false, null, null));
        assertThat(problemOf(() -> fixture.send("hi", "t1")).code()).isEqualTo("send_blocked");
        assertThat(problemOf(() -> fixture.send("/stop", "t1")).code()).isEqualTo("send_blocked");
        fixture.chats.patch(
                LOCAL, KEY, new SessionPatch(Map.of(Setting.SEND_POLICY, Optional.empty()), false, null, null));
        fixture.ask("hi", "t1");
    }

    @Test
    void anAbortedTurnEndsBeforeTheAbortIsAnswered() {
        holdTurns();
        try (var reader = fixture.read(null)) {
            fixture.send("one", "t1");
            fixture.send("two", "t2");
            reader.untilEvent(ChatEvent.AssistantSaid.class);
            assertThat(fixture.chats.abort(LOCAL, KEY, null, "rpc")).containsExactlyInAnyOrder("t1", "t2");
            assertThat(fixture.chats.turns(LOCAL, KEY)).isEmpty();
            ChatEvent.TurnEnded one = fixture.awaitEnd("t1");
            assertThat(one.outcome()).isEqualTo(ChatEvent.Outcome.ABORTED);
            assertThat(one.stopReason()).isEqualTo("rpc");
            assertThat(one.text()).isEqualTo("Working.");
            assertThat(fixture.awaitEnd("t2").text()).isEmpty();
        }
    }

    @Test
    void oneTurnCanBeAborted() {
        CountDownLatch go = holdTurns();
        fixture.send("one", "t1");
        fixture.send("two", "t2");
        assertThat(fixture.chats.abort(LOCAL, KEY, "t2", "rpc")).containsExactly("t2");
        assertThat(fixture.chats.abort(LOCAL, KEY, "unknown", "rpc")).isEmpty();
        assertThat(problemOf(() -> fixture.chats.abort(LOCAL, SessionKey.of("elsewhere"), "t1", "rpc"))
                        .code())
                .isEqualTo("turn_of_other_session");
        go.countDown();
        assertThat(fixture.awaitEnd("t1").outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
        assertThat(fixture.chats.abort(LOCAL, KEY, "t1", "rpc")).isEmpty();
    }

    @Test
    void aTurnMayTakeOnlySoLong() {
        holdTurns();
        fixture.chats.send(
                LOCAL, new ChatTurn(KEY, "hi", "t1", Origin.USER, List.of(), "", null, Duration.ofMillis(200)));
        ChatEvent.TurnEnded end = fixture.awaitEnd("t1");
        assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.ERROR);
        assertThat(end.errorKind()).isEqualTo(ErrorKind.TIMEOUT);
        assertThat(end.errorMessage()).isNotBlank();
        assertThat(end.text()).isEqualTo("Working.");
    }

    @Test
    void anErrorIsTold() {
        fixture.agents.script =
                host -> new Outcome.Failed("provider", "LLM provider error: Error code: 429 - slow down");
        ChatEvent.TurnEnded end = fixture.ask("hi", "t1");
        assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.ERROR);
        assertThat(end.errorMessage()).contains("slow down");
        assertThat(end.errorKind()).isEqualTo(ErrorKind.RATE_LIMIT);
        fixture.agents.script = host -> new Outcome.MaxStepsReached(100);
        end = fixture.ask("hi", "t2");
        assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.ERROR);
        assertThat(end.stopReason()).isEqualTo("max_steps");
    }

    @Test
    void awaitingSomethingElseSaysSo() {
        assertThat(problemOf(() -> fixture.chats.await(LOCAL, "unknown", Duration.ZERO)))
                .isInstanceOf(Problem.NotFound.class);
        holdTurns();
        fixture.send("hi", "t1");
        assertThat(fixture.chats.await(LOCAL, "t1", Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void anInjectedMessageIsShownAndTheModelHearsOfIt() {
        assertThat(problemOf(() -> fixture.chats.inject(LOCAL, KEY, "hi", null)))
                .isInstanceOf(Problem.NotFound.class);
        fixture.ask("one", "t1");
        try (var reader = fixture.read(null)) {
            String id = fixture.chats.inject(LOCAL, KEY, "The build is green.", "ci");
            assertThat(reader.untilEvent(ChatEvent.Injected.class))
                    .isEqualTo(new ChatEvent.Injected(id, "The build is green.", "ci"));
        }
        assertThat(session().preview()).isEqualTo("The build is green.");
        fixture.ask("two", "t2");
        fixture.ask("three", "t3");
        assertThat(fixture.agents.told.get(1))
                .contains("The build is green.", "(ci)")
                .endsWith("two");
        assertThat(fixture.agents.told.get(2)).isEqualTo("three");
    }

    @Test
    void aWakeIsATurnOfItsOwnOrComesWithTheNextOne() {
        assertThat(fixture.chats.wake(LOCAL, KEY, "A task is done.", WakeMode.NEXT_TURN))
                .isEmpty();
        assertThat(fixture.agents.told).isEmpty();
        String turn = fixture.chats
                .wake(LOCAL, KEY, "Look at the mail.", WakeMode.NOW)
                .orElseThrow();
        fixture.awaitEnd(turn);
        assertThat(fixture.agents.told)
                .containsExactly("<system>A task is done.</system>\n\n<system>Look at the mail.</system>");
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages())
                .hasSize(3)
                .satisfies(messages -> {
                    assertThat(messages.get(0)).isInstanceOf(Transcript.Note.class);
                    assertThat(((Transcript.User) messages.get(1)).origin()).isEqualTo(Origin.SYSTEM);
                });
    }

    @Test
    void withoutAModelAWakeIsKeptAndShown() {
        fixture.hasModel.set(false);
        try (var reader = fixture.read(null)) {
            assertThat(fixture.chats.wake(LOCAL, KEY, "Look at the mail.", WakeMode.NOW))
                    .isEmpty();
            assertThat(reader.untilEvent(ChatEvent.SystemNote.class).text()).isEqualTo("Look at the mail.");
        }
        assertThat(session().notes()).containsExactly("Look at the mail.");
    }

    @Test
    void aResetBeginsANewConversationAndKeepsTheSettings() {
        fixture.chats.patch(
                LOCAL, KEY, new SessionPatch(Map.of(Setting.VERBOSE_LEVEL, Optional.of("on")), true, "mine", null));
        fixture.ask("hi", "t1");
        ChatSession before = session();
        try (var reader = fixture.read(null)) {
            ChatSession after = fixture.chats.reset(LOCAL, KEY, PATIENCE);
            assertThat(after.session()).isNotEqualTo(before.session());
            assertThat(reader.untilEvent(ChatEvent.Reset.class)).isEqualTo(new ChatEvent.Reset(after.session()));
        }
        ChatSession after = session();
        assertThat(after.settings()).isEqualTo(before.settings());
        assertThat(after.label()).isEqualTo("mine");
        assertThat(after.usage()).isEqualTo(Usage.NONE);
        assertThat(after.lastCursor()).isEqualTo(before.lastCursor() + 1);
        assertThat(after.firstCursor()).isEqualTo(after.lastCursor());
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages()).isEmpty();
        assertThat(problemOf(() -> fixture.read(1L))).isInstanceOf(Problem.PastRetention.class);
        fixture.ask("again", "t2");
        assertThat(session().title()).isEqualTo("again");
        assertThat(problemOf(() -> fixture.chats.reset(LOCAL, SessionKey.of("unheard"), PATIENCE)))
                .isInstanceOf(Problem.NotFound.class);
    }

    @Test
    void aResetStopsWhatGoesOn() {
        holdTurns();
        fixture.send("hi", "t1");
        fixture.chats.reset(LOCAL, KEY, PATIENCE);
        ChatEvent.TurnEnded end = fixture.awaitEnd("t1");
        assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.ABORTED);
        assertThat(end.stopReason()).isEqualTo("reset");
    }

    @Test
    void aDeletedSessionIsGoneAndItsNumbersAreNotGivenAgain() {
        holdTurns();
        fixture.send("hi", "t1");
        try (var reader = fixture.read(null)) {
            assertThat(fixture.chats.delete(LOCAL, KEY, PATIENCE)).isTrue();
            reader.untilEvent(ChatEvent.Deleted.class);
        }
        assertThat(fixture.awaitEnd("t1").outcome()).isEqualTo(ChatEvent.Outcome.ABORTED);
        assertThat(fixture.chats.find(LOCAL, KEY)).isEmpty();
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).session()).isNull();
        assertThat(fixture.chats.delete(LOCAL, KEY, PATIENCE)).isFalse();
        long last = fixture.storage.journal().extent(KEY.events()).lastSeq();
        assertThat(fixture.storage.journal().extent(KEY.events()).firstSeq()).isEqualTo(last);
        fixture.agents.script = host -> new Outcome.Finished();
        fixture.ask("hi", "t2");
        assertThat(session().lastCursor()).isEqualTo(last + 3);
        assertThat(fixture.chats.history(LOCAL, KEY, 10, 1 << 20).messages()).hasSize(1);
    }

    @Test
    void theMainSessionCannotBeDeleted() {
        assertThat(problemOf(() -> fixture.chats.delete(LOCAL, fixture.chats.mainSession(), PATIENCE)))
                .isInstanceOf(Problem.InvalidRequest.class);
    }

    @Test
    void aPatchMakesTheSessionAndChecksWhatItSets() {
        ChatSession made = fixture.chats.patch(LOCAL, KEY, SessionPatch.NONE);
        assertThat(made.key()).isEqualTo(KEY);
        SessionPatch labelled = new SessionPatch(Map.of(), true, " mine ", true);
        assertThat(fixture.chats.patch(LOCAL, KEY, labelled).label()).isEqualTo("mine");
        assertThat(session().archived()).isTrue();
        assertThat(fixture.chats.list(LOCAL, SessionFilter.latest(10))).isEmpty();
        assertThat(problemOf(() -> fixture.chats.patch(LOCAL, SessionKey.of("other"), labelled))
                        .code())
                .isEqualTo("label_in_use");
        assertThat(fixture.chats.find(LOCAL, SessionKey.of("other"))).isEmpty();
        assertThat(problemOf(() -> fixture.chats.patch(
                        LOCAL,
                        KEY,
                        new SessionPatch(Map.of(Setting.SEND_POLICY, Optional.of("maybe")), false, null, null))))
                .isInstanceOf(Problem.InvalidRequest.class);
        assertThat(problemOf(
                        () -> fixture.chats.patch(LOCAL, KEY, new SessionPatch(Map.of(), true, "x".repeat(65), null))))
                .isInstanceOf(Problem.InvalidRequest.class);
        fixture.chats.patch(LOCAL, KEY, new SessionPatch(Map.of(), true, null, false));
        assertThat(session().label()).isNull();
        assertThat(fixture.chats.list(LOCAL, SessionFilter.latest(10)))
                .extracting(ChatSession::key)
                .containsExactly(KEY);
    }

    @Test
    void anIdleSessionIsNotInMemory() {
        fixture.ask("hi", "t1");
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
        var reader = fixture.read(null);
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 1));
        reader.close();
        reader.close();
        assertThat(fixture.chats.load()).isEqualTo(new Chats.Load(0, 0));
    }
}
