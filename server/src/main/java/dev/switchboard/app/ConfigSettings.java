package dev.switchboard.app;

import dev.switchboard.cli.Settings;
import dev.switchboard.config.Config;
import dev.switchboard.config.Sources;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

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
        return config.settings().stream().map(ConfigSettings::shown).toList();
    }

    private static Setting shown(dev.switchboard.config.Setting setting) {
        return new Setting(
                setting.name(),
                setting.said().isEmpty() ? "" : setting.said().getFirst().text(),
                setting.said().isEmpty()
                        ? "default"
                        : setting.said().getFirst().origin().describe(),
                setting.key().defaultText(),
                setting.key().variables().isEmpty()
                        ? ""
                        : setting.key().variables().getFirst(),
                setting.key().en());
    }

    @Override
    public Path file() {
        Path file = sources.file();
        return file == null ? Path.of("config.yaml") : file;
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
