package dev.switchboard.cli;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.wire.runs.StatusDocument;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
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

    /** Hands on each finding as soon as it is made, and says whether a server answers. */
    boolean all(Consumer<Finding> found) {
        found.accept(java());
        Settings settings = settings(found);
        StatusDocument status = null;
        ClientProblem problem = null;
        try {
            status = call.client().status().value();
        } catch (ClientException e) {
            problem = e.problem();
        }
        Ports ports = new Ports(call);
        if (settings != null) {
            dataDir(settings.dataDir(), found);
            settings.ports().forEach(port -> found.accept(ports.look(port)));
        }
        found.accept(status == null ? noServer(problem, ports) : server(status));
        found.accept(model(status));
        found.accept(program("rg", Text.CHECK_RIPGREP, false, "apt-get install ripgrep"));
        found.accept(program("setsid", Text.CHECK_SETSID, true, "apt-get install util-linux"));
        return status != null;
    }

    private Finding server(StatusDocument status) {
        return Finding.ok("server", call.say(Text.CHECK_SERVER, call.serverName(), status.version()));
    }

    private Finding noServer(@Nullable ClientProblem problem, Ports ports) {
        Failure failure = Explain.problem(Objects.requireNonNull(problem), call.screen());
        if (problem instanceof ClientProblem.NotSwitchboard) {
            return Finding.warning("server", failure.what() + " (" + failure.why() + ")", ports.wayAround());
        }
        return problem instanceof ClientProblem.Unreachable
                ? Finding.note("server", failure.what(), ports.served() ? ports.wayAround() : failure.next())
                : Finding.warning("server", failure.what(), failure.next());
    }

    private Finding java() {
        int feature = Runtime.version().feature();
        String what = call.say(Text.CHECK_JAVA, Runtime.version());
        return feature >= JAVA ? Finding.ok("java", what) : Finding.broken("java", what, "https://adoptium.net");
    }

    private @Nullable Settings settings(Consumer<Finding> found) {
        try {
            Settings settings = call.program().settings(null);
            found.accept(file(call.program().configFile(null)));
            return settings;
        } catch (StartFailure e) {
            found.accept(Finding.broken("config", call.say(e.what()) + " (" + e.why() + ")", e.next()));
            return null;
        }
    }

    private Finding file(@Nullable Path file) {
        if (file == null) {
            return Finding.note("config", call.say(Text.CHECK_CONFIG, call.say(Text.NONE)), "");
        }
        return Files.exists(file)
                ? Finding.ok("config", call.say(Text.CHECK_CONFIG, file))
                : Finding.note(
                        "config",
                        call.say(Text.CHECK_CONFIG_NONE, file),
                        "mkdir -p " + file.getParent() + " && switchboard config defaults > " + file);
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

    private Finding model(@Nullable StatusDocument status) {
        if (status != null) {
            return status.models().isEmpty()
                    ? Finding.broken("model", call.say(Text.CHECK_NO_MODEL), modelFix())
                    : Finding.ok("model", call.say(Text.CHECK_MODEL, String.join(", ", status.models())));
        }
        return Finding.note("model", call.say(Text.CHECK_MODEL_UNKNOWN), "switchboard serve --demo");
    }

    static String modelFix() {
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
