package dev.switchboard.cli;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.OutputClosed;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.cli.terminal.Verbosity;
import dev.switchboard.client.ClientException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** {@code switchboard …}: finds the command, runs it, and answers with the exit code. */
public final class Cli {
    private final Program program;
    private final Surroundings surroundings;

    public Cli(Program program, Surroundings surroundings) {
        this.program = program;
        this.surroundings = surroundings;
    }

    /** Runs one command to its end. Nothing is thrown: every failure is told on standard error and is an exit code. */
    public int run(List<String> words) {
        GlobalOptions options = new GlobalOptions();
        Screen early = screen(UsageFault.language(words, surroundings), Verbosity.NORMAL);
        ParseResult parsed;
        try {
            parsed = parse(options, words);
        } catch (ParameterException e) {
            return fail(early, UsageFault.asksForJson(words), UsageFault.of(e, early), null);
        }
        Language language = options.language == null ? early.language() : options.language;
        Call call = new Call(surroundings, program, options, screen(language, options.verbosity()));
        return run(call, parsed);
    }

    private ParseResult parse(GlobalOptions options, List<String> words) {
        String[] args = words.toArray(String[]::new);
        try {
            return CommandTree.of(options, words).parseArgs(args);
        } catch (ParameterException e) {
            return CommandTree.whole(options).parseArgs(args);
        }
    }

    private int run(Call call, ParseResult parsed) {
        try {
            ParseResult last = parsed;
            while (last.hasSubcommand()) {
                last = last.subcommand();
            }
            if (parsed.isVersionHelpRequested()) {
                return new VersionCommand().run(call);
            }
            CommandLine found = last.commandSpec().commandLine();
            return !last.isUsageHelpRequested() && found.getCommand() instanceof Command command
                    ? command.run(call)
                    : Help.show(call, path(found));
        } catch (FailureException e) {
            return fail(call, e.failure(), null);
        } catch (ClientException e) {
            return fail(call, Explain.problem(e.problem(), call.screen()), e);
        } catch (StartFailure e) {
            return fail(call, new Failure(ExitCode.CONFIG, e.code(), call.say(e.what()), e.why(), e.next()), null);
        } catch (OutputClosed e) {
            return e.readerLeft()
                    ? ExitCode.SIGPIPE
                    : fail(
                            call,
                            new Failure(ExitCode.IO, "output", call.say(Text.OUTPUT_FAILED), e.getMessage() + "", ""),
                            null);
        } catch (InterruptedException e) {
            return ExitCode.SIGINT;
        } catch (RuntimeException e) {
            String why = e.getClass().getSimpleName() + (e.getMessage() == null ? "" : ": " + e.getMessage());
            return fail(
                    call, new Failure(ExitCode.SOFTWARE, "bug", call.say(Text.BUG), why, "switchboard --debug …"), e);
        }
    }

    /** The names from the root to a command, without the root's. */
    private static List<String> path(CommandLine command) {
        String[] names = command.getCommandSpec().qualifiedName(" ").split(" ", -1);
        return List.of(names).subList(1, names.length);
    }

    private static int fail(Call call, Failure failure, @Nullable Exception cause) {
        return fail(call.screen(), !call.isText(), failure.followedBy(call.here(failure.next())), cause);
    }

    private static int fail(Screen screen, boolean json, Failure failure, @Nullable Exception cause) {
        if (json) {
            screen.error(Style.PLAIN, failure.json());
        } else {
            screen.error(Style.RED, screen.say(Text.ERROR, failure.what()));
            if (!failure.why().isEmpty()) {
                screen.error(Style.PLAIN, "  " + screen.say(Text.WHY, failure.why()));
            }
            if (!failure.next().isEmpty()) {
                screen.error(Style.PLAIN, "  " + screen.say(Text.NEXT, failure.next()));
            }
        }
        if (cause != null && screen.debug()) {
            StringWriter trace = new StringWriter();
            cause.printStackTrace(new PrintWriter(trace, true));
            screen.error(Style.DIM, trace.toString().stripTrailing());
        }
        return failure.exit();
    }

    private Screen screen(Language language, Verbosity verbosity) {
        return new Screen(surroundings, language, verbosity);
    }
}
