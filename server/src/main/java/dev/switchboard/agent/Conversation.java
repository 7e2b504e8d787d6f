package dev.switchboard.agent;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fold of an agent's memories: what the model is told next, and what was left open when the last memory was written. Not for use by
 * several threads at once.
 */
public final class Conversation {
    private static final ToolResult NEVER_BEGUN =
            ToolResult.error("The call was not made: the run ended before.", "Not run");

    /** The result of a call that may have begun and whose end nobody saw. */
    static final ToolResult UNKNOWN = ToolResult.error(
            "The call was interrupted and its outcome is unknown. It may have happened in whole or in part: look before you repeat it.",
            "Interrupted, outcome unknown");

    private final List<Message> messages = new ArrayList<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();
    private Usage usage = Usage.NONE;
    private final Set<String> callIds = new HashSet<>();
    private int begun;
    private int steps;
    private int cuts;
    private boolean stopped;

    /**
     * Begins with the memories of the runs that came before in the session. Calls that they left open are answered here, so that what a
     * model is told is whole.
     */
    public static Conversation after(List<Memory> earlier) {
        Conversation conversation = new Conversation();
        earlier.forEach(conversation::add);
        conversation.answerOpenCalls();
        conversation.usage = Usage.NONE;
        conversation.begun = 0;
        conversation.steps = 0;
        conversation.cuts = 0;
        conversation.stopped = false;
        return conversation;
    }

    /** Takes in the next memory of the current run. */
    public void add(Memory memory) {
        switch (memory) {
            case Memory.UserSaid(List<Part> parts) -> {
                answerOpenCalls();
                messages.add(new Message.User(parts));
            }
            case Memory.StepBegan(int n) -> begun = n;
            case Memory.AssistantSaid said -> {
                answerOpenCalls();
                messages.add(new Message.Assistant(said.parts(), said.calls()));
                for (ToolCall call : said.calls()) {
                    calls.put(call.id(), new Call(call));
                    callIds.add(call.id());
                }
                steps = said.n();
                cuts = said.cut() ? cuts + 1 : 0;
                stopped = false;
                if (said.usage() != null) {
                    usage = usage.plus(said.usage());
                }
            }
            case Memory.CallIntended(String callId, ProcessGroup group) -> {
                Call call = calls.get(callId);
                if (call != null) {
                    call.intended = true;
                    call.group = group;
                }
            }
            case Memory.CallEnded(String callId, ToolResult result, boolean stops) -> {
                Call call = calls.get(callId);
                if (call != null) {
                    call.result = result;
                    stopped |= stops;
                    if (calls.values().stream().allMatch(each -> each.result != null)) {
                        answerOpenCalls();
                    }
                }
            }
        }
    }

    /** What the model is told; whole only while {@link #open} is empty. */
    public List<Message> messages() {
        return List.copyOf(messages);
    }

    /** The calls of the last answer that have no result yet, in their order. */
    public List<OpenCall> open() {
        return calls.values().stream()
                .filter(call -> call.result == null)
                .map(call -> new OpenCall(call.call, call.intended, call.group))
                .toList();
    }

    /** The last step of the current run whose answer is remembered; 0 before the first. */
    public int steps() {
        return steps;
    }

    /** The last step of the current run that has been announced; at most one more than {@link #steps}. */
    public int begun() {
        return begun;
    }

    /** What the current run has used, as far as the provider said. */
    public Usage usage() {
        return usage;
    }

    /** Whether a call of the last step was rejected without feedback: the run is over. */
    public boolean stopped() {
        return stopped;
    }

    /** Whether the last message is an answer of the model that calls nothing. */
    public boolean answered() {
        return !messages.isEmpty()
                && messages.getLast() instanceof Message.Assistant answer
                && answer.calls().isEmpty();
    }

    /** How many of the current run's last answers, without a whole one between them, ran into the token limit. */
    public int cuts() {
        return cuts;
    }

    /** Whether some answer of the session has called a tool under this id. */
    public boolean hasCall(String id) {
        return callIds.contains(id);
    }

    private void answerOpenCalls() {
        for (Call call : calls.values()) {
            messages.add(new Message.ToolReply(call.call.id(), told(call.resultSoFar())));
        }
        calls.clear();
    }

    /** A result in the words in which a model is told of it. */
    static List<Part> told(ToolResult result) {
        List<Part> parts = new ArrayList<>();
        if (!result.ok()) {
            parts.add(new Part.Text("<system>ERROR: " + result.message() + "</system>"));
        } else if (!result.message().isEmpty()) {
            parts.add(new Part.Text("<system>" + result.message() + "</system>"));
        } else if (result.output().isEmpty()) {
            parts.add(new Part.Text("<system>Tool output is empty.</system>"));
        }
        if (!result.output().isEmpty()) {
            parts.add(new Part.Text(result.output()));
        }
        return parts;
    }

    /**
     * A call without a result.
     *
     * @param intended whether it may have begun: its effect is unknown then
     * @param group the processes that were doing it
     */
    public record OpenCall(
            ToolCall call, boolean intended, @Nullable ProcessGroup group) {}

    private static final class Call {
        final ToolCall call;
        boolean intended;

        @Nullable
        ProcessGroup group;

        @Nullable
        ToolResult result;

        Call(ToolCall call) {
            this.call = call;
        }

        ToolResult resultSoFar() {
            if (result != null) {
                return result;
            }
            return intended ? UNKNOWN : NEVER_BEGUN;
        }
    }
}
