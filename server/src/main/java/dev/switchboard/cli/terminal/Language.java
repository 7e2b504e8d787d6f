package dev.switchboard.cli.terminal;

import java.util.Locale;
import java.util.Map;

/** The languages in which a person is spoken to. */
public enum Language {
    EN,
    ZH;

    /** The language of a tag such as {@code zh} or {@code zh_CN.UTF-8}; English for every other. */
    public static Language of(String tag) {
        return tag.toLowerCase(Locale.ROOT).startsWith("zh") ? ZH : EN;
    }

    /** The language that the environment asks for, by the first of {@code LC_ALL}, {@code LC_MESSAGES} and {@code LANG} that is set. */
    public static Language of(Map<String, String> environment) {
        for (String name : new String[] {"LC_ALL", "LC_MESSAGES", "LANG"}) {
            String tag = environment.getOrDefault(name, "");
            if (!tag.isEmpty()) {
                return of(tag);
            }
        }
        return EN;
    }

    /** How the language is named in resources and flags. */
    public String tag() {
        return name().toLowerCase(Locale.ROOT);
    }
}
