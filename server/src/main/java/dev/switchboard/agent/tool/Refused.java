package dev.switchboard.agent.tool;

/**
 * Carries the answer of a call that a tool will not go on with, usually an error for the model. {@link ToolBox} turns it into that
 * answer. It has no stack trace: it is an answer, not a bug.
 */
public final class Refused extends RuntimeException {
    private final transient ToolResult result;

    public Refused(ToolResult result) {
        super(result.brief(), null, false, false);
        this.result = result;
    }

    public Refused(String message, String brief) {
        this(ToolResult.error(message, brief));
    }

    public ToolResult result() {
        return result;
    }
}
