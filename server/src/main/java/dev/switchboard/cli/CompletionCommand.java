package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard completion}. */
@CommandLine.Command(name = "completion")
final class CompletionCommand implements Command {
    @Parameters(paramLabel = "SHELL")
    Shell shell = Shell.BASH;

    /** The shells that can be helped. */
    enum Shell {
        BASH,
        ZSH;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public int run(Call call) {
        String script = AutoComplete.bash(CommandTree.NAME, CommandTree.whole(call.options()));
        call.screen()
                .data(
                        switch (shell) {
                            case BASH -> script;
                            case ZSH ->
                                "autoload -U +X compinit && compinit\nautoload -U +X bashcompinit && bashcompinit\n"
                                        + script;
                        });
        return ExitCode.OK;
    }
}
