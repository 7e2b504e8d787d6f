package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Width;
import dev.switchboard.wire.runs.JsonMembers;
import dev.switchboard.wire.runs.RunLine;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JacksonException;

/** What a person wants to see of a tool's call and its result: one line each. */
final class ToolTalk {
    private static final int COLUMNS = 88;

    private ToolTalk() {}

    /** The tool's name and the argument that says most: the first that has a plain value. */
    static String called(RunLine.ToolCalled call) {
        return Width.cut("• " + Plain.line(call.tool()) + "  " + Plain.line(firstArgument(call.arguments())), COLUMNS);
    }

    /** How it went, in the fewest words that the tool gives. */
    static String ended(RunLine.ToolEnded result) {
        String words = firstOf(
                result.brief(), result.ok() ? "" : result.message(), lastLine(result.output()), result.message());
        return Width.cut((result.ok() ? "  ✓ " : "  ✗ ") + Plain.line(words), COLUMNS);
    }

    private static String firstArgument(String arguments) {
        if (arguments.isEmpty()) {
            return "";
        }
        try {
            JsonMembers members = JsonMembers.of(arguments.getBytes(StandardCharsets.UTF_8));
            while (members.next()) {
                String value = members.scalar();
                if (!value.isEmpty()) {
                    return value;
                }
            }
        } catch (JacksonException e) {
            // A model may write arguments that are no JSON; the server tells it so.
        }
        return arguments;
    }

    private static String lastLine(String output) {
        String text = output.stripTrailing();
        return text.substring(text.lastIndexOf('\n') + 1);
    }

    private static String firstOf(String... texts) {
        for (String text : texts) {
            if (!text.isBlank()) {
                return text;
            }
        }
        return "";
    }
}
