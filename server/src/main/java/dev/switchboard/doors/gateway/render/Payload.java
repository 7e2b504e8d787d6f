package dev.switchboard.doors.gateway.render;

/**
 * One event of the protocol without its envelope.
 *
 * @param event {@code chat} or {@code agent}
 * @param json in UTF-8; shared by all readers and never changed
 * @param seq its number in the turn
 */
public record Payload(For readers, String event, byte[] json, int seq) {

    /** Which readers it is for. */
    public enum For {
        ALL,
        /** Those that can show tools, or where the session is verbose. */
        TOOLS,
        /** As {@link #TOOLS}, where the session shows results. */
        RESULTS,
        /** As {@link #TOOLS}, where the session does not show results. */
        NO_RESULTS
    }
}
