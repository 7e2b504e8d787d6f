package dev.switchboard.app;

import dev.switchboard.cli.Settings;
import dev.switchboard.config.Config;
import dev.switchboard.config.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The configuration, as the command line shows it. */
final class ConfigSettings implements Settings {
    private final Config<SwitchboardConfig> config;
    private final Map<String, String> environment;

    ConfigSettings(Config<SwitchboardConfig> config, Map<String, String> environment) {
        this.config = config;
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
    public Path dataDir() {
        return Places.data(config.value().data(), environment);
    }

    @Override
    public List<Integer> ports() {
        return config.value().ports();
    }
}
