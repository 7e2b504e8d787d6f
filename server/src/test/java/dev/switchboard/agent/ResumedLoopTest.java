package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.calls;
import static dev.switchboard.agent.Answer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.AgentEvent.Said;
import dev.switchboard.agent.AgentEvent.Steered;
import dev.switchboard.agent.AgentEvent.StepBegan;
import dev.switchboard.agent.AgentEvent.StepInterrupted;
import dev.switchboard.agent.AgentEvent.ToolCalled;
import dev.switchboard.agent.AgentEvent.ToolEnded;
import dev.switchboard.agent.AgentHost.Decision;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A loop that was cut off goes on from what was committed: nothing is announced twice, no effect is repeated, no call stays open. */
class ResumedLoopTest {
    private static final ToolResult DONE = ToolResult.ok("", "Done.", "done");

    private final Map<String, AtomicInteger> effects = new ConcurrentHashMap<>();
    private final LoopFixture loop = new LoopFixture(
            FakeTool.echo(),
            FakeTool.free("Change", (arguments, context) -> {
                context.intend(new ProcessGroup(42, 7));
                effect(arguments.path("what").asString(""));
                return DONE;
            }),
            FakeTool.needingApproval("Write", (arguments, context) -> {
                context.intend(null);
                effect(arguments.path("what").asString(""));
                return DONE;
            }));

    /**
     * Goal: wherever the server dies, the run comes to the same end. Method: a run of four steps is killed after k commits, for every
     * k there is, and taken up again. Calls of a step are made at the same time, so k names a number of commits and not one place.
     */
    @ParameterizedTest
    @MethodSource("commits")
    void aRunThatDiesAnywhereComesToTheSameEnd(int k) throws Exception {
        RecordingHost first =
                RecordingHost.commanded("go").approves("w").approves("w2").diesAfter(k);
        assertThatThrownBy(() -> loop.work(new Script(), first)).isInstanceOf(RecordingHost.Dead.class);
        assertThat(first.commits()).hasSize(k + 1);

        RecordingHost second = first.restarted();
        assertThat(loop.work(new Script(), second)).isEqualTo(new Outcome.Finished());

        assertThat(second.events(StepBegan.class)).extracting(StepBegan::n).containsExactly(1, 2, 3, 4);
        assertThat(second.events(Said.class)).extracting(Said::text).containsExactly("Let me see.", "All", "done.");
        assertThat(second.events(ToolCalled.class))
                .extracting(called -> called.call().id())
                .containsExactly("e", "c", "w", "c2", "w2");
        assertThat(second.events(ToolEnded.class))
                .extracting(ToolEnded::callId)
                .containsExactlyInAnyOrder("e", "c", "w", "c2", "w2");
        assertThat(effects.values()).allSatisfy(count -> assertThat(count).hasValueLessThanOrEqualTo(1));
        assertThat(second.conversation().open()).isEmpty();
        assertThat(toldCalls(second)).containsExactly("e", "c", "w", "c2", "w2");
        assertThat(second.openItems()).isEmpty();
        assertThat(second.faults()).isEmpty();
    }

    /** The run makes at least 15 commits, when the results of each step happen to be committed together. */
    static IntStream commits() {
        return IntStream.range(0, 15);
    }

    @Test
    void aModelCallThatWasInFlightIsMadeAgainWithoutASecondAnnouncement() throws Exception {
        RecordingHost first = RecordingHost.commanded("go").diesAfter(1);
        assertThatThrownBy(() -> loop.work(RehearsedModel.of(says("Hel")), first))
                .isInstanceOf(RecordingHost.Dead.class);
        assertThat(first.events()).containsExactly(new StepBegan(1));

        RecordingHost second = first.restarted();
        loop.work(RehearsedModel.of(says("Hello.")), second);

        assertThat(second.events(StepBegan.class)).hasSize(1);
        assertThat(second.events(Said.class)).extracting(Said::text).containsExactly("Hello.");
    }

    @Test
    void aCallWithAnIntentAndNoResultIsNotRepeated() throws Exception {
        RecordingHost host = remembering(
                new Memory.StepBegan(1),
                calling("Change", "a", "b"),
                new Memory.CallIntended("a", new ProcessGroup(42, 7)));
        RehearsedModel model = RehearsedModel.of(says("I will look."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(effects).containsOnlyKeys("b");
        assertThat(host.events(ToolEnded.class).getFirst())
                .satisfies(ended -> assertThat(ended.callId()).isEqualTo("a"))
                .satisfies(ended -> assertThat(ended.result().ok()).isFalse())
                .satisfies(ended -> assertThat(ended.result().brief()).isEqualTo("Interrupted, outcome unknown"));
        assertThat(host.memories()).contains(new Memory.CallEnded("a", Conversation.UNKNOWN, false));
        assertThat(model.requests().getFirst().messages())
                .filteredOn(Message.ToolReply.class::isInstance)
                .extracting(message -> ((Message.ToolReply) message).callId())
                .containsExactly("a", "b");
    }

    @Test
    void aCallThatWaitedForAnApprovalIsAskedAboutOnce() throws Exception {
        RecordingHost host = remembering(new Memory.StepBegan(1), calling("Write", "a"));
        var worker = loop.start(RehearsedModel.of(says("Written.")), host);
        host.await("the question", () -> host.asked().contains("a"));
        assertThat(effects).isEmpty();
        host.approves("a");

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(effects).containsOnlyKeys("a");
    }

    @Test
    void aResultThatWasCommittedStays() throws Exception {
        RecordingHost host = remembering(
                new Memory.StepBegan(1), calling("Change", "a", "b"), new Memory.CallEnded("a", DONE, false));

        loop.work(RehearsedModel.of(says("Done.")), host);

        assertThat(effects).containsOnlyKeys("b");
        assertThat(host.events(ToolEnded.class)).extracting(ToolEnded::callId).containsExactly("b");
    }

    @Test
    void aRejectionThatWasCommittedEndsTheRunAfterTheOtherCalls() throws Exception {
        RecordingHost host = remembering(
                new Memory.StepBegan(1),
                calling("Change", "a", "b"),
                new Memory.CallEnded("a", ToolResult.error("no", "Rejected by user"), true));

        assertThat(loop.work(RehearsedModel.of(), host)).isEqualTo(new Outcome.Rejected());

        assertThat(effects).containsOnlyKeys("b");
    }

    @Test
    void anAnswerThatWasCommittedIsTheEnd() throws Exception {
        RecordingHost host = remembering(
                new Memory.StepBegan(1),
                new Memory.AssistantSaid(1, List.of(new Part.Text("Done.")), List.of(), false, null));

        assertThat(loop.work(RehearsedModel.of(), host)).isEqualTo(new Outcome.Finished());
        assertThat(host.events()).isEmpty();
    }

    @Test
    void aMessageThatWaitedIsTakenBeforeTheStepThatIsMadeAgain() throws Exception {
        RecordingHost host = remembering(new Memory.StepBegan(1));
        host.steer("in French");
        RehearsedModel model = RehearsedModel.of(says("Oui."));

        loop.work(model, host);

        assertThat(host.events()).startsWith(new Steered("in French")).noneMatch(StepBegan.class::isInstance);
        assertThat(model.requests().getFirst().messages()).hasSize(2);
    }

    @Test
    void aCutAnswerIsContinuedAndASecondOneIsNot() throws Exception {
        RecordingHost once = remembering(
                new Memory.StepBegan(1),
                new Memory.AssistantSaid(1, List.of(new Part.Text("One,")), List.of(), true, null));
        RehearsedModel model = RehearsedModel.of(says("two"));
        assertThat(loop.work(model, once)).isEqualTo(new Outcome.Finished());
        assertThat(model.requests().getFirst().messages()).hasSize(3);

        RecordingHost asked = remembering(
                new Memory.StepBegan(1),
                new Memory.AssistantSaid(1, List.of(new Part.Text("One,")), List.of(), true, null),
                new Memory.UserSaid(List.of(new Part.Text("go on"))),
                new Memory.StepBegan(2));
        RehearsedModel again = RehearsedModel.of(says("two").cut());
        assertThat(loop.work(again, asked))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("length"));
        assertThat(again.requests().getFirst().messages()).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void stepsOfBeforeCount(int maxSteps) throws Exception {
        RecordingHost host =
                remembering(new Memory.StepBegan(1), calling("Change", "a"), new Memory.CallEnded("a", DONE, false));

        Outcome outcome = loop.maxSteps(maxSteps).work(RehearsedModel.of(says("Done.")), host);

        assertThat(outcome).isEqualTo(maxSteps == 1 ? new Outcome.MaxStepsReached(1) : new Outcome.Finished());
    }

    @Test
    void aCancelWhileOpenCallsAreTakenUpInterruptsTheStep() throws Exception {
        RecordingHost host = remembering(new Memory.StepBegan(1), calling("Write", "a"));
        var worker = loop.start(RehearsedModel.of(), host);
        host.await("the question", () -> host.asked().contains("a"));

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events()).containsExactly(new StepInterrupted());
    }

    @Test
    void aRejectionWithAReasonThatCameBeforeTheRestartReachesTheModel() throws Exception {
        RecordingHost host = remembering(new Memory.StepBegan(1), calling("Write", "a"));
        host.decides("a", new Decision(false, "not there"));
        RehearsedModel model = RehearsedModel.of(says("Elsewhere, then."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(model.requests().getFirst().messages().getLast().toString()).contains("not there");
    }

    private void effect(String what) {
        effects.computeIfAbsent(what, _ -> new AtomicInteger()).incrementAndGet();
    }

    private static RecordingHost remembering(Memory... memories) {
        RecordingHost host = RecordingHost.commanded("go");
        host.log(List.of(), List.of(memories), List.of());
        return host;
    }

    private static Memory calling(String tool, String... ids) {
        List<ToolCall> calls = Arrays.stream(ids)
                .map(id -> new ToolCall(id, tool, "{\"what\":\"" + id + "\"}"))
                .toList();
        return new Memory.AssistantSaid(1, List.of(), calls, false, null);
    }

    private static List<String> toldCalls(RecordingHost host) {
        return host.conversation().messages().stream()
                .filter(Message.ToolReply.class::isInstance)
                .map(message -> ((Message.ToolReply) message).callId())
                .toList();
    }

    /** A model whose answer depends on the conversation alone. */
    private static final class Script implements ModelClient {
        private static final List<Answer> ANSWERS = List.of(
                new Answer()
                        .thinking("hm")
                        .saying("Let me see.")
                        .calling("e", "Echo", "{\"text\":\"x\"}")
                        .calling("c", "Change", "{\"what\":\"c\"}")
                        .calling("w", "Write", "{\"what\":\"w\"}"),
                calls("c2", "Change", "{\"what\":\"c2\"}").calling("w2", "Write", "{\"what\":\"w2\"}"),
                says("All ").cut(),
                says("done."));

        @Override
        public ModelReply call(ModelRequest request, ModelListener listener) {
            long turn = request.messages().stream()
                    .filter(Message.Assistant.class::isInstance)
                    .count();
            return ANSWERS.get((int) turn).answer(request, listener);
        }
    }
}
