package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.JsonText;
import picocli.CommandLine;

/** {@code switchboard version}. */
@CommandLine.Command(name = "version")
final class VersionCommand implements Command {

    @Override
    public int run(Call call) {
        String version = call.program().version();
        String java = Runtime.version().toString();
        call.screen()
                .data(
                        call.isText()
                                ? "switchboard " + version + " (Java " + java + ")"
                                : JsonText.object(json -> json.writeStringProperty("version", version)
                                        .writeStringProperty("java", java)));
        return ExitCode.OK;
    }
}
