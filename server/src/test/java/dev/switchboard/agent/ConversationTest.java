package dev.switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Memory.AssistantSaid;
import dev.switchboard.agent.Memory.CallEnded;
import dev.switchboard.agent.Memory.CallIntended;
import dev.switchboard.agent.Memory.StepBegan;
import dev.switchboard.agent.Memory.UserSaid;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConversationTest {
    private static final ToolCall A = new ToolCall("a", "ReadFile", "{}");
    private static final ToolCall B = new ToolCall("b", "Bash", "{}");
    private static final ToolResult DONE = ToolResult.ok("data", "Done.", "done");

    private final Conversation conversation = Conversation.after(List.of());

    @Test
    void resultsAreToldInTheOrderOfTheCallsOnceAllAreThere() {
        add(user("go"), calling(1, A, B), ended("b", ToolResult.ok("second", "", "")));

        assertThat(conversation.messages()).hasSize(2);
        assertThat(conversation.open()).extracting(call -> call.call().id()).containsExactly("a");

        add(ended("a", ToolResult.ok("first", "", "")));

        assertThat(conversation.open()).isEmpty();
        assertThat(conversation.messages().subList(2, 4)).containsExactly(told("a", "first"), told("b", "second"));
    }

    @Test
    void anOpenCallSaysWhetherItMayHaveBegunAndWho() {
        ProcessGroup group = new ProcessGroup(42, 7);
        add(user("go"), calling(1, A, B), new CallIntended("b", group));

        assertThat(conversation.open())
                .containsExactly(new Conversation.OpenCall(A, false, null), new Conversation.OpenCall(B, true, group));
    }

    @Test
    void theNextRunOfASessionHearsWhatBecameOfCallsThatWereLeftOpen() {
        Conversation next = Conversation.after(List.of(user("go"), calling(1, A, B), new CallIntended("b", null)));

        assertThat(next.open()).isEmpty();
        assertThat(text(next.messages().get(2))).startsWith("<system>ERROR: The call was not made");
        assertThat(text(next.messages().get(3))).contains("outcome is unknown");
    }

    @Test
    void theNextRunOfASessionBeginsToCountAnew() {
        Conversation next = Conversation.after(List.of(
                user("go"),
                new StepBegan(1),
                new AssistantSaid(1, List.of(), List.of(A), true, new Usage(10, 5, 0, 0)),
                new CallEnded("a", DONE, true)));

        assertThat(next.steps()).isZero();
        assertThat(next.begun()).isZero();
        assertThat(next.cuts()).isZero();
        assertThat(next.stopped()).isFalse();
        assertThat(next.usage()).isEqualTo(Usage.NONE);
        assertThat(next.messages()).hasSize(3);
        assertThat(next.hasCall("a")).isTrue();
        assertThat(next.hasCall("b")).isFalse();
    }

    @Test
    void usageIsTheSumOfWhatTheProviderSaid() {
        add(
                user("go"),
                new AssistantSaid(1, List.of(), List.of(A), false, new Usage(10, 5, 4, 2)),
                ended("a", DONE),
                new AssistantSaid(2, List.of(), List.of(B), false, null),
                ended("b", DONE),
                new AssistantSaid(3, List.of(), List.of(), false, new Usage(20, 1, 0, 0)));

        assertThat(conversation.usage()).isEqualTo(new Usage(30, 6, 4, 2));
        assertThat(conversation.steps()).isEqualTo(3);
    }

    @Test
    void anAnnouncedStepIsKnownBeforeItsAnswer() {
        add(user("go"), new StepBegan(1));
        assertThat(conversation.begun()).isEqualTo(1);
        assertThat(conversation.steps()).isZero();

        add(answer(1, "hi"));
        assertThat(conversation.begun()).isEqualTo(1);
        assertThat(conversation.steps()).isEqualTo(1);
    }

    @Test
    void onlyAnAnswerWithoutCallsIsTheLastWord() {
        assertThat(conversation.answered()).isFalse();
        add(user("go"));
        assertThat(conversation.answered()).isFalse();
        add(calling(1, A));
        assertThat(conversation.answered()).isFalse();
        add(ended("a", DONE));
        assertThat(conversation.answered()).isFalse();
        add(answer(2, "done"));
        assertThat(conversation.answered()).isTrue();
        add(user("one more thing"));
        assertThat(conversation.answered()).isFalse();
    }

    @Test
    void cutAnswersAreCountedUntilAWholeOne() {
        add(user("go"), cut(1), user("go on"), cut(2));
        assertThat(conversation.cuts()).isEqualTo(2);

        add(user("go on"), answer(3, "done"));
        assertThat(conversation.cuts()).isZero();
    }

    @Test
    void aRejectedCallStopsTheRunAndTheNextAnswerWouldForgetIt() {
        add(user("go"), calling(1, A, B), new CallEnded("a", DONE, true), ended("b", DONE));
        assertThat(conversation.stopped()).isTrue();

        add(answer(2, "well"));
        assertThat(conversation.stopped()).isFalse();
    }

    @Test
    void aMessageThatComesWhileCallsAreOpenAnswersThemFirst() {
        add(user("go"), calling(1, A), user("stop that"));

        assertThat(conversation.open()).isEmpty();
        assertThat(conversation.messages()).hasSize(4);
        assertThat(conversation.messages().get(2)).isInstanceOf(Message.ToolReply.class);
        assertThat(conversation.messages().getLast()).isInstanceOf(Message.User.class);
    }

    @Test
    void whatNobodyAskedForIsIgnored() {
        add(user("go"), ended("ghost", DONE), new CallIntended("ghost", null));

        assertThat(conversation.messages()).hasSize(1);
        assertThat(conversation.open()).isEmpty();
    }

    @Test
    void aModelIsToldOfSuccessFailureAndEmptinessInDifferentWords() {
        assertThat(texts(ToolResult.ok("out", "Fine.", ""))).containsExactly("<system>Fine.</system>", "out");
        assertThat(texts(ToolResult.ok("out", "", ""))).containsExactly("out");
        assertThat(texts(ToolResult.ok("", "", ""))).containsExactly("<system>Tool output is empty.</system>");
        assertThat(texts(ToolResult.error("out", "Broke.", "")))
                .containsExactly("<system>ERROR: Broke.</system>", "out");
        assertThat(texts(ToolResult.error("Broke.", ""))).containsExactly("<system>ERROR: Broke.</system>");
    }

    private void add(Memory... memories) {
        List.of(memories).forEach(conversation::add);
    }

    private static Memory user(String text) {
        return new UserSaid(List.of(new Part.Text(text)));
    }

    private static Memory answer(int n, String text) {
        return new AssistantSaid(n, List.of(new Part.Text(text)), List.of(), false, null);
    }

    private static Memory cut(int n) {
        return new AssistantSaid(n, List.of(new Part.Text("so")), List.of(), true, null);
    }

    private static Memory calling(int n, ToolCall... calls) {
        return new AssistantSaid(n, List.of(), List.of(calls), false, null);
    }

    private static Memory ended(String callId, ToolResult result) {
        return new CallEnded(callId, result, false);
    }

    private static Message told(String callId, String text) {
        return new Message.ToolReply(callId, List.of(new Part.Text(text)));
    }

    private static String text(Message message) {
        return ((Part.Text) ((Message.ToolReply) message).parts().getFirst()).text();
    }

    private static List<String> texts(ToolResult result) {
        return Conversation.told(result).stream()
                .map(part -> ((Part.Text) part).text())
                .toList();
    }
}
