package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.config.Reference;
import picocli.CommandLine;

/** {@code switchboard config defaults}: a file that says what holds without one, with comments. It reads no configuration. */
@CommandLine.Command(name = "defaults")
final class ConfigDefaultsCommand implements Command {

    @Override
    public int run(Call call) {
        call.screen()
                .data(Reference.yaml(call.program().configuration(), call.locale())
                        .stripTrailing());
        return ExitCode.OK;
    }
}
