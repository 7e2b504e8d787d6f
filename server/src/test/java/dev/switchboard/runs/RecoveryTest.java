package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.journal.Entry;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunSpec.Budget;
import dev.switchboard.runs.record.RunSpec.OnDisconnect;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What becomes of runs when the server dies. The old process is played by agents that stand still for ever: a second {@code Runs} is made
 * on the same storage and finds what the first one left.
 */
@Timeout(60)
class RecoveryTest {
    private static final Plan.Approval SHELL = new Plan.Approval("run shell command", "Run command `ls`");
    private final RunsFixture fixture = new RunsFixture();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static RunSpec bound() {
        return RunsFixture.spec(true, OnDisconnect.CANCEL, Budget.NONE, Map.of());
    }

    @Test
    void aRunThatOutlivesItsReaderGoesOnWhereItsLogStands() throws Exception {
        ToolCall call = new ToolCall("c1", "Bash", "{}");
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            host.log(
                    List.of(new AgentEvent.StepBegan(1), new AgentEvent.ToolCalled(call)),
                    List.of(
                            new Memory.StepBegan(1),
                            new Memory.AssistantSaid(1, List.of(), List.of(call), false, null)),
                    List.of());
            host.log(List.of(), List.of(new Memory.CallIntended("c1", new ProcessGroup(4711, 99))), List.of());
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        atWork.await();
        LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
        fixture.agents.script = (conversation, host) -> {
            seen.add(conversation.open().toString());
            return new Outcome.Finished();
        };
        fixture.restart();
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started", "turn.started", "step_begin", "tool_call", "resumed", "turn.completed");
        assertThat(seen.take()).contains("c1").contains("intended=true");
        assertThat(fixture.endedGroups).containsExactly(new ProcessGroup(4711, 99));
        DigestChain chain = DigestChain.EMPTY;
        for (Entry entry : fixture.storage.journal().read(id.events(), 0, 5, 1 << 20)) {
            chain = chain.with(entry);
        }
        assertThat(fixture.get(id).digest()).isEqualTo(chain.digest());
    }

    @Test
    void aRunThatIsBoundToItsReaderEndsAndSaysWhy() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start(bound(), null);
        atWork.await();
        fixture.restart();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "error", "turn.completed");
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.ERROR);
        assertThat(fixture.get(id).reason()).isEqualTo("server_restarted");
    }

    @Test
    void aRunThatNeverBeganBeginsAfterTheRestart() throws Exception {
        fixture.config = new RunsConfig(1, 10, Duration.ofDays(1), List.of());
        fixture.restart();
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        fixture.start();
        atWork.await();
        RunId queued = fixture.start();
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        fixture.restart();
        assertThat(fixture.types(queued)).containsExactly("thread.started", "turn.started", "turn.completed");
    }

    @Test
    void aPendingApprovalStaysPendingAndIsAnsweredLater() throws Exception {
        LinkedBlockingQueue<AgentHost.Decision> decisions = new LinkedBlockingQueue<>();
        fixture.agents.script = (conversation, host) -> {
            decisions.add(host.approve("c1", "Bash", SHELL));
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        RunEvent.ApprovalRequested asked = fixture.await(id, RunEvent.ApprovalRequested.class);
        fixture.restart();
        fixture.await(id, RunEvent.Resumed.class);
        while (fixture.get(id).status() != RunStatus.WAITING) {
            Thread.onSpinWait();
        }
        fixture.runs.decide(RunsFixture.LOCAL, id, asked.approvalId(), Approval.Decision.APPROVE, null);
        assertThat(decisions.take()).isEqualTo(new AgentHost.Decision(true, null));
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "approval_request",
                        "resumed",
                        "approval_response",
                        "turn.completed");
    }

    @Test
    void aDeadlineThatPassedMeanwhileCountsAtOnce() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            assertThat(host.approve("c1", "Bash", SHELL).approved()).isFalse();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        fixture.await(id, RunEvent.ApprovalRequested.class);
        fixture.goDown();
        fixture.time.advance(Duration.ofMinutes(11));
        fixture.restart();
        assertThat(fixture.await(id, RunEvent.ApprovalAnswered.class).by()).isEqualTo("deadline");
        fixture.await(id, RunEvent.TurnCompleted.class);
    }

    @Test
    void aCancelThatWasAcceptedIsNotForgotten() throws Exception {
        CountDownLatch deaf = new CountDownLatch(1);
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            while (deaf.getCount() > 0) {
                try {
                    deaf.await();
                } catch (InterruptedException e) {
                    // An agent that does not hear, as if the process had died before it could.
                }
            }
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        atWork.await();
        fixture.runs.cancel(RunsFixture.LOCAL, id);
        fixture.restart();
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(fixture.types(id))
                .containsExactly("thread.started", "turn.started", "run_completed", "turn.completed");
    }

    @Test
    void aKeyThatCameWithTheRequestIsNotStoredAndTheRunSaysSo() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start(
                RunsFixture.spec(
                        true,
                        OnDisconnect.CONTINUE,
                        Budget.NONE,
                        Map.of("KIMI_API_KEY", "sk-sesame", "KIMI_BASE_URL", "http://there")),
                null);
        atWork.await();
        assertThat(fixture.get(id).spec().env().toString()).doesNotContain("sesame");
        fixture.restart();
        assertThat(fixture.await(id, RunEvent.Failed.class).message()).contains("KIMI_API_KEY");
        assertThat(fixture.get(id).reason()).isEqualTo("server_restarted");
    }

    @Test
    void aKeyThatTheModelDoesNotTakeIsNotMissed() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start(
                RunsFixture.spec(true, OnDisconnect.CONTINUE, Budget.NONE, Map.of("OPENAI_API_KEY", "sk-sesame")),
                null);
        atWork.await();
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        fixture.restart();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "resumed", "turn.completed");
    }

    @Test
    void messagesThatWereAcceptedAreTakenAfterTheRestart() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            never.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        atWork.await();
        fixture.runs.steer(RunsFixture.LOCAL, id, "hurry");
        fixture.agents.script = (conversation, host) -> {
            assertThat(host.takeSteering()).containsExactly("hurry");
            return new Outcome.Finished();
        };
        fixture.restart();
        assertThat(fixture.types(id))
                .containsExactly("thread.started", "turn.started", "resumed", "steer", "turn.completed");
    }

    @Test
    void drainingHandsWorkOverWithoutAnEnd() throws Exception {
        CountDownLatch atWork = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            atWork.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                host.log(List.of(new AgentEvent.StepInterrupted()), List.of(), List.of());
                throw e;
            }
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        atWork.await();
        assertThat(fixture.runs.drain(Duration.ZERO)).isFalse();
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.RUNNING);
        assertThat(fixture.get(id).lastSeq()).isEqualTo(2);
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        fixture.restart();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "resumed", "turn.completed");
    }

    @Test
    void aRunWaitsOutAStorageThatTakesNothing() throws Exception {
        AtomicInteger refusals = new AtomicInteger();
        fixture.transactors = real -> new Transactor() {
            @Override
            public <T extends @Nullable Object> T write(Function<Tx, T> block) {
                if (refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                    throw new ProblemException(new Problem.Unavailable("the disk is full", Duration.ofSeconds(1)));
                }
                return real.write(block);
            }

            @Override
            public <T extends @Nullable Object> CompletableFuture<T> submit(Function<Tx, T> block) {
                return real.submit(block);
            }
        };
        fixture.restart();
        fixture.agents.script = (conversation, host) -> {
            refusals.set(2);
            host.log(List.of(new AgentEvent.StepBegan(1)), List.of(), List.of());
            refusals.set(1);
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        while (fixture.get(id).status() != RunStatus.FINISHED) {
            fixture.time.advance(Duration.ofSeconds(1));
            Thread.onSpinWait();
        }
        assertThat(refusals.get()).isZero();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "step_begin", "turn.completed");
    }
}
