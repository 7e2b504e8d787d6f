package dev.switchboard.web;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The framing of server-sent events (WHATWG HTML, section 9.2). */
public final class Sse {
    public static final String CONTENT_TYPE = "text/event-stream";

    private Sse() {}

    /**
     * One event.
     *
     * @param id becomes the reader's {@code Last-Event-ID}; absent leaves it as it is
     * @param event the type, without line breaks
     * @param data line breaks in it are kept
     */
    public static byte[] event(@Nullable String id, String event, String data) {
        StringBuilder text = new StringBuilder(data.length() + 64);
        if (id != null) {
            text.append("id: ").append(id).append('\n');
        }
        text.append("event: ").append(event).append('\n');
        data.lines().forEach(line -> text.append("data: ").append(line).append('\n'));
        if (data.isEmpty()) {
            text.append("data: \n");
        }
        return text.append('\n').toString().getBytes(StandardCharsets.UTF_8);
    }

    /** A line that readers ignore and connections feel. */
    public static byte[] comment(String text) {
        return (": " + text + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** How long a reader waits before it connects again. */
    public static byte[] retry(long millis) {
        return ("retry: " + millis + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
