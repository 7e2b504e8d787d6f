package dev.switchboard.config;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A setting in words, for whoever asks why it has its value. In Chinese when the locale is, else in English. */
public final class Explanation {
    private Explanation() {}

    /** Several lines, the last one ended: the value, the source that won, what the others said, what the key is for. */
    public static String of(Setting setting, Locale locale) {
        boolean chinese = locale.getLanguage().equals("zh");
        Key key = setting.key();
        List<Setting.Said> said = setting.said();
        String value = said.isEmpty()
                ? chinese ? "（未设置）" : "(not set)"
                : said.getFirst().text();
        String sources = said.stream()
                .map(each -> "  %s: %s%n".formatted(origin(each.origin(), chinese), each.text()))
                .collect(Collectors.joining());
        return "%s = %s%n".formatted(setting.name(), value)
                + sources
                + "%s%n".formatted(chinese ? key.zh() : key.en())
                + "%s%n".formatted((chinese ? "环境变量：" : "Environment: ") + String.join(", ", key.variables()));
    }

    private static String origin(Origin origin, boolean chinese) {
        if (!chinese) {
            return origin.describe();
        }
        return switch (origin) {
            case Origin.Flag flag -> flag.describe();
            case Origin.Variable variable -> "环境变量 " + variable.name();
            case Origin.File file -> file.describe();
            case Origin.Default _ -> "默认值";
        };
    }
}
