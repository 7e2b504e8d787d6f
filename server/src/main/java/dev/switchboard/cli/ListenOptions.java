package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Text;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server listens and keeps what it knows. */
final class ListenOptions {
    private static final int MAX_PORT = 65_535;

    @Option(names = "--host", paramLabel = "HOST")
    @Nullable
    String host;

    @Option(names = "--port", paramLabel = "PORT")
    @Nullable
    Integer port;

    @Option(names = "--ports", paramLabel = "PORT", split = ",")
    @Nullable
    List<Integer> ports;

    @Option(names = "--data", paramLabel = "DIR")
    @Nullable
    Path data;

    /** The ports that were named; empty when none was. */
    List<Integer> ports(Call call) {
        if (port != null && ports != null) {
            throw Call.usage(call.say(Text.EXCLUDE, "--port", "--ports"), "switchboard serve --help");
        }
        List<Integer> named = port == null ? ports == null ? List.of() : ports : List.of(port);
        for (int each : named) {
            if (each < 0 || each > MAX_PORT) {
                throw Call.usage(
                        call.say(Text.BAD_VALUE, "--port", each, "0 … " + MAX_PORT), "switchboard serve --port 9000");
            }
        }
        return named;
    }
}
