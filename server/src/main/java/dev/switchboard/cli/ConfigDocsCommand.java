package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.config.Reference;
import picocli.CommandLine;

/** {@code switchboard config docs}: every key in a Markdown table. It reads no configuration. */
@CommandLine.Command(name = "docs")
final class ConfigDocsCommand implements Command {

    @Override
    public int run(Call call) {
        call.screen()
                .data(Reference.markdown(call.program().configuration(), call.locale())
                        .stripTrailing());
        return ExitCode.OK;
    }
}
