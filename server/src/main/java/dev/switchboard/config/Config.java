package dev.switchboard.config;

import java.util.List;
import java.util.Optional;

/** A configuration that was read, and where each of its values comes from, in the order of the records. */
public record Config<T>(T value, List<Setting> settings) {
    public Config {
        settings = List.copyOf(settings);
    }

    public Optional<Setting> setting(String name) {
        return settings.stream().filter(setting -> setting.name().equals(name)).findFirst();
    }

    /** The key that was probably meant by one that does not exist. */
    public Optional<String> nearest(String name) {
        return Nearest.to(name, settings.stream().map(Setting::name).toList());
    }
}
