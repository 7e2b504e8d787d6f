package dev.switchboard.chat.record;

import java.util.List;
import java.util.Locale;

/** What can be set for a session. An absent setting means the default. */
public enum Setting {
    THINKING_LEVEL("off minimal low medium high xhigh"),
    VERBOSE_LEVEL("off on full"),
    REASONING_LEVEL("off on stream"),
    ELEVATED_LEVEL("off on ask full"),
    RESPONSE_USAGE("off tokens full on"),
    MODEL(""),
    SEND_POLICY("allow deny"),
    GROUP_ACTIVATION("mention always"),
    EXEC_HOST(""),
    EXEC_SECURITY(""),
    EXEC_ASK(""),
    EXEC_NODE(""),
    /** The key of the session that started this one. */
    SPAWNED_BY("");

    /** The longest value, in characters. */
    public static final int LENGTH_MAX = 512;

    /** Separated by spaces. */
    private final String words;

    Setting(String words) {
        this.words = words;
    }

    /** The values that are possible; empty when any text is. */
    public List<String> words() {
        return words.isEmpty() ? List.of() : List.of(words.split(" ", -1));
    }

    /** Its name in what is stored. */
    String stored() {
        return name().toLowerCase(Locale.ROOT);
    }
}
