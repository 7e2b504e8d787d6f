package dev.switchboard.web;

import dev.switchboard.time.Ids;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A W3C trace context, version 00.
 *
 * @param traceId 32 lower-case hex digits, not all zero
 * @param spanId 16 lower-case hex digits, not all zero
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
    private static final Pattern HEADER =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?");
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final Pattern SPAN_ID = Pattern.compile("(?!0{16})[0-9a-f]{16}");
    private static final int LENGTH = 55;

    public TraceParent {
        if (!TRACE_ID.matcher(traceId).matches()) {
            throw new IllegalArgumentException(
                    "traceId: " + traceId + " (expected: 32 lower-case hex digits, not all zero)");
        }
        if (!SPAN_ID.matcher(spanId).matches()) {
            throw new IllegalArgumentException(
                    "spanId: " + spanId + " (expected: 16 lower-case hex digits, not all zero)");
        }
    }

    /** Reads a {@code traceparent} header. Later versions may have more after the flags; version 00 may not. */
    public static Optional<TraceParent> parse(String header) {
        boolean valid = header.length() <= 256
                && HEADER.matcher(header).matches()
                && (header.length() == LENGTH || !header.startsWith("00"));
        if (!valid) {
            return Optional.empty();
        }
        boolean sampled = (Integer.parseInt(header, 53, LENGTH, 16) & 1) == 1;
        return Optional.of(new TraceParent(header.substring(3, 35), header.substring(36, 52), sampled));
    }

    /** A trace that begins here. */
    public static TraceParent begin(Ids ids) {
        return new TraceParent(hex(ids), hex(ids).substring(0, 16), false);
    }

    /** The same trace with a new span. */
    public TraceParent child(Ids ids) {
        return new TraceParent(traceId, hex(ids).substring(0, 16), sampled);
    }

    /** The header's value. */
    @Override
    public String toString() {
        return "00-" + traceId + "-" + spanId + (sampled ? "-01" : "-00");
    }

    private static String hex(Ids ids) {
        return ids.uuid().replace("-", "");
    }
}
