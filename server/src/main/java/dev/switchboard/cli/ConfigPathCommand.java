package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard config path}: which file is read, also when it cannot be. */
@CommandLine.Command(name = "path")
final class ConfigPathCommand implements Command {
    @Option(names = "--config", paramLabel = "FILE")
    @Nullable
    Path config;

    @Override
    public int run(Call call) {
        Path file = call.program().configFile(config);
        String path = file == null ? "" : file.toString();
        call.screen()
                .data(
                        call.isText()
                                ? path
                                : JsonText.object(json -> json.writeStringProperty("path", path)
                                        .writeBooleanProperty("exists", file != null && Files.exists(file))));
        return ExitCode.OK;
    }
}
