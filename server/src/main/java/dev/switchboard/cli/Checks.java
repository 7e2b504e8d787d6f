package dev.switchboard.cli;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.RunsClient;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.wire.runs.StatusDocument;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the doctor looks at, in this order: this machine, the configuration, the server, its model, the tools that agents use. */
final class Checks {
    private static final int JAVA = 25;
    private static final long MIB = 1024 * 1024;
    private static final long SPACE_NEEDED = 200 * MIB;
    private static final long SPACE_GOOD = 1024 * MIB;

    private final Call call;

    Checks(Call call) {
        this.call = call;
    }

    void all(Consumer<Finding> found) {
        found.accept(java());
        Settings settings = settings(found);
        StatusDocument status = null;
        Finding server;
        try {
            RunsClient client = call.client();
            status = client.status().value();
            server = Finding.ok("server", call.say(Text.CHECK_SERVER, client.server(), status.version()));
        } catch (ClientException e) {
            Failure failure = Explain.problem(e.problem(), call.screen());
            server = Finding.warning("server", failure.what(), failure.next());
        }
        if (settings != null) {
            dataDir(settings.dataDir(), found);
            ports(settings.ports(), status != null, found);
        }
        found.accept(server);
        found.accept(model(status));
        found.accept(program("rg", Text.CHECK_RIPGREP, false, "apt-get install ripgrep"));
        found.accept(program("setsid", Text.CHECK_SETSID, true, "apt-get install util-linux"));
    }

    private Finding java() {
        int feature = Runtime.version().feature();
        String what = call.say(Text.CHECK_JAVA, Runtime.version());
        return feature >= JAVA ? Finding.ok("java", what) : Finding.broken("java", what, "https://adoptium.net");
    }

    private @Nullable Settings settings(Consumer<Finding> found) {
        try {
            Settings settings = call.program().settings(null);
            Path file = settings.file();
            found.accept(Finding.ok("config", call.say(Text.CHECK_CONFIG, file == null ? call.say(Text.NONE) : file)));
            return settings;
        } catch (ProblemException e) {
            found.accept(Finding.broken("config", e.problem().detail(), "switchboard config path"));
            return null;
        }
    }

    private void dataDir(Path dataDir, Consumer<Finding> found) {
        Path there = dataDir.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        boolean writable = Files.isDirectory(there) && Files.isWritable(there);
        found.accept(
                writable
                        ? Finding.ok("data", call.say(Text.CHECK_DATA, dataDir))
                        : Finding.broken(
                                "data", call.say(Text.CHECK_DATA_CLOSED, dataDir), "switchboard serve --data DIR"));
        try {
            long usable = Files.getFileStore(there).getUsableSpace();
            found.accept(space(usable, there));
        } catch (IOException e) {
            found.accept(Finding.warning("space", String.valueOf(e.getMessage()), "df -h " + there));
        }
    }

    private Finding space(long usable, Path there) {
        String what = call.say(Text.CHECK_SPACE, usable / MIB, there);
        if (usable < SPACE_NEEDED) {
            return Finding.broken("space", what, "df -h " + there);
        }
        return usable < SPACE_GOOD ? Finding.warning("space", what, "df -h " + there) : Finding.ok("space", what);
    }

    /** A port that is taken is well when the server that answers holds it, which cannot be told from here: then nothing is said. */
    private void ports(List<Integer> ports, boolean serverAnswers, Consumer<Finding> found) {
        for (int port : ports) {
            if (isFree(port)) {
                found.accept(Finding.ok("port", call.say(Text.CHECK_PORT_FREE, port)));
            } else if (serverAnswers) {
                found.accept(Finding.ok("port", call.say(Text.CHECK_PORT_SERVED, port)));
            } else {
                found.accept(Finding.warning(
                        "port", call.say(Text.CHECK_PORT_TAKEN, port), "switchboard serve --port " + (port + 100)));
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private Finding model(@Nullable StatusDocument status) {
        if (status != null) {
            return status.models().isEmpty()
                    ? Finding.broken("model", call.say(Text.CHECK_NO_MODEL), modelFix())
                    : Finding.ok("model", call.say(Text.CHECK_MODEL, String.join(", ", status.models())));
        }
        return Finding.warning("model", call.say(Text.CHECK_MODEL_UNKNOWN), "switchboard serve --demo");
    }

    private static String modelFix() {
        return "export KIMI_BASE_URL=… KIMI_API_KEY=… KIMI_MODEL_NAME=…; switchboard serve";
    }

    private Finding program(String name, Text what, boolean needed, String fix) {
        for (String directory : call.surroundings().variable("PATH").split(File.pathSeparator, -1)) {
            if (!directory.isEmpty() && Files.isExecutable(Path.of(directory, name))) {
                return Finding.ok(name, call.say(what, Path.of(directory, name)));
            }
        }
        String missing = call.say(what, call.say(Text.NONE));
        return needed ? Finding.broken(name, missing, fix) : Finding.warning(name, missing, fix);
    }
}
