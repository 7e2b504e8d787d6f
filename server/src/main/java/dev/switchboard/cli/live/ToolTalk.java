package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.cli.terminal.Width;
import dev.switchboard.wire.runs.JsonMembers;
import dev.switchboard.wire.runs.RunLine;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;

/** What a person wants to see of a tool's call and its result: one line each. */
public final class ToolTalk {
    private static final int COLUMNS = 88;
    private static final Pattern EXIT = Pattern.compile("exit code:? (\\d+)");

    private ToolTalk() {}

    /** The tool's name and the argument that says most: the first that has a plain value. */
    public static String called(RunLine.ToolCalled call) {
        return Width.cut("• " + Plain.line(call.tool()) + "  " + Plain.line(firstArgument(call.arguments())), COLUMNS);
    }

    /**
     * How it went: the exit code, or what the tool says of itself, then how much it put out and the line of it that says most. That is the
     * first one of a success and the last one of a failure.
     */
    public static String ended(Screen screen, RunLine.ToolEnded result) {
        Matcher exit = EXIT.matcher(result.message());
        String head = exit.find() ? screen.say(Text.TOOL_EXIT, exit.group(1)) : said(result);
        String output = output(screen, result, head.isEmpty() || exit.hasMatch());
        String words = head.isEmpty() || output.isEmpty() ? head + output : head + " · " + output;
        return Width.cut((result.ok() ? "  ✓ " : "  ✗ ") + Plain.line(words), COLUMNS);
    }

    private static String said(RunLine.ToolEnded result) {
        String words = result.brief().isBlank() ? result.message().strip() : result.brief();
        int end = words.indexOf(". ");
        return end < 0 ? words : words.substring(0, end + 1);
    }

    /**
     * @param counted whether the number of lines is told, as for a tool that does not tell it itself
     */
    private static String output(Screen screen, RunLine.ToolEnded result, boolean counted) {
        List<String> lines =
                result.output().lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            return "";
        }
        String line = result.ok() ? lines.getFirst() : lines.getLast();
        if (lines.size() == 1) {
            return line;
        }
        if (!counted) {
            return result.ok() ? line + " …" : "… " + line;
        }
        return screen.say(result.ok() ? Text.TOOL_LINES : Text.TOOL_LAST_LINE, lines.size(), line);
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
}
