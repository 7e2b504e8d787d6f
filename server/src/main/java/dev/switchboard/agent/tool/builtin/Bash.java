package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Refused;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.time.Time;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Runs shell commands. The command and everything that it started in its session have ended when it returns. */
final class Bash implements Tool {
    private static final int DEFAULT_SECONDS = 60;

    /** Below what the kernel takes as one argument of a program. */
    private static final int COMMAND_BYTES_MAX = 100_000;

    private static final ToolSpec SPEC = new ToolSpec("Bash", """
            Runs a command with /bin/sh in the work directory and returns what it prints (standard output and errors together) and its \
            exit code. Every call is a new shell: variables and the current directory are not kept. There is no terminal and no input. \
            A long output loses its middle. Processes left in the background are ended when the command ends; to leave one running, \
            start it with setsid and send its output to a file. At the timeout the command is ended, and what it printed is returned.""", """
            {"type": "object",
             "properties": {
               "command": {"type": "string", "minLength": 1, "description": "The command."},
               "timeout": {"type": "integer", "minimum": 1, "maximum": 300, "default": 60, "description": "Seconds it may take."}},
             "required": ["command"]}""");

    private final Children children;
    private final ToolConfig config;
    private final Time time;

    Bash(Children children, ToolConfig config, Time time) {
        this.children = children;
        this.config = config;
        this.time = time;
    }

    @Override
    public ToolSpec spec() {
        return SPEC;
    }

    @Override
    public Plan plan(JsonNode arguments, ToolContext context) {
        String command = arguments.path("command").stringValue();
        int seconds = arguments.path("timeout").asInt(DEFAULT_SECONDS);
        int bytes = command.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > COMMAND_BYTES_MAX) {
            throw new Refused(
                    "command: " + bytes + " bytes (expected: at most " + COMMAND_BYTES_MAX
                            + "; write a script with WriteFile and run that)",
                    "Invalid arguments");
        }
        if (command.indexOf('\0') >= 0) {
            throw new Refused("command: has a NUL character (expected: none)", "Invalid arguments");
        }
        return new Plan.Act(
                new Plan.Approval("run shell command", "Run command `" + command + "`"),
                () -> run(command, seconds, context));
    }

    private ToolResult run(String command, int seconds, ToolContext context) throws InterruptedException {
        try (HeldShell shell = new HeldShell(children, command, context.workDir(), time)) {
            OutputText output = new OutputText(config.outputCharsMax());
            LiveOutput live = new LiveOutput(context, config.liveOutputCharsMax());
            HeldShell.Ending ending = shell.run(Duration.ofSeconds(seconds), context::intend, (bytes, length) -> {
                live.show(output.append(bytes, length));
                return true;
            });
            live.show(output.end());
            return result(ending, seconds, output);
        } catch (IOException e) {
            return ToolResult.error("The command could not be started: " + e.getMessage(), "Failed to start command");
        }
    }

    private static ToolResult result(HeldShell.Ending ending, int seconds, OutputText output) {
        String note = output.isTruncated() ? " The output is truncated." : "";
        return switch (ending) {
            case HeldShell.Ending.Exited(int code, boolean leftovers) -> {
                String ended = leftovers ? " Processes that it left in the background were ended." : "";
                yield code == 0
                        ? ToolResult.ok(output.toString(), "Command finished with exit code 0." + ended + note, "")
                        : ToolResult.error(
                                output.toString(),
                                "Command failed with exit code: " + code + "." + ended + note,
                                "Failed with exit code: " + code);
            }
            case HeldShell.Ending.TimedOut() ->
                ToolResult.error(
                        output.toString(),
                        "Command killed by timeout (" + seconds + "s)" + (note.isEmpty() ? "" : "." + note),
                        "Killed by timeout (" + seconds + "s)");
            case HeldShell.Ending.NotStarted(String reason) ->
                ToolResult.error("The command could not be started: " + reason, "Failed to start command");
        };
    }

    /** Shows output while it comes, as much as readers are given. */
    private static final class LiveOutput {
        private final ToolContext context;
        private int left;

        LiveOutput(ToolContext context, int charsMax) {
            this.context = context;
            this.left = charsMax;
        }

        void show(String text) {
            if (text.isEmpty() || left <= 0) {
                return;
            }
            int end = Math.min(text.length(), left);
            if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            left = end < text.length() ? 0 : left - end;
            context.output(text.substring(0, end) + (left <= 0 ? "\n[... the rest is not shown live ...]\n" : ""));
        }
    }
}
