package dev.switchboard.agent.tool;

import org.jspecify.annotations.Nullable;

/** What a call of a tool comes to. */
public sealed interface Plan {

    /** The answer is known already, usually an error. */
    record Answered(ToolResult result) implements Plan {}

    /**
     * There is something to do.
     *
     * @param approval what somebody has to agree to first; absent when nobody needs to
     * @param effect the deed; it runs on a virtual thread of its own, beside other calls of the same message
     */
    record Act(@Nullable Approval approval, Effect effect) implements Plan {}

    /**
     * What somebody is asked to agree to.
     *
     * @param action the kind of deed, such as {@code run shell command}: "approve for the session" covers it
     * @param description this deed, for people
     */
    record Approval(String action, String description) {}

    /** The deed of a call. */
    @FunctionalInterface
    interface Effect {
        /**
         * Does it. A deed that changes anything calls {@link ToolContext#intend} once, right before the change.
         *
         * @throws Refused with the answer, which is as good as returning it
         * @throws InterruptedException when the run is cancelled; whatever was started has been ended by then
         */
        ToolResult perform() throws InterruptedException;
    }
}
