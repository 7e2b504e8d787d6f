package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Recorded;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.runs.Runs.OnBusy;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec.Budget;
import dev.switchboard.runs.record.RunSpec.OnDisconnect;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RunsTest {
    private static final Plan.Approval SHELL = new Plan.Approval("run shell command", "Run command `ls`");
    private final RunsFixture fixture = new RunsFixture();

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    private static void say(AgentHost host, String id, String text) {
        host.log(
                List.of(new AgentEvent.Said(id, text)),
                List.of(new Memory.AssistantSaid(1, List.of(new Part.Text(text)), List.of(), false, null)),
                List.of());
    }

    private static void call(AgentHost host, int n, String callId) {
        ToolCall call = new ToolCall(callId, "Bash", "{}");
        host.log(
                List.of(new AgentEvent.ToolCalled(call)),
                List.of(new Memory.AssistantSaid(n, List.of(), List.of(call), false, null)),
                List.of());
    }

    @Test
    void aRunReadsItsStartItsItemsAndOneEnd() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            host.log(List.of(new AgentEvent.StepBegan(1)), List.of(), List.of());
            say(host, "i1", "hello");
            host.log(List.of(new AgentEvent.TokensUsed(new Usage(10, 2, 0, 0))), List.of(), List.of());
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "step_begin",
                        "item.started",
                        "item.completed",
                        "usage",
                        "turn.completed");
        Run run = fixture.get(id);
        assertThat(run.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(run.steps()).isEqualTo(1);
        assertThat(run.usage()).isEqualTo(new Usage(10, 2, 0, 0));
        assertThat(run.lastSeq()).isEqualTo(7);
        assertThat(fixture.moves).containsExactly("queued", "running", "finished");
    }

    @Test
    void theDigestOfTheEndIsTheChainOverTheStoredPayloads() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            say(host, "i1", "你好");
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        RunEvent.TurnCompleted end = fixture.await(id, RunEvent.TurnCompleted.class);
        DigestChain chain = DigestChain.EMPTY;
        for (Entry entry : fixture.storage.journal().read(id.events(), 0, 4, 1 << 20)) {
            chain = chain.with(entry);
        }
        assertThat(end.digest()).isEqualTo(chain.digest());
        assertThat(end.digest().events()).isEqualTo(4);
        assertThat(fixture.get(id).digest()).isEqualTo(end.digest());
    }

    @Test
    void aRunThatCannotBePreparedEndsWithBothTerminalLines() throws Exception {
        fixture.agents.preparation = assignment -> {
            throw new PreparationException("no such agent");
        };
        RunId id = fixture.start();
        List<Recorded<RunEvent>> events = fixture.events(id);
        assertThat(events.stream().map(Recorded::event).limit(2))
                .containsExactly(
                        new RunEvent.Failed("failed to prepare runtime", "no such agent"),
                        new RunEvent.RunCompleted(RunStatus.ERROR));
        assertThat(fixture.get(id).reason()).isEqualTo("preparation");
        fixture.agents.preparation = assignment -> {};
        fixture.brokenConfig = "Invalid JSON";
        assertThat(fixture.types(fixture.start())).containsExactly("error", "run_completed", "turn.completed");
    }

    @Test
    void aBugInTheAgentEndsTheRunAndTellsOnlyAnIncident() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            throw new IllegalStateException("the secret is sesame");
        };
        RunId id = fixture.start();
        RunEvent.Failed error = fixture.await(id, RunEvent.Failed.class);
        assertThat(error.message()).contains("incident").doesNotContain("sesame");
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.ERROR);
    }

    @Test
    void aRunningRunIsCancelledOnceAndThenUnknown() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            working.countDown();
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        working.await();
        fixture.runs.cancel(RunsFixture.LOCAL, id);
        assertThat(fixture.types(id))
                .containsExactly("thread.started", "turn.started", "run_completed", "turn.completed");
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.CANCELLED);
        assertThat(RunsFixture.problemOf(() -> fixture.runs.cancel(RunsFixture.LOCAL, id)))
                .isEqualTo(new Problem.NotFound("run", id.value()));
        assertThat(RunsFixture.problemOf(() -> fixture.runs.cancel(RunsFixture.LOCAL, new RunId("nobody"))))
                .isEqualTo(new Problem.NotFound("run", "nobody"));
    }

    @Test
    void aQueuedRunIsCancelledWithoutHavingBegun() throws Exception {
        fixture.config = new RunsConfig(1, 10, Duration.ofDays(1), List.of());
        fixture.restart();
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        RunId second = fixture.start();
        fixture.runs.cancel(RunsFixture.LOCAL, second);
        assertThat(fixture.types(second)).containsExactly("run_completed", "turn.completed");
        go.countDown();
        assertThat(fixture.await(first, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aFullQueueRefusesTheNextRun() throws Exception {
        fixture.config = new RunsConfig(1, 1, Duration.ofDays(1), List.of());
        fixture.restart();
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        fixture.await(first, RunEvent.TurnStarted.class);
        RunId second = fixture.start();
        assertThat(RunsFixture.problemOf(fixture::start)).isInstanceOf(Problem.TooBusy.class);
        assertThat(fixture.runs.load().queued()).isEqualTo(1);
        go.countDown();
        assertThat(fixture.await(first, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
        assertThat(fixture.await(second, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void onlyARunThatIsBoundToItsReaderEndsWithIt() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId bound = fixture.start(RunsFixture.spec(true, OnDisconnect.CANCEL, Budget.NONE, Map.of()), null);
        RunId free = fixture.start();
        fixture.runs.readerGone(bound);
        fixture.runs.readerGone(free);
        assertThat(fixture.await(bound, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.CANCELLED);
        go.countDown();
        assertThat(fixture.await(free, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void secondsAreABudget() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            new CountDownLatch(1).await();
            return new Outcome.Finished();
        };
        RunId id =
                fixture.start(RunsFixture.spec(true, OnDisconnect.CONTINUE, new Budget(7, 70L, 30L), Map.of()), null);
        fixture.await(id, RunEvent.TurnStarted.class);
        fixture.time.advance(Duration.ofSeconds(29));
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.RUNNING);
        fixture.time.advance(Duration.ofSeconds(1));
        RunEvent.TurnCompleted end = fixture.await(id, RunEvent.TurnCompleted.class);
        assertThat(end.status()).isEqualTo(RunStatus.ERROR);
        assertThat(end.reason()).isEqualTo("budget_seconds");
        assertThat(fixture.agents.assignments.getFirst().maxSteps()).isEqualTo(7);
        assertThat(fixture.agents.assignments.getFirst().maxTokens()).isEqualTo(70);
    }

    @Test
    void anApprovalIsAskedForAndItsAnswerReachesTheAgent() throws Exception {
        LinkedBlockingQueue<AgentHost.Decision> decisions = new LinkedBlockingQueue<>();
        fixture.agents.script = (conversation, host) -> {
            decisions.add(host.approve("c1", "Bash", SHELL));
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        RunEvent.ApprovalRequested asked = fixture.await(id, RunEvent.ApprovalRequested.class);
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.WAITING);
        assertThat(fixture.get(id).approvalsPending()).isEqualTo(1);
        Approval answered = fixture.runs.decide(
                new Principal.Operator(), id, asked.approvalId(), Approval.Decision.REJECT, "use rg");
        assertThat(answered.status()).isEqualTo(Approval.Status.REJECTED);
        assertThat(answered.by()).isEqualTo("operator");
        assertThat(decisions.take()).isEqualTo(new AgentHost.Decision(false, "use rg"));
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started", "turn.started", "approval_request", "approval_response", "turn.completed");
        assertThat(fixture.moves).containsExactly("queued", "running", "waiting", "running", "finished");
        Problem late = RunsFixture.problemOf(
                () -> fixture.runs.decide(RunsFixture.LOCAL, id, asked.approvalId(), Approval.Decision.APPROVE, null));
        assertThat(late).isInstanceOf(Problem.Conflict.class);
        assertThat(((Problem.Conflict) late).facts())
                .containsExactly(new Problem.Fact("by", "operator"), new Problem.Fact("decision", "reject"));
    }

    @Test
    void anApprovalForTheSessionCoversTheActionInItsLaterRuns() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            assertThat(host.approve("c-" + host.newId(), "Bash", SHELL).approved())
                    .isTrue();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        RunEvent.ApprovalRequested asked = fixture.await(first, RunEvent.ApprovalRequested.class);
        fixture.runs.decide(RunsFixture.LOCAL, first, asked.approvalId(), Approval.Decision.APPROVE_FOR_SESSION, null);
        fixture.await(first, RunEvent.TurnCompleted.class);
        RunId second = fixture.start(RunsFixture.spec(), fixture.get(first).session());
        assertThat(fixture.types(second)).containsExactly("thread.started", "turn.started", "turn.completed");
        RunId other = fixture.start();
        fixture.await(other, RunEvent.ApprovalRequested.class);
    }

    @Test
    void nobodyIsAskedInAYoloRun() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            assertThat(host.approve("c", "Bash", SHELL).approved()).isTrue();
            return new Outcome.Finished();
        };
        RunId id = fixture.start(RunsFixture.spec(true, OnDisconnect.CONTINUE, Budget.NONE, Map.of()), null);
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "turn.completed");
    }

    @Test
    void anApprovalThatNobodyAnswersIsRejectedAtItsDeadline() throws Exception {
        LinkedBlockingQueue<AgentHost.Decision> decisions = new LinkedBlockingQueue<>();
        fixture.agents.script = (conversation, host) -> {
            decisions.add(host.approve("c1", "Bash", SHELL));
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        fixture.await(id, RunEvent.ApprovalRequested.class);
        fixture.time.advance(Duration.ofMinutes(10));
        assertThat(decisions.take()).isEqualTo(new AgentHost.Decision(false, "nobody answered"));
        RunEvent.ApprovalAnswered answer = fixture.await(id, RunEvent.ApprovalAnswered.class);
        assertThat(answer.by()).isEqualTo("deadline");
        assertThat(fixture.runs.approvals(RunsFixture.LOCAL, id).getFirst().status())
                .isEqualTo(Approval.Status.EXPIRED);
    }

    @Test
    void cancellingARunThatWaitsAnswersItsApproval() throws Exception {
        fixture.agents.script = (conversation, host) -> {
            host.approve("c1", "Bash", SHELL);
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        fixture.await(id, RunEvent.ApprovalRequested.class);
        fixture.runs.cancel(RunsFixture.LOCAL, id);
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "approval_request",
                        "approval_response",
                        "run_completed",
                        "turn.completed");
        assertThat(fixture.await(id, RunEvent.ApprovalAnswered.class).by()).isEqualTo("cancel");
        assertThat(fixture.get(id).approvalsPending()).isZero();
    }

    @Test
    void aRunThatWaitsLetsAnotherWork() throws Exception {
        fixture.config = new RunsConfig(1, 10, Duration.ofDays(1), List.of());
        fixture.restart();
        fixture.agents.script = (conversation, host) -> {
            host.approve("c1-" + host.newId(), "Bash", SHELL);
            return new Outcome.Finished();
        };
        RunId waiting = fixture.start();
        RunEvent.ApprovalRequested asked = fixture.await(waiting, RunEvent.ApprovalRequested.class);
        fixture.agents.script = (conversation, host) -> new Outcome.Finished();
        RunId other = fixture.start();
        assertThat(fixture.await(other, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
        fixture.runs.decide(RunsFixture.LOCAL, waiting, asked.approvalId(), Approval.Decision.APPROVE, null);
        assertThat(fixture.await(waiting, RunEvent.TurnCompleted.class).status())
                .isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aSessionGoesOnWithWhatWasSaidBefore() throws Exception {
        List<List<Message>> told = new ArrayList<>();
        fixture.agents.script = (conversation, host) -> {
            told.add(conversation.messages());
            say(host, "i", "one");
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        fixture.await(first, RunEvent.TurnCompleted.class);
        RunId second = fixture.start(RunsFixture.spec(), fixture.get(first).session());
        fixture.await(second, RunEvent.TurnCompleted.class);
        Message.User command = new Message.User(List.of(new Part.Text("do it")));
        assertThat(told.getFirst()).containsExactly(command);
        assertThat(told.getLast())
                .containsExactly(command, new Message.Assistant(List.of(new Part.Text("one")), List.of()), command);
    }

    @Test
    void aBusySessionQueuesOrRefusesAndAnUnknownOneIsNotFound() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            go.await();
            return new Outcome.Finished();
        };
        RunId first = fixture.start();
        SessionId session = fixture.get(first).session();
        RunId second = fixture.start(RunsFixture.spec(), session);
        assertThat(fixture.get(second).status()).isEqualTo(RunStatus.QUEUED);
        Problem busy = RunsFixture.problemOf(
                () -> fixture.runs.start(RunsFixture.LOCAL, RunsFixture.spec(), session, OnBusy.REJECT, null));
        assertThat(busy.code()).isEqualTo("session_busy");
        assertThat(RunsFixture.problemOf(() -> fixture.start(RunsFixture.spec(), new SessionId("none"))))
                .isEqualTo(new Problem.NotFound("session", "none"));
        go.countDown();
        assertThat(fixture.await(second, RunEvent.TurnCompleted.class).status()).isEqualTo(RunStatus.FINISHED);
    }

    @Test
    void aRepeatedStartIsTheSameRunForADay() throws Exception {
        Runs.Idempotency key = new Runs.Idempotency("k", "body-1");
        Runs.Started first = fixture.runs.start(RunsFixture.LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, key);
        Runs.Started again = fixture.runs.start(RunsFixture.LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, key);
        assertThat(first.replayed()).isFalse();
        assertThat(again.replayed()).isTrue();
        assertThat(again.run().id()).isEqualTo(first.run().id());
        Problem other = RunsFixture.problemOf(() -> fixture.runs.start(
                RunsFixture.LOCAL, RunsFixture.spec(), null, OnBusy.QUEUE, new Runs.Idempotency("k", "body-2")));
        assertThat(other.code()).isEqualTo("idempotency_key_reused");
        assertThat(fixture.runs
                        .start(new Principal.Operator(), RunsFixture.spec(), null, OnBusy.QUEUE, key)
                        .replayed())
                .isFalse();
    }

    @Test
    void aMessageMakesTheRunTakeAnotherTurn() throws Exception {
        CountDownLatch answered = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        List<String> taken = new ArrayList<>();
        fixture.agents.script = (conversation, host) -> {
            taken.addAll(host.takeSteering());
            say(host, "i" + taken.size(), "answer");
            answered.countDown();
            sent.await();
            return new Outcome.Finished();
        };
        RunId id = fixture.start();
        answered.await();
        fixture.runs.steer(RunsFixture.LOCAL, id, "and the tests");
        sent.countDown();
        assertThat(fixture.types(id))
                .containsExactly(
                        "thread.started",
                        "turn.started",
                        "item.started",
                        "item.completed",
                        "steer",
                        "item.started",
                        "item.completed",
                        "turn.completed");
        assertThat(taken).containsExactly("and the tests");
        assertThat(RunsFixture.problemOf(() -> fixture.runs.steer(RunsFixture.LOCAL, id, "late"))
                        .code())
                .isEqualTo("run_ended");
    }

    @Test
    void aRejectionEndsTheRunWhateverMessagesWait() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch sent = new CountDownLatch(1);
        fixture.agents.script = (conversation, host) -> {
            working.countDown();
            sent.await();
            return new Outcome.Rejected();
        };
        RunId id = fixture.start();
        working.await();
        fixture.runs.steer(RunsFixture.LOCAL, id, "more");
        sent.countDown();
        assertThat(fixture.types(id)).containsExactly("thread.started", "turn.started", "turn.completed");
    }

    @Test
    void anAgentOfThePlatformMayDoNothingHere() {
        Principal agent = new Principal.Agent("a");
        assertThat(RunsFixture.problemOf(() -> fixture.runs.start(agent, RunsFixture.spec(), null, OnBusy.QUEUE, null)))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void followingFromBeyondTheEndIsRefused() throws Exception {
        RunId id = fixture.start();
        fixture.await(id, RunEvent.TurnCompleted.class);
        assertThat(RunsFixture.problemOf(() -> fixture.runs.follow(RunsFixture.LOCAL, id, 4, false)))
                .isEqualTo(new Problem.BeyondEnd(4, 3));
    }

    @Test
    void eventsAreForgottenAfterTheirRetention() throws Exception {
        RunId id = fixture.start();
        fixture.await(id, RunEvent.TurnCompleted.class);
        fixture.time.advance(Duration.ofDays(89));
        assertThat(fixture.get(id).firstSeq()).isEqualTo(1);
        fixture.time.advance(Duration.ofDays(2));
        while (fixture.get(id).firstSeq() == 1) {
            Thread.onSpinWait();
        }
        assertThat(fixture.get(id).firstSeq()).isEqualTo(4);
        assertThat(RunsFixture.problemOf(() -> fixture.runs.follow(RunsFixture.LOCAL, id, 0, false)))
                .isEqualTo(new Problem.PastRetention(0, 4));
        assertThat(fixture.get(id).status()).isEqualTo(RunStatus.FINISHED);
    }
}
