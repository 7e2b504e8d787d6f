package dev.switchboard.runs.record;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.RunStore.Cursor;
import dev.switchboard.runs.record.RunStore.Filter;
import dev.switchboard.runs.record.RunStore.IdempotentStart;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import dev.switchboard.tx.Tx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link RunStore} promises. */
@Timeout(60)
public abstract class RunStoreContract {
    private static final Instant T0 = Instant.parse("2025-11-19T07:15:23.512Z");
    private static final SessionId SESSION = new SessionId("s1");
    private static final SessionId OTHER_SESSION = new SessionId("s2");
    private static final RunSpec PLAIN = new RunSpec(
            "say hello",
            Path.of("/tmp"),
            null,
            null,
            null,
            Map.of(),
            false,
            false,
            RunSpec.OnDisconnect.CANCEL,
            RunSpec.Budget.NONE,
            "{}",
            RunSpec.Origin.HTTP,
            null);
    private static final RunSpec FULL = new RunSpec(
            "say \"hello\"\nin 漢字",
            Path.of("/tmp/work"),
            Path.of("/tmp/agent.yaml"),
            "fast",
            Path.of("/tmp/config.json"),
            Map.of("KIMI_MODEL_NAME", "k2", "KIMI_MODEL_TEMPERATURE", "0.3"),
            true,
            true,
            RunSpec.OnDisconnect.CONTINUE,
            new RunSpec.Budget(7, 5_000_000_000L, 60L),
            "{\"a\":[1,2]}",
            new RunSpec.Origin("task", "t-1"),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    protected final SettableTime time = new SettableTime(T0);
    protected TestStorage storage;

    /** Opens the storage under test, empty. */
    protected abstract TestStorage open();

    @BeforeEach
    void openStorage() {
        storage = open();
        write(tx -> {
            store().insertSession(tx, SESSION, T0);
            store().insertSession(tx, OTHER_SESSION, T0);
        });
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    @Test
    void aSessionExistsOnceItWasInserted() {
        assertThat(sessionExists(SESSION)).isTrue();
        assertThat(sessionExists(new SessionId("unknown"))).isFalse();
    }

    @Test
    void aNewRunIsFoundAsItWasInserted() {
        Run run = run("r1", 0, RunStatus.QUEUED, PLAIN);
        insert(run);

        assertThat(store().find(run.id())).contains(run);
        assertThat(findInBlock(run.id())).contains(run);
        assertThat(store().find(new RunId("unknown"))).isEmpty();
    }

    @Test
    void everyPartOfARunIsKept() {
        Run run = ended("r1", 0, 90);
        insert(run);

        assertThat(store().find(run.id())).contains(run);
    }

    @Test
    void anUpdateWritesWhatChangesAndLeavesTheRest() {
        insert(run("r1", 0, RunStatus.QUEUED, FULL));
        Run ended = ended("r1", 0, 90);
        write(tx -> store().update(tx, ended));

        assertThat(store().find(ended.id())).contains(ended);
    }

    @Test
    void anUpdateOfAnUnknownRunIsABug() {
        assertThatThrownBy(() -> write(tx -> store().update(tx, run("r1", 0, RunStatus.RUNNING, PLAIN))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNumbersOfARunComeFromItsStream() {
        Run run = run("r1", 0, RunStatus.RUNNING, PLAIN);
        insert(run);
        List<Run> seen = ask(tx -> {
            for (int i = 0; i < 5; i++) {
                storage.journal().append(tx, run.id().events(), TEXT, "event");
            }
            Run with = store().find(tx, run.id()).orElseThrow();
            storage.journal().trim(tx, run.id().events(), 2);
            return List.of(with, store().find(tx, run.id()).orElseThrow());
        });

        assertThat(seen).extracting(Run::firstSeq).containsExactly(1L, 3L);
        assertThat(seen).extracting(Run::lastSeq).containsExactly(5L, 5L);
        assertThat(store().find(run.id())).contains(seen.getLast());
        assertThat(list(null, null, 10, null)).containsExactly(seen.getLast());
        assertThat(store().unfinished()).containsExactly(seen.getLast());
    }

    @Test
    void runsAreListedNewestFirstAndByIdWithinAnInstant() {
        insert(run("b", 1, RunStatus.QUEUED, PLAIN));
        insert(run("a", 1, RunStatus.QUEUED, PLAIN));
        insert(run("c", 0, RunStatus.QUEUED, PLAIN));
        insert(run("d", 2, RunStatus.QUEUED, PLAIN));

        assertThat(ids(list(null, null, 10, null))).containsExactly("d", "b", "a", "c");
        assertThat(ids(list(null, null, 2, null))).containsExactly("d", "b");
        assertThat(ids(list(null, null, 2, new Cursor(T0.plusSeconds(1), "b")))).containsExactly("a", "c");
        assertThat(ids(list(null, null, 2, new Cursor(T0, "c")))).isEmpty();
    }

    @Test
    void aListIsNarrowedByStatusAndSession() {
        insert(run("a", 0, RunStatus.RUNNING, PLAIN));
        insert(ended("b", 1, 10));
        insert(inSession(OTHER_SESSION, run("c", 2, RunStatus.RUNNING, PLAIN)));
        insert(run("d", 3, RunStatus.RUNNING, PLAIN));

        assertThat(ids(list(RunStatus.RUNNING, null, 10, null))).containsExactly("d", "c", "a");
        assertThat(ids(list(null, SESSION, 10, null))).containsExactly("d", "b", "a");
        assertThat(ids(list(RunStatus.RUNNING, SESSION, 1, new Cursor(T0.plusSeconds(3), "d"))))
                .containsExactly("a");
    }

    @Test
    void unfinishedRunsAreListedOldestFirst() {
        insert(run("c", 0, RunStatus.WAITING, PLAIN));
        insert(run("a", 0, RunStatus.QUEUED, PLAIN));
        insert(ended("d", 1, 10));
        insert(run("b", 1, RunStatus.RUNNING, PLAIN));

        assertThat(ids(store().unfinished())).containsExactly("c", "a", "b");
    }

    @Test
    void theRunsOfASessionAreListedInTheOrderOfTheirCreation() {
        insert(run("c", 0, RunStatus.QUEUED, PLAIN));
        insert(run("a", 0, RunStatus.QUEUED, PLAIN));
        insert(inSession(OTHER_SESSION, run("b", 0, RunStatus.QUEUED, PLAIN)));

        assertThat(store().ofSession(SESSION)).containsExactly(new RunId("c"), new RunId("a"));
        assertThat(store().ofSession(new SessionId("unknown"))).isEmpty();
    }

    @Test
    void runsWhoseEventsAreKeptAreFoundByTheTimeOfTheirEnd() {
        for (Run run :
                List.of(ended("late", 0, 50), ended("early", 0, 10), ended("middle", 0, 30), ended("bare", 0, 5))) {
            insert(run);
        }
        insert(run("running", 0, RunStatus.RUNNING, PLAIN));
        for (String id : List.of("late", "early", "middle", "running")) {
            write(tx -> storage.journal().append(tx, new RunId(id).events(), TEXT, "event"));
        }

        assertThat(store().endedBefore(T0.plusSeconds(50), 10))
                .containsExactly(new RunId("early"), new RunId("middle"));
        assertThat(store().endedBefore(T0.plusSeconds(51), 1)).containsExactly(new RunId("early"));
        write(tx -> storage.journal().trim(tx, new RunId("early").events(), 1));
        write(tx -> storage.journal().delete(tx, new RunId("middle").events()));
        assertThat(store().endedBefore(T0.plusSeconds(51), 10)).containsExactly(new RunId("late"));
    }

    @Test
    void anIdempotentStartIsFoundUntilItIsForgotten() {
        IdempotentStart old = new IdempotentStart("old", "f1", new RunId("r1"), T0);
        IdempotentStart young = new IdempotentStart("young", "f2", new RunId("r2"), T0.plusSeconds(1));
        write(tx -> {
            store().insertIdempotentStart(tx, old);
            store().insertIdempotentStart(tx, young);
        });
        assertThat(idempotentStart("old")).contains(old);

        write(tx -> store().deleteIdempotentStarts(tx, T0.plusSeconds(1)));
        assertThat(idempotentStart("old")).isEmpty();
        assertThat(idempotentStart("young")).contains(young);
    }

    @Test
    void anApprovalIsKeptAndAnswered() {
        insert(run("r1", 0, RunStatus.WAITING, PLAIN));
        Approval asked = approval("a1", "r1", "call-1", 0);
        write(tx -> store().insertApproval(tx, asked));
        assertThat(approval("a1")).contains(asked);
        assertThat(pendingApprovals(new RunId("r1"))).containsExactly(asked);

        Approval answered = answered(asked);
        write(tx -> store().updateApproval(tx, answered));
        assertThat(approval("a1")).contains(answered);
        assertThat(pendingApprovals(new RunId("r1"))).isEmpty();
        assertThat(store().approvals(new RunId("r1"))).containsExactly(answered);
        assertThat(approval("unknown")).isEmpty();
    }

    @Test
    void anAnswerToAnUnknownApprovalIsABug() {
        assertThatThrownBy(() -> write(tx -> store().updateApproval(tx, approval("a1", "r1", "call-1", 0))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theApprovalOfACallIsFoundByRunAndCall() {
        insert(run("r1", 0, RunStatus.WAITING, PLAIN));
        insert(run("r2", 0, RunStatus.WAITING, PLAIN));
        Approval one = approval("a1", "r1", "call-1", 0);
        Approval two = approval("a2", "r2", "call-1", 0);
        write(tx -> {
            store().insertApproval(tx, one);
            store().insertApproval(tx, two);
        });

        assertThat(approvalOfCall(new RunId("r2"), "call-1")).contains(two);
        assertThat(approvalOfCall(new RunId("r1"), "call-2")).isEmpty();
    }

    @Test
    void theApprovalsOfARunAreListedOldestFirst() {
        insert(run("r1", 0, RunStatus.WAITING, PLAIN));
        Approval first = approval("b", "r1", "call-1", 0);
        Approval second = approval("a", "r1", "call-2", 0);
        write(tx -> {
            store().insertApproval(tx, first);
            store().insertApproval(tx, second);
        });

        assertThat(store().approvals(new RunId("r1"))).containsExactly(first, second);
        assertThat(pendingApprovals(new RunId("r1"))).containsExactly(first, second);
    }

    @Test
    void theApprovalsOfAllRunsAreListedNewestFirst() {
        insert(run("r1", 0, RunStatus.WAITING, PLAIN));
        insert(run("r2", 0, RunStatus.WAITING, PLAIN));
        Approval old = approval("a", "r1", "call-1", 0);
        Approval low = approval("b", "r2", "call-1", 1);
        Approval high = answered(approval("c", "r1", "call-2", 1));
        write(tx -> List.of(high, old, low).forEach(each -> store().insertApproval(tx, each)));

        assertThat(store().approvals(null, 10, null)).containsExactly(high, low, old);
        assertThat(store().approvals(null, 1, new Cursor(high.createdAt(), "c")))
                .containsExactly(low);
        assertThat(store().approvals(Approval.Status.PENDING, 10, null)).containsExactly(low, old);
        assertThat(store().approvals(Approval.Status.PENDING, 10, new Cursor(low.createdAt(), "b")))
                .containsExactly(old);
    }

    @Test
    void aGrantHoldsForItsSessionAndActionAndMayBeRepeated() {
        write(tx -> {
            store().grant(tx, SESSION, "run shell commands");
            store().grant(tx, SESSION, "run shell commands");
        });

        assertThat(granted(SESSION, "run shell commands")).isTrue();
        assertThat(granted(SESSION, "edit files")).isFalse();
        assertThat(granted(OTHER_SESSION, "run shell commands")).isFalse();
    }

    @Test
    void steeringMessagesWaitInOrderUntilTheyAreForgotten() {
        RunId one = new RunId("r1");
        RunId two = new RunId("r2");
        write(tx -> {
            store().insertSteering(tx, one, "first", T0);
            store().insertSteering(tx, two, "other", T0);
            store().insertSteering(tx, one, "second", T0);
        });
        assertThat(steering(one)).containsExactly("first", "second");

        write(tx -> store().deleteSteering(tx, one));
        assertThat(steering(one)).isEmpty();
        assertThat(steering(two)).containsExactly("other");
    }

    @Test
    void whatABlockDidIsUndoneWhenItFails() {
        Run kept = run("kept", 0, RunStatus.QUEUED, PLAIN);
        insert(kept);
        write(tx -> store().insertSteering(tx, kept.id(), "first", T0));
        assertThatThrownBy(() -> write(tx -> {
                    store().update(tx, run("kept", 0, RunStatus.RUNNING, PLAIN));
                    store().insert(tx, run("never", 0, RunStatus.QUEUED, PLAIN));
                    store().insertApproval(tx, approval("a1", "kept", "call-1", 0));
                    store().grant(tx, SESSION, "edit files");
                    store().deleteSteering(tx, kept.id());
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(list(null, null, 10, null)).containsExactly(kept);
        assertThat(store().approvals(kept.id())).isEmpty();
        assertThat(granted(SESSION, "edit files")).isFalse();
        assertThat(steering(kept.id())).containsExactly("first");
    }

    @Test
    void aRunIsInsertedOnceAndOnlyIntoAKnownSession() {
        insert(run("r1", 0, RunStatus.QUEUED, PLAIN));
        assertThatThrownBy(() -> insert(run("r1", 1, RunStatus.QUEUED, PLAIN))).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> insert(inSession(new SessionId("unknown"), run("r2", 1, RunStatus.QUEUED, PLAIN))))
                .isInstanceOf(RuntimeException.class);

        assertThat(ids(list(null, null, 10, null))).containsExactly("r1");
    }

    protected final RunStore store() {
        return storage.runs();
    }

    protected final void insert(Run run) {
        write(tx -> store().insert(tx, run));
    }

    protected static Run ended(String id, long createdAfter, long endedAfter) {
        return new Run(
                new RunId(id),
                SESSION,
                FULL,
                RunStatus.ERROR,
                "provider",
                "k2-turbo",
                T0.plusSeconds(createdAfter),
                T0.plusSeconds(createdAfter).plusMillis(1),
                T0.plusSeconds(endedAfter),
                4,
                new Usage(1, 2, 3, 4, new Cost(new BigDecimal("12.000001"), "CNY")),
                1,
                0,
                2,
                new Digest(3_000_000_000L, "ab".repeat(32)));
    }

    private void write(Consumer<Tx> block) {
        storage.transactor().write(tx -> {
            block.accept(tx);
            return true;
        });
    }

    private <T> T ask(Function<Tx, T> block) {
        return storage.transactor().write(block);
    }

    private boolean sessionExists(SessionId session) {
        return ask(tx -> store().sessionExists(tx, session));
    }

    private Optional<Run> findInBlock(RunId id) {
        return ask(tx -> store().find(tx, id));
    }

    private Optional<IdempotentStart> idempotentStart(String key) {
        return ask(tx -> store().idempotentStart(tx, key));
    }

    private Optional<Approval> approval(String id) {
        return ask(tx -> store().approval(tx, id));
    }

    private Optional<Approval> approvalOfCall(RunId run, String callId) {
        return ask(tx -> store().approvalOfCall(tx, run, callId));
    }

    private List<Approval> pendingApprovals(RunId run) {
        return ask(tx -> store().pendingApprovals(tx, run));
    }

    private boolean granted(SessionId session, String action) {
        return ask(tx -> store().granted(tx, session, action));
    }

    private List<String> steering(RunId run) {
        return ask(tx -> store().steering(tx, run));
    }

    private List<Run> list(@Nullable RunStatus status, @Nullable SessionId session, int max, @Nullable Cursor after) {
        return store().list(new Filter(status, session, max, after));
    }

    private static List<String> ids(List<Run> runs) {
        return runs.stream().map(run -> run.id().value()).toList();
    }

    private static Run run(String id, long createdAfter, RunStatus status, RunSpec spec) {
        return new Run(
                new RunId(id),
                SESSION,
                spec,
                status,
                null,
                "",
                T0.plusSeconds(createdAfter),
                null,
                null,
                0,
                Usage.NONE,
                1,
                0,
                0,
                null);
    }

    private static Run inSession(SessionId session, Run run) {
        return new Run(
                run.id(),
                session,
                run.spec(),
                run.status(),
                run.reason(),
                run.modelName(),
                run.createdAt(),
                run.startedAt(),
                run.endedAt(),
                run.steps(),
                run.usage(),
                run.firstSeq(),
                run.lastSeq(),
                run.approvalsPending(),
                run.digest());
    }

    private static Approval approval(String id, String run, String callId, long createdAfter) {
        return new Approval(
                id,
                new RunId(run),
                callId,
                "Shell",
                "run shell commands",
                "Run `ls`",
                Approval.Status.PENDING,
                null,
                T0.plusSeconds(createdAfter),
                T0.plusSeconds(createdAfter + 600),
                null,
                null);
    }

    private static Approval answered(Approval approval) {
        return new Approval(
                approval.id(),
                approval.run(),
                approval.callId(),
                approval.sender(),
                approval.action(),
                approval.description(),
                Approval.Status.REJECTED,
                Approval.Decision.REJECT,
                approval.createdAt(),
                approval.expiresAt(),
                "operator",
                "not now");
    }
}
