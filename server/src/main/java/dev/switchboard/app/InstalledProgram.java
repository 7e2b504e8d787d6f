package dev.switchboard.app;

import dev.switchboard.cli.Program;
import dev.switchboard.cli.ServerStarter;
import dev.switchboard.cli.Settings;
import dev.switchboard.cli.StartFailure;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.config.Config;
import dev.switchboard.config.Loader;
import dev.switchboard.config.Sources;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Time;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** This program, as its commands see it. */
final class InstalledProgram implements Program {
    /** Variables that begin as keys do and mean something else. */
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "SWITCHBOARD_URL",
            "SWITCHBOARD_JAVA",
            "SWITCHBOARD_JAVA_OPTIONS",
            "SWITCHBOARD_LAUNCHER_TTY",
            "SWITCHBOARD_GATEWAY_TOKEN");

    private static final String UNRELEASED = "dev";

    private final Map<String, String> environment;
    private final Time time;

    InstalledProgram(Map<String, String> environment, Time time) {
        this.environment = environment;
        this.time = time;
    }

    @Override
    public String version() {
        String version = InstalledProgram.class.getPackage().getImplementationVersion();
        return version == null ? UNRELEASED : version;
    }

    @Override
    public ServerStarter server() {
        return new LocalServer(this, environment, time);
    }

    @Override
    public Settings settings(@Nullable Path file) {
        return new ConfigSettings(read(sources(Map.of(), file)), environment);
    }

    @Override
    public @Nullable Path configFile(@Nullable Path named) {
        return sources(Map.of(), named).file();
    }

    @Override
    public Class<? extends Record> configuration() {
        return SwitchboardConfig.class;
    }

    Sources sources(Map<String, Sources.Flag> flags, @Nullable Path file) {
        return Sources.of(flags, environment, file, OTHER_VARIABLES);
    }

    Config<SwitchboardConfig> read(Sources sources) {
        try {
            return Loader.load(SwitchboardConfig.class, sources);
        } catch (ProblemException e) {
            String why = e.problem().detail();
            throw new StartFailure("config", Text.CONFIG_WRONG, why, mend(sources.file(), why));
        }
    }

    /** A fault of the file is mended there; for one of a variable or a flag it helps to know what there is. */
    private static String mend(@Nullable Path file, String why) {
        if (file == null || !why.contains(file.toString())) {
            return "switchboard config docs";
        }
        return Files.exists(file) ? "${EDITOR:-vi} " + file : "switchboard config defaults > " + file;
    }
}
