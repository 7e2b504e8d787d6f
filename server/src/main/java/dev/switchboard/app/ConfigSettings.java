package dev.switchboard.app;

import dev.switchboard.cli.Settings;
import dev.switchboard.config.Config;
import dev.switchboard.config.Setting;
import dev.switchboard.config.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The configuration, as the command line shows it. */
final class ConfigSettings implements Settings {
    private final Config<SwitchboardConfig> config;
    private final Sources sources;
    private final Map<String, String> environment;

    ConfigSettings(Config<SwitchboardConfig> config, Sources sources, Map<String, String> environment) {
        this.config = config;
        this.sources = sources;
        this.environment = environment;
    }

    @Override
    public List<Setting> all() {
        return config.settings();
    }

    @Override
    public Optional<String> nearest(String key) {
        return config.nearest(key);
    }

    @Override
    public @Nullable Path file() {
        return sources.file();
    }

    @Override
    public Path dataDir() {
        return Places.data(config.value().data(), environment);
    }

    @Override
    public List<Integer> ports() {
        return config.value().ports();
    }
}
