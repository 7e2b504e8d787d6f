package dev.switchboard.doors.runs;

import dev.switchboard.web.Exchange;
import dev.switchboard.web.Exchange.Header;
import java.util.List;
import java.util.Locale;

/** How events are put on a connection. */
enum Framing {
    /** One line of JSON each. */
    NDJSON("application/x-ndjson"),
    /** Server-sent events whose data is that line. */
    SSE("text/event-stream");

    private final String contentType;

    Framing(String contentType) {
        this.contentType = contentType;
    }

    /** What the caller asks for: whichever of the two its {@code Accept} names first, lines if it names neither. */
    static Framing of(Exchange exchange) {
        String accept = exchange.header("Accept").orElse("").toLowerCase(Locale.ROOT);
        int sse = accept.indexOf(SSE.contentType);
        int lines = accept.indexOf(NDJSON.contentType);
        return sse >= 0 && (lines < 0 || sse < lines) ? SSE : NDJSON;
    }

    /** The headers of a stream. */
    List<Header> headers() {
        return List.of(
                new Header("Content-Type", contentType),
                new Header("Cache-Control", "no-store"),
                new Header("X-Accel-Buffering", "no"));
    }
}
