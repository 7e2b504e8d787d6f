package dev.switchboard.wire.runs;

/**
 * What one real round trip to a model showed.
 *
 * @param firstTokenMs until the first word, in milliseconds; −1 when there was none
 * @param error what went wrong; empty when nothing did
 */
public record ModelTestDocument(boolean stream, boolean toolCall, boolean thinking, long firstTokenMs, String error) {

    public static ModelTestDocument read(JsonMembers members) {
        boolean stream = false;
        boolean toolCall = false;
        boolean thinking = false;
        long firstTokenMs = -1;
        String error = "";
        while (members.next()) {
            switch (members.name()) {
                case "stream" -> stream = members.flag();
                case "tool_call" -> toolCall = members.flag();
                case "thinking" -> thinking = members.flag();
                case "first_token_ms" -> firstTokenMs = members.isNumber() ? members.number() : -1;
                case "error" -> error = members.text();
                default -> {}
            }
        }
        return new ModelTestDocument(stream, toolCall, thinking, firstTokenMs, error);
    }
}
