package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import java.util.Locale;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code switchboard completion}. */
@CommandLine.Command(name = "completion")
final class CompletionCommand implements Command {
    @Parameters(paramLabel = "SHELL", arity = "0..1", converter = ShellName.class)
    Shell shell = Shell.BASH;

    /** The shells that can be helped. */
    enum Shell {
        BASH,
        ZSH
    }

    /** {@code bash} or {@code zsh}. */
    static final class ShellName implements ITypeConverter<Shell> {
        @Override
        public Shell convert(String name) {
            return switch (name.toLowerCase(Locale.ROOT)) {
                case "bash" -> Shell.BASH;
                case "zsh" -> Shell.ZSH;
                default -> throw new TypeConversionException("bash, zsh");
            };
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
