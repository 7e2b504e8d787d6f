package dev.switchboard.runs;

import static dev.switchboard.runs.RunsFixture.LOCAL;
import static dev.switchboard.runs.RunsFixture.problemOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs.OnBusy;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec.Budget;
import dev.switchboard.runs.record.RunSpec.OnDisconnect;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens where a run begins, where it ends, and where the server goes down around it. */
@Timeout(60)
class RunEdgesTest {
    private static final Plan.Approval SHELL = new Plan.Approval("run shell command", "Run command `ls`");
    private final RunsFixture fixture = new RunsFixture();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private void slots(int running, int queued) {
        fixture.config = new RunsConfig(running, queued, Duration.ofDays(1), List.of());
        fixture.restart();
    }

    private RunStatus endOf(RunId id) throws InterruptedException {
        return fixture.await(id, RunEvent.TurnCompleted.class).status();
    }

    @Test
    void aStartThatIsNotStoredTakesNoPlace() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean();
        fixture.transactors = real -> new Transactor() {
            @Override
            public <T extends @Nullable Object> T write(Function<Tx, T> block) {
                return real.write(tx -> {
                    T result = block.apply(tx);
                    if (refuses.get()) {
                        throw new ProblemException(new Problem.Unavailable("the disk is full", Duration.ofSeconds(1)));
                    }
                    return result;
                });
            }

            @Override
            public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block) {
                return real.submit(block);
            }
        };
        slots(1, 1);
        refuses.set(true);
        assertThat(problemOf(fixture::start)).isInstanceOf(Problem.Unavailable.class);
        refuses.set(false);
        assertThat(fixture.runs.load()).isEqualTo(new Runs.Load(0, 0, 0));
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        fixture.await(first, RunEvent.TurnStarted.class);
        RunId second = fixture.start();
        go.countDown();
        assertThat(endOf(first)).isEqualTo(RunStatus.FINISHED);
        assertThat(endOf(second)).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void theLineOfASessionIsBoundedAlthoughSlotsAreFree() throws Exception {
        slots(10, 1);
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        SessionId session = fixture.get(first).session();
        RunId second = fixture.start(RunsFixture.spec(), session);
        assertThat(problemOf(() -> fixture.start(RunsFixture.spec(), session))).isInstanceOf(Problem.TooBusy.class);
        RunId elsewhere = fixture.start();
        go.countDown();
        assertThat(endOf(second)).isEqualTo(RunStatus.FINISHED);
        assertThat(endOf(elsewhere)).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aKeyMayStandForAnotherRequestAfterADay() {
        Runs.Started first =
                fixture.runs.start(LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, new Runs.Idempotency("k", "body-1"));
        fixture.time.advance(Duration.ofHours(24));
        Runs.Idempotency again = new Runs.Idempotency("k", "body-2");
        Runs.Started second = fixture.runs.start(LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, again);
        assertThat(second.replayed()).isFalse();
        assertThat(second.run().id()).isNotEqualTo(first.run().id());
        Runs.Started third = fixture.runs.start(LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, again);
        assertThat(third.run().id()).isEqualTo(second.run().id());
    }

    @Test
    void aRunThatIsCancelledWhileItIsPreparedEndsCancelled() throws Exception {
        CountDownLatch preparing = new CountDownLatch(1);
        fixture.agents.preparation = assignment -> {
            preparing.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new PreparationException("the agent's file cannot be read");
            }
        };
        RunId id = fixture.start();
        preparing.await();
        fixture.runs.cancel(LOCAL, id);
        assertThat(fixture.types(id)).containsExactly("run_completed", "turn.completed");
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.CANCELLED);
    }

    @Test
    void aRunThatIsCancelledEndsCancelledWhateverThatDidToItsWork() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a library that wraps what it does not know", e);
            }
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        atWork.await();
        fixture.runs.cancel(LOCAL, id);
        assertThat(endOf(id)).isEqualTo(RunStatus.CANCELLED);
        assertThat(fixture.types(id))
                .containsExactly("thread.started", "turn.started", "run_completed", "turn.completed");
    }

    @Test
    void anErrorOfTheMachineEndsTheRun() throws Exception {
        slots(1, 1);
        fixture.agents.script = (conversation, host) -> {
            throw new StackOverflowError("on purpose");
        };
        RunId id = fixture.start();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(fixture.get(id).reason()).isEqualTo("internal");
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        assertThat(endOf(fixture.start())).isEqualTo(RunStatus.FINISHED);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aRunWhoseEndFailsStillEndsOnce(int times) throws Exception {
        slots(1, 1);
        AtomicInteger failures = new AtomicInteger(times);
        fixture.hears = event -> {
            if (event instanceof RunEvent.TurnCompleted && failures.getAndDecrement() > 0) {
                throw new AssertionError("on purpose");
            }
        };
        RunId id = fixture.start();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.ERROR);
        assertThat(endOf(fixture.start())).isEqualTo(RunStatus.FINISHED);
        assertThat(fixture.get(id).lastSeq()).isEqualTo(4);
    }

    @Test
    void nothingIsWrittenBehindTheEnd() throws Exception {
        CompletableFuture<AgentHost> kept = new CompletableFuture<>();
        fixture.agents.script = (conversation, host) -> {
            kept.complete(host);
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        assertThat(endOf(id)).isEqualTo(RunStatus.FINISHED);
        AgentHost host = kept.get();
        Run ended = fixture.get(id);
        long remembered = fixture.storage.journal().extent(id.log()).lastSeq();
        assertThatThrownBy(() -> host.log(
                        List.of(new AgentEvent.StepBegan(2)),
                        List.of(new Memory.UserSaid(List.of(new Part.Text("late")))),
                        List.of()))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> host.approve("late", "Bash", SHELL)).isInstanceOf(IllegalStateException.class);
        assertThat(fixture.get(id)).isEqualTo(ended);
        assertThat(fixture.runs.approvals(LOCAL, id)).isEmpty();
        assertThat(fixture.storage.journal().extent(id.log()).lastSeq()).isEqualTo(remembered);
    }

    @Test
    void aToolThatStillAsksWhenItsRunHasEndedIsAnsweredAndTakesNoSlot() throws Exception {
        slots(1, 1);
        LinkedBlockingQueue<AgentHost.Decision> decisions = new LinkedBlockingQueue<>();
        fixture.agents.script = (conversation, host) -> {
            CountDownLatch asked = new CountDownLatch(1);
            fixture.hears = event -> {
                if (event instanceof RunEvent.ApprovalRequested) {
                    asked.countDown();
                }
            };
            Thread.ofVirtual().start(() -> {
                try {
                    decisions.add(host.approve("c1", "Bash", SHELL));
                } catch (InterruptedException e) {
                    // Nobody interrupts this tool.
                }
            });
            asked.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        assertThat(endOf(id)).isEqualTo(RunStatus.FINISHED);
        assertThat(decisions.take()).isEqualTo(new AgentHost.Decision(false, null));
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        assertThat(endOf(fixture.start())).isEqualTo(RunStatus.FINISHED);
        assertThat(fixture.runs.approvals(LOCAL, id).getFirst().status()).isEqualTo(Approval.Status.EXPIRED);
    }

    @Test
    void anApprovalOfARunThatWasHandedOverStaysPending() throws Exception {
        CountDownLatch leaving = new CountDownLatch(1);
        CountDownLatch letGo = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            try {
                host.approve("c1", "Bash", SHELL);
            } catch (InterruptedException e) {
                leaving.countDown();
                letGo.await();
                throw e;
            }
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        String approval = fixture.await(id, RunEvent.ApprovalRequested.class).approvalId();
        Thread draining = Thread.ofVirtual().start(() -> {
            try {
                fixture.runs.drain(Duration.ZERO);
            } catch (InterruptedException e) {
                // Nobody interrupts this thread.
            }
        });
        leaving.await();
        assertThat(problemOf(() -> fixture.runs.decide(LOCAL, id, approval, Approval.Decision.APPROVE, null)))
                .isInstanceOf(Problem.Unavailable.class);
        letGo.countDown();
        draining.join();
        assertThat(problemOf(() -> fixture.runs.decide(LOCAL, id, approval, Approval.Decision.APPROVE, null)))
                .isInstanceOf(Problem.Unavailable.class);
        assertThat(fixture.get(id).lastSeq()).isEqualTo(3);

        fixture.agents.script = (conversation, host) -> {
            host.approve("c1", "Bash", SHELL);
            return new Outcome.Finished();
        };
        fixture.restart();
        fixture.await(id, RunEvent.Resumed.class);
        fixture.runs.decide(LOCAL, id, approval, Approval.Decision.APPROVE, null);
        assertThat(endOf(id)).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aRunThatIsBoundToItsReaderEndsWhenTheServerGoesDown() throws Exception {
        CountDownLatch atWork = new CountDownLatch(2);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId bound = fixture.start(RunsFixture.spec(true, OnDisconnect.CANCEL, Budget.NONE, Map.of()), null);
        RunId free = fixture.start();
        atWork.await();
        assertThat(fixture.runs.drain(Duration.ZERO)).isFalse();
        assertThat(fixture.types(bound)).containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(fixture.get(bound).reason()).isEqualTo("server_restarted");
        assertThat(fixture.get(free).status()).isEqualTo(RunStatus.RUNNING);
    }
}
