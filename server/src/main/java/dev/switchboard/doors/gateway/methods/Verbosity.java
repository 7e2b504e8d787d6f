package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.Chats;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionFilter;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.principal.Principal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Which sessions show their tools, known without asking the store. Any thread may ask. */
public final class Verbosity {
    private final Map<SessionKey, String> levels = new ConcurrentHashMap<>();
    private volatile boolean loaded;

    /** Learns what was set before the server started; the first call counts. It may block. */
    public void load(Chats chats, Principal principal) {
        if (!loaded) {
            chats.list(principal, SessionFilter.latest(SessionFilter.MAX)).forEach(this::learn);
            loaded = true;
        }
    }

    /** Whether the session shows its tools. */
    public boolean showsTools(SessionKey key) {
        return levels.containsKey(key);
    }

    /** Whether it shows what tools return, too. */
    public boolean showsResults(SessionKey key) {
        return "full".equals(levels.get(key));
    }

    void learn(ChatSession session) {
        String level = session.settings().get(Setting.VERBOSE_LEVEL);
        if (isOn(level)) {
            levels.put(session.key(), String.valueOf(level));
        } else {
            levels.remove(session.key());
        }
    }

    void forget(SessionKey key) {
        levels.remove(key);
    }

    private static boolean isOn(@Nullable String level) {
        return level != null && !level.equals("off");
    }
}
