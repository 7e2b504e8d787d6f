package dev.switchboard.client;

import dev.switchboard.wire.runs.JsonMembers;

/**
 * A chat session in a list. What is not known is empty or zero.
 *
 * @param key as the server spells it
 * @param preview the beginning of its latest message
 * @param updatedAt in milliseconds since 1970
 */
public record ChatSessionRow(
        String key,
        String sessionId,
        String label,
        String preview,
        String model,
        long createdAt,
        long updatedAt,
        long tokens,
        boolean archived) {
    private static final String HOME = "agent:main:";

    static ChatSessionRow read(JsonMembers members) {
        String key = "";
        String sessionId = "";
        String label = "";
        String preview = "";
        String model = "";
        long createdAt = 0;
        long updatedAt = 0;
        long tokens = 0;
        boolean archived = false;
        while (members.next()) {
            switch (members.name()) {
                case "key" -> key = members.text();
                case "sessionId" -> sessionId = members.text();
                case "label" -> label = members.text();
                case "lastMessagePreview" -> preview = members.text();
                case "model" -> model = members.text();
                case "createdAt" -> createdAt = members.number();
                case "updatedAt" -> updatedAt = members.number();
                case "totalTokens" -> tokens = members.number();
                case "archived" -> archived = members.flag();
                default -> {}
            }
        }
        return new ChatSessionRow(key, sessionId, label, preview, model, createdAt, updatedAt, tokens, archived);
    }

    /** The key as people type it: without what every session of the first agent begins with. */
    public String name() {
        return key.startsWith(HOME) ? key.substring(HOME.length()) : key;
    }
}
