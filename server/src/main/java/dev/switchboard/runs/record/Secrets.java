package dev.switchboard.runs.record;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which of a run's settings are secret. They live in memory only; what is stored says that there was one. */
final class Secrets {
    private static final String HIDDEN = "******";
    private static final List<String> ENDINGS = List.of("KEY", "TOKEN", "SECRET", "PASSWORD");

    private Secrets() {}

    /** The settings as they may be stored. */
    static Map<String, String> hidden(Map<String, String> env) {
        Map<String, String> stored = new LinkedHashMap<>();
        env.forEach((name, value) -> stored.put(name, secret(name) ? HIDDEN : value));
        return stored;
    }

    /** Names of the settings that a restart has lost. */
    static List<String> lost(Map<String, String> stored) {
        return stored.entrySet().stream()
                .filter(entry -> secret(entry.getKey()) && entry.getValue().equals(HIDDEN))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static boolean secret(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return ENDINGS.stream().anyMatch(upper::endsWith);
    }
}
