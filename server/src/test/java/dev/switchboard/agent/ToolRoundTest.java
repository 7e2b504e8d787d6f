package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.calls;
import static dev.switchboard.agent.Answer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.AgentEvent.StepBegan;
import dev.switchboard.agent.AgentEvent.StepInterrupted;
import dev.switchboard.agent.AgentEvent.ToolEnded;
import dev.switchboard.agent.AgentHost.Decision;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.signals.ItemKind;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ToolRoundTest {
    private static final ToolResult DONE = ToolResult.ok("", "Done.", "done");

    private final RecordingHost host = RecordingHost.commanded("go");

    @AfterEach
    void everyItemIsClosedOnceAndNobodySpeaksAfterThat() {
        assertThat(host.openItems()).isEmpty();
        assertThat(host.faults()).isEmpty();
    }

    @Test
    void theCallsOfAnAnswerAreMadeAtTheSameTime() throws Exception {
        CyclicBarrier meeting = new CyclicBarrier(3);
        var loop = new LoopFixture(FakeTool.free("Meet", (_, _) -> {
            try {
                meeting.await(10, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return DONE;
        }));
        var model = RehearsedModel.of(
                new Answer()
                        .calling("a", "Meet", "{}")
                        .calling("b", "Meet", "{}")
                        .calling("c", "Meet", "{}"),
                says("Met."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());
        assertThat(host.events(ToolEnded.class))
                .hasSize(3)
                .allMatch(ended -> ended.result().ok());
    }

    @Test
    void resultsAreLoggedAsTheyComeAndToldInTheOrderOfTheCalls() throws Exception {
        var loop = new LoopFixture(FakeTool.free("WaitFor", (arguments, _) -> {
            String other = arguments.path("other").asString("");
            host.await(other, () -> other.isEmpty() || ended(other));
            return DONE;
        }));
        var model = RehearsedModel.of(
                new Answer()
                        .calling("a", "WaitFor", "{\"other\":\"b\"}")
                        .calling("b", "WaitFor", "{\"other\":\"c\"}")
                        .calling("c", "WaitFor", "{}"),
                says("Done."));

        loop.work(model, host);

        assertThat(host.events(ToolEnded.class)).extracting(ToolEnded::callId).containsExactly("c", "b", "a");
        assertThat(model.requests().get(1).messages())
                .filteredOn(Message.ToolReply.class::isInstance)
                .extracting(message -> ((Message.ToolReply) message).callId())
                .containsExactly("a", "b", "c");
    }

    @Test
    void onlySoManyCallsActAtTheSameTime() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(ToolRound.AT_ONCE);
        CountDownLatch go = new CountDownLatch(1);
        var loop = new LoopFixture(FakeTool.free("Count", (_, _) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            full.countDown();
            go.await();
            now.decrementAndGet();
            return DONE;
        }));
        Answer many = new Answer();
        for (int i = 0; i < 40; i++) {
            many.calling("c" + i, "Count", "{}");
        }
        var worker = loop.start(RehearsedModel.of(many, says("Done.")), host);
        assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();
        go.countDown();

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(most).hasValue(ToolRound.AT_ONCE);
        assertThat(host.events(ToolEnded.class)).hasSize(40);
    }

    @Test
    void callsThatWaitForAnApprovalTakeNobodysPlace() throws Exception {
        var loop = new LoopFixture(FakeTool.needingApproval("Write", (_, _) -> DONE), FakeTool.echo());
        Answer many = new Answer();
        for (int i = 0; i < ToolRound.AT_ONCE; i++) {
            many.calling("w" + i, "Write", "{}");
        }
        var worker = loop.start(RehearsedModel.of(many.calling("e", "Echo", "{}"), says("Done.")), host);

        host.await("the call that needs nobody", () -> ended("e"));
        host.await("all questions", () -> host.asked().size() == ToolRound.AT_ONCE);
        for (int i = 0; i < ToolRound.AT_ONCE; i++) {
            host.approves("w" + i);
        }

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
    }

    @Test
    void aCallThatNeedsApprovalIsMadeAfterIt() throws Exception {
        AtomicBoolean performed = new AtomicBoolean();
        var loop = new LoopFixture(FakeTool.needingApproval("Write", (_, _) -> {
            performed.set(true);
            return DONE;
        }));
        var worker = loop.start(RehearsedModel.of(calls("a", "Write", "{}"), says("Done.")), host);
        host.await("the question", () -> host.asked().contains("a"));

        assertThat(performed).isFalse();
        assertThat(host.asked("a").action()).isEqualTo("do Write");
        host.approves("a");

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(performed).isTrue();
    }

    @Test
    void aRejectionWithoutAWordEndsTheRunAfterTheStep() throws Exception {
        var loop = new LoopFixture(
                FakeTool.needingApproval("Write", (_, _) -> {
                    throw new AssertionError("was rejected");
                }),
                FakeTool.free("Slow", (_, _) -> {
                    host.await("the rejection", () -> ended("a"));
                    host.steer("go on");
                    return DONE;
                }));
        host.decides("a", new Decision(false, null));
        var model = RehearsedModel.of(new Answer().calling("a", "Write", "{}").calling("b", "Slow", "{}"));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Rejected());

        assertThat(host.events(ToolEnded.class))
                .extracting(ended -> ended.result().brief())
                .containsExactly("Rejected by user", "done");
        assertThat(host.memories())
                .contains(new Memory.CallEnded(
                        "a", host.events(ToolEnded.class).getFirst().result(), true));
        assertThat(host.steeringWaits()).isTrue();
    }

    @Test
    void aRejectionWithAReasonGoesToTheModel() throws Exception {
        var loop = new LoopFixture(FakeTool.needingApproval("Write", (_, _) -> DONE));
        host.decides("a", new Decision(false, "use tabs"));
        var model = RehearsedModel.of(calls("a", "Write", "{}"), says("Tabs, then."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        ToolResult result = host.events(ToolEnded.class).getFirst().result();
        assertThat(result.ok()).isFalse();
        assertThat(result.brief()).isEqualTo("Rejected by user");
        assertThat(result.message()).contains("use tabs");
    }

    @Test
    void aReasonOfAnyLengthIsCut() throws Exception {
        var loop = new LoopFixture(FakeTool.needingApproval("Write", (_, _) -> DONE));
        host.decides("a", new Decision(false, "no ".repeat(100_000)));

        loop.work(RehearsedModel.of(calls("a", "Write", "{}"), says("Well.")), host);

        assertThat(host.events(ToolEnded.class).getFirst().result().message()).hasSizeLessThan(10_100);
    }

    @Test
    void anIntentIsCommittedBeforeTheEffect() throws Exception {
        ProcessGroup group = new ProcessGroup(42, 7);
        AtomicReference<Memory> before = new AtomicReference<>();
        var loop = new LoopFixture(FakeTool.free("Run", (_, context) -> {
            context.intend(group);
            before.set(host.memories().getLast());
            return DONE;
        }));

        loop.work(RehearsedModel.of(calls("a", "Run", "{}"), says("Done.")), host);

        assertThat(before).hasValue(new Memory.CallIntended("a", group));
    }

    @Test
    void aToolKnowsWhereItIs() throws Exception {
        AtomicReference<ToolContext> seen = new AtomicReference<>();
        var loop = new LoopFixture(FakeTool.free("Look", (_, context) -> {
            seen.set(context);
            return DONE;
        }));

        loop.work(RehearsedModel.of(calls("a", "Look", "{}"), says("Done.")), host);

        assertThat(seen.get().workDir()).isEqualTo(Path.of("/work"));
        assertThat(seen.get().readableDirs()).isEmpty();
    }

    @Test
    void outputIsShownLiveUnderTheIdOfTheCallUntilTheResultIsLogged() throws Exception {
        var loop = new LoopFixture(FakeTool.free("Run", (_, context) -> {
            context.output("one ");
            context.output("");
            context.output("two");
            assertThat(host.items(ItemKind.TOOL_OUTPUT).getFirst().text()).isEqualTo("one two");
            return DONE;
        }));

        loop.work(RehearsedModel.of(calls("a", "Run", "{}"), says("Done.")), host);

        assertThat(host.items(ItemKind.TOOL_OUTPUT))
                .hasSize(1)
                .first()
                .extracting(item -> item.id)
                .isEqualTo("a");
        assertThat(host.commits().stream()
                        .filter(commit -> commit.events().contains(new ToolEnded("a", DONE)))
                        .findFirst()
                        .orElseThrow()
                        .ended())
                .containsExactly("a");
    }

    @Test
    void moreOutputThanABoundIsNotShown() throws Exception {
        var loop = new LoopFixture(FakeTool.free("Run", (_, context) -> {
            for (int i = 0; i < 1000; i++) {
                context.output("x".repeat(1000));
            }
            return DONE;
        }));

        loop.work(RehearsedModel.of(calls("a", "Run", "{}"), says("Done.")), host);

        assertThat(host.items(ItemKind.TOOL_OUTPUT).getFirst().text())
                .hasSize(RunningCall.MAX_LIVE_OUTPUT + 3)
                .endsWith("x...");
    }

    @Test
    void whatAToolDoesAfterItsResultIsIgnoredOrRefused() throws Exception {
        AtomicReference<ToolContext> kept = new AtomicReference<>();
        var loop = new LoopFixture(FakeTool.free("Run", (_, context) -> {
            kept.set(context);
            context.output("in time");
            return DONE;
        }));
        loop.work(RehearsedModel.of(calls("a", "Run", "{}"), says("Done.")), host);

        kept.get().output("too late");

        assertThat(host.items(ItemKind.TOOL_OUTPUT).getFirst().text()).isEqualTo("in time");
        assertThatThrownBy(() -> kept.get().intend(null)).hasMessageContaining("the call is over");
        assertThat(host.memories()).noneMatch(Memory.CallIntended.class::isInstance);
    }

    @Test
    void aToolThatBreaksIsAnAnswer() throws Exception {
        var loop = new LoopFixture(
                FakeTool.free("Break", (_, _) -> {
                    throw new IllegalStateException("a bug");
                }),
                FakeTool.free("Overflow", (_, _) -> overflow(0)),
                FakeTool.free("Interrupt", (_, _) -> {
                    throw new InterruptedException("nobody asked for it");
                }));
        var model = RehearsedModel.of(
                new Answer()
                        .calling("a", "Break", "{}")
                        .calling("b", "Overflow", "{}")
                        .calling("c", "Interrupt", "{}"),
                says("Oh."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(ToolEnded.class)).hasSize(3).allSatisfy(ended -> {
            assertThat(ended.result().brief()).isEqualTo("Tool runtime error");
            assertThat(ended.result().message()).startsWith("Error running tool: ");
        });
    }

    @Test
    void anErrorOfTheProgramEndsTheRunAndTheOtherCalls() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch waiting = new CountDownLatch(1);
        var loop = new LoopFixture(
                FakeTool.free("Wait", (_, _) -> {
                    waiting.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        interrupted.countDown();
                    }
                    return DONE;
                }),
                FakeTool.free("Die", (_, _) -> {
                    waiting.await();
                    throw new LinkageError("no such method");
                }));
        var model = RehearsedModel.of(new Answer().calling("a", "Wait", "{}").calling("b", "Die", "{}"));

        assertThatThrownBy(() -> loop.work(model, host)).isInstanceOf(LinkageError.class);

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aHostThatFailsIsNotTakenForATool() throws Exception {
        var loop = new LoopFixture(FakeTool.free("Run", (_, context) -> {
            try {
                context.intend(null);
            } catch (RuntimeException e) {
                return DONE; // A tool that takes the failure for its own.
            }
            return DONE;
        }));
        host.onCommit(() -> {
            if (host.memories().getLast() instanceof Memory.CallIntended) {
                throw new RecordingHost.Dead();
            }
        });

        assertThatThrownBy(() -> loop.work(RehearsedModel.of(calls("a", "Run", "{}")), host))
                .isInstanceOf(RecordingHost.Dead.class);

        assertThat(host.events(ToolEnded.class)).isEmpty();
    }

    @Test
    void aCancelInterruptsToolsKeepsResultsThatCameAndEndsTheStep() throws Exception {
        CountDownLatch working = new CountDownLatch(2);
        var loop = new LoopFixture(
                FakeTool.free("Obey", (_, context) -> {
                    context.intend(null);
                    context.output("working");
                    working.countDown();
                    new CountDownLatch(1).await();
                    return DONE;
                }),
                FakeTool.free("Finish", (_, _) -> {
                    working.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        // It was as good as done.
                    }
                    return DONE;
                }));
        var worker = loop.start(
                RehearsedModel.of(new Answer().calling("a", "Obey", "{}").calling("b", "Finish", "{}")), host);
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events(ToolEnded.class)).containsExactly(new ToolEnded("b", DONE));
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
        assertThat(host.events(StepInterrupted.class)).hasSize(1);
        assertThat(loop.time.scheduled()).isZero();
        assertThat(Conversation.after(host.memories()).messages())
                .anySatisfy(message -> assertThat(message.toString()).contains("outcome is unknown"));
    }

    @Test
    void aCancelEndsTheWaitForAnApproval() throws Exception {
        var loop = new LoopFixture(FakeTool.needingApproval("Write", (_, _) -> DONE));
        var worker = loop.start(RehearsedModel.of(calls("a", "Write", "{}")), host);
        host.await("the question", () -> host.asked().contains("a"));

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events(ToolEnded.class)).isEmpty();
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
    }

    @Test
    void aCancelEndsTheWaitForAPlace() throws Exception {
        CountDownLatch full = new CountDownLatch(ToolRound.AT_ONCE);
        var loop = new LoopFixture(FakeTool.free("Wait", (_, _) -> {
            full.countDown();
            new CountDownLatch(1).await();
            return DONE;
        }));
        Answer many = new Answer();
        for (int i = 0; i <= ToolRound.AT_ONCE; i++) {
            many.calling("c" + i, "Wait", "{}");
        }
        var worker = loop.start(RehearsedModel.of(many), host);
        assertThat(full.await(10, TimeUnit.SECONDS)).isTrue();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aToolThatIgnoresACancelIsLeftBehindAfterAWhile() throws Exception {
        CountDownLatch working = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        AtomicReference<ToolContext> kept = new AtomicReference<>();
        var loop = new LoopFixture(FakeTool.free("Ignore", (_, context) -> {
            kept.set(context);
            context.output("working");
            working.countDown();
            while (release.getCount() > 0) {
                try {
                    release.await();
                } catch (InterruptedException e) {
                    // It ignores that.
                }
            }
            return DONE;
        }));
        var worker = loop.start(RehearsedModel.of(calls("a", "Ignore", "{}")), host);
        assertThat(working.await(10, TimeUnit.SECONDS)).isTrue();
        worker.cancel();

        assertThat(loop.time.awaitScheduled()).isEqualTo(ToolRound.GRACE);
        worker.cancel();
        loop.time.advance(ToolRound.GRACE);

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        kept.get().output("still there");
        release.countDown();
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
        assertThat(host.items(ItemKind.TOOL_OUTPUT).getFirst().text()).isEqualTo("working");
    }

    @Test
    void aCancelThatComesBeforeTheCallsBeginLetsNoneBegin() throws Exception {
        AtomicBoolean begun = new AtomicBoolean();
        var loop = new LoopFixture(FakeTool.free("Run", (_, _) -> {
            begun.set(true);
            return DONE;
        }));
        Answer many = new Answer();
        for (int i = 0; i < Step.MAX_CALLS; i++) {
            many.calling("c" + i, "Run", "{}");
        }
        var model = RehearsedModel.of((request, listener) -> {
            Thread.currentThread().interrupt();
            return many.answer(request, listener);
        });

        var worker = loop.start(model, host);

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(begun).isFalse();
        assertThat(host.events()).first().isEqualTo(new StepBegan(1));
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
    }

    private boolean ended(String callId) {
        return host.events(ToolEnded.class).stream()
                .anyMatch(ended -> ended.callId().equals(callId));
    }

    private static ToolResult overflow(int depth) {
        return depth < 0 ? DONE : overflow(depth + 1);
    }
}
