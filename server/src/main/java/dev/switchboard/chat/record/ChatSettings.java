package dev.switchboard.chat.record;

import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The settings of a session. */
public record ChatSettings(Map<Setting, String> values) {
    public static final ChatSettings NONE = new ChatSettings(Map.of());

    private static final JsonMapper JSON = JsonMapper.shared();

    public ChatSettings {
        values = Map.copyOf(values);
    }

    /** The value of a setting; absent for the default. */
    public @Nullable String get(Setting setting) {
        return values.get(setting);
    }

    /** With these changes; an empty one goes back to the default. */
    public ChatSettings with(Map<Setting, Optional<String>> changes) {
        Map<Setting, String> changed = new EnumMap<>(Setting.class);
        changed.putAll(values);
        changes.forEach((setting, value) ->
                value.ifPresentOrElse(text -> changed.put(setting, text), () -> changed.remove(setting)));
        return new ChatSettings(changed);
    }

    /** As it is stored. */
    public String encode() {
        ObjectNode json = JSON.createObjectNode();
        for (Setting setting : Setting.values()) {
            String value = values.get(setting);
            if (value != null) {
                json.put(setting.stored(), value);
            }
        }
        return json.toString();
    }

    /** Reads what {@link #encode} wrote; a setting that is not known any more is passed over. */
    public static ChatSettings decode(String stored) {
        JsonNode json = JSON.readTree(stored);
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        for (Setting setting : Setting.values()) {
            JsonNode value = json.get(setting.stored());
            if (value != null) {
                values.put(setting, value.stringValue());
            }
        }
        return new ChatSettings(values);
    }
}
