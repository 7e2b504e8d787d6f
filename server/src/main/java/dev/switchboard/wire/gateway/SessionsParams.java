package dev.switchboard.wire.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters of the methods that begin with {@code sessions.}. Newer clients add some that change nothing here. */
public sealed interface SessionsParams {
    int LABEL_MAX = 64;

    /**
     * {@code sessions.list}.
     *
     * @param activeMinutes only sessions that were updated so lately
     * @param label only the session of this label
     */
    record Listing(
            @Nullable Long limit,
            @Nullable Long activeMinutes,
            boolean includeGlobal,
            boolean includeUnknown,
            boolean includeDerivedTitles,
            boolean includeLastMessage,
            @Nullable String label,
            @Nullable String spawnedBy,
            @Nullable String agentId,
            @Nullable String search)
            implements SessionsParams {

        public static Listing read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "offset",
                            "activeOnly",
                            "requireLastInteraction",
                            "sortBy",
                            "excludeSubagents",
                            "excludeCron",
                            "excludeSystem",
                            "configuredAgentsOnly",
                            "includeActivitySummary",
                            "projectId",
                            "workspaceDir",
                            "group",
                            "pinned",
                            "boardFace",
                            "hasBoard",
                            "creatorId",
                            "ownerId",
                            "ownerFirst",
                            "involvingMe",
                            "profileRelation",
                            "involvingProfileId",
                            "includePeople",
                            "archived");
            Listing listing = new Listing(
                    object.optionalWhole("limit", 1, Integer.MAX_VALUE),
                    object.optionalWhole("activeMinutes", 1, Integer.MAX_VALUE),
                    isTrue(object.optionalFlag("includeGlobal")),
                    isTrue(object.optionalFlag("includeUnknown")),
                    isTrue(object.optionalFlag("includeDerivedTitles")),
                    isTrue(object.optionalFlag("includeLastMessage")),
                    object.optionalText("label", LABEL_MAX),
                    object.optionalText("spawnedBy"),
                    object.optionalText("agentId"),
                    object.optional("search"));
            object.end();
            return listing;
        }
    }

    /**
     * {@code sessions.preview}.
     *
     * @param keys at least one
     * @param limit items of each session
     * @param maxChars of each item
     */
    record Preview(
            List<String> keys,
            @Nullable Long limit,
            @Nullable Long maxChars) implements SessionsParams {
        private static final int CHARS_MIN = 20;

        public static Preview read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params);
            Preview preview = new Preview(
                    object.texts("keys"),
                    object.optionalWhole("limit", 1, Integer.MAX_VALUE),
                    object.optionalWhole("maxChars", CHARS_MIN, Integer.MAX_VALUE));
            object.end();
            return preview;
        }
    }

    /** {@code sessions.resolve}: one of the first three. */
    record Resolve(
            @Nullable String key,
            @Nullable String sessionId,
            @Nullable String label) implements SessionsParams {

        public static Resolve read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "agentId",
                            "spawnedBy",
                            "includeGlobal",
                            "includeUnknown",
                            "allowMissing",
                            "reference",
                            "shortId",
                            "slugHint");
            Resolve resolve = new Resolve(
                    object.optionalText("key"),
                    object.optionalText("sessionId"),
                    object.optionalText("label", LABEL_MAX));
            object.end();
            return resolve;
        }
    }

    /**
     * {@code sessions.patch}.
     *
     * @param changes the settings to change, by their names here; an empty one goes back to the default
     * @param relabel whether the label changes
     * @param label the new one; absent for none
     * @param archived absent when that does not change
     */
    record Patch(
            String key,
            Map<String, Optional<String>> changes,
            boolean relabel,
            @Nullable String label,
            @Nullable Boolean archived)
            implements SessionsParams {

        /** Settings of a session that a client may change; some take certain words only. */
        private static final Map<String, Set<String>> SETTINGS = Map.ofEntries(
                Map.entry("thinkingLevel", Set.of()),
                Map.entry("verboseLevel", Set.of()),
                Map.entry("reasoningLevel", Set.of()),
                Map.entry("elevatedLevel", Set.of()),
                Map.entry("responseUsage", Set.of("off", "tokens", "full", "on")),
                Map.entry("model", Set.of()),
                Map.entry("sendPolicy", Set.of("allow", "deny")),
                Map.entry("groupActivation", Set.of("mention", "always")),
                Map.entry("execHost", Set.of()),
                Map.entry("execSecurity", Set.of()),
                Map.entry("execAsk", Set.of()),
                Map.entry("execNode", Set.of()),
                Map.entry("spawnedBy", Set.of()));

        public static Patch read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also("agentId", "expectedSessionId", "expectedLifecycleRevision", "fastMode", "traceLevel");
            String key = object.text("key");
            Map<String, Optional<String>> changes = new LinkedHashMap<>();
            SETTINGS.forEach((name, words) -> {
                if (object.has(name)) {
                    changes.put(name, setting(object, name, words));
                }
            });
            Patch patch = new Patch(key, changes, object.has("label"), label(object), object.optionalFlag("archived"));
            object.end();
            return patch;
        }

        private static Optional<String> setting(ClosedObject object, String name, Set<String> words) {
            JsonNode value = object.any(name);
            if (value == null || value.isNull()) {
                return Optional.empty();
            }
            return Optional.of(words.isEmpty() ? object.text(name) : object.word(name, words));
        }

        private static @Nullable String label(ClosedObject object) {
            JsonNode value = object.any("label");
            return value == null || value.isNull() ? null : object.optionalText("label", LABEL_MAX);
        }
    }

    /** {@code sessions.reset} and {@code sessions.compact}. */
    record Keyed(String key) implements SessionsParams {
        public static Keyed read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params).also("agentId", "reason", "expectedSessionId", "maxLines");
            Keyed keyed = new Keyed(object.text("key"));
            object.end();
            return keyed;
        }
    }

    /** {@code sessions.delete}. Older clients call the key {@code sessionKey}. */
    record Delete(String key) implements SessionsParams {
        public static Delete read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "agentId",
                            "deleteTranscript",
                            "expectedSessionId",
                            "expectedLifecycleRevision",
                            "expectedSessionUpdatedAt",
                            "emitLifecycleHooks",
                            "archivedOnly");
            String older = object.optionalText("sessionKey");
            Delete delete = new Delete(older == null || object.has("key") ? object.text("key") : older);
            object.end();
            return delete;
        }
    }

    private static boolean isTrue(@Nullable Boolean flag) {
        return Boolean.TRUE.equals(flag);
    }
}
