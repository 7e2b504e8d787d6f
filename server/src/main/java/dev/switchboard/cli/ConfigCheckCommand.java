package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard config check}: whether a server could start with it. */
@CommandLine.Command(name = "check")
final class ConfigCheckCommand implements Command {
    @Option(names = "--config", paramLabel = "FILE")
    @Nullable
    Path config;

    @Override
    public int run(Call call) {
        call.program().settings(config);
        call.screen().note(Style.GREEN, call.say(Text.CONFIG_GOOD));
        return ExitCode.OK;
    }
}
