package dev.switchboard.agent.tool;

/**
 * What a tool returned.
 *
 * @param ok whether it did what it was called for
 * @param output the data, bounded by the tool
 * @param message one or a few sentences about it, for the model
 * @param brief a few words, for people
 */
public record ToolResult(boolean ok, String output, String message, String brief) {

    public static ToolResult ok(String output, String message, String brief) {
        return new ToolResult(true, output, message, brief);
    }

    public static ToolResult error(String output, String message, String brief) {
        return new ToolResult(false, output, message, brief);
    }

    public static ToolResult error(String message, String brief) {
        return new ToolResult(false, "", message, brief);
    }
}
