package dev.switchboard.client;

import dev.switchboard.wire.runs.JsonMembers;
import dev.switchboard.wire.runs.RunLine;
import dev.switchboard.wire.runs.RunLineReader;
import java.nio.charset.StandardCharsets;

/** One line of a run as the server wrote it, without its line feed. */
public final class StreamLine {
    private static final byte[] PAYLOAD = "\"payload\":".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TS = ",\"ts\":".getBytes(StandardCharsets.US_ASCII);

    private final byte[] text;
    private final String runId;
    private final String type;
    private final long seq;
    private final int payloadFrom;
    private final int payloadLength;

    private StreamLine(byte[] text, String runId, String type, long seq, int payloadFrom, int payloadLength) {
        this.text = text;
        this.runId = runId;
        this.type = type;
        this.seq = seq;
        this.payloadFrom = payloadFrom;
        this.payloadLength = payloadLength;
    }

    /** Reads the envelope; a {@code JacksonException} when the text is no JSON object. */
    static StreamLine of(byte[] text) {
        String runId = "";
        String type = "";
        long seq = 0;
        JsonMembers members = JsonMembers.of(text);
        while (members.next()) {
            switch (members.name()) {
                case "run_id" -> runId = members.text();
                case "type" -> type = members.text();
                case "seq" -> seq = members.number();
                default -> {}
            }
        }
        int from = find(text, PAYLOAD, 0, 1);
        int to = find(text, TS, text.length - TS.length, -1);
        if (from < 0 || to < from) {
            return new StreamLine(text, runId, type, seq, 0, 0);
        }
        int begin = from + PAYLOAD.length;
        return new StreamLine(text, runId, type, seq, begin, Math.max(0, to - begin));
    }

    public String runId() {
        return runId;
    }

    public String type() {
        return type;
    }

    /** The line's number; 0 for a volatile line, which has none. */
    public long seq() {
        return seq;
    }

    /** When the server wrote it, RFC 3339 in UTC; empty when it does not say. */
    public String at() {
        JsonMembers members = JsonMembers.of(text);
        while (members.next()) {
            if (members.name().equals("ts")) {
                return members.text();
            }
        }
        return "";
    }

    /** The line itself; the caller does not change it. */
    public byte[] text() {
        return text;
    }

    /** What it says. */
    public RunLine says() {
        JsonMembers members = JsonMembers.of(text);
        while (members.next()) {
            if (members.name().equals("payload")) {
                return RunLineReader.read(type, members.object());
            }
        }
        return RunLineReader.read(type, null);
    }

    int payloadFrom() {
        return payloadFrom;
    }

    int payloadLength() {
        return payloadLength;
    }

    /** The first place of the pattern from a position on, in the direction of the step; −1 when there is none. */
    private static int find(byte[] text, byte[] pattern, int from, int step) {
        for (int at = from; at >= 0 && at + pattern.length <= text.length; at += step) {
            if (text[at] == pattern[0] && matches(text, pattern, at)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean matches(byte[] text, byte[] pattern, int at) {
        for (int i = 0; i < pattern.length; i++) {
            if (text[at + i] != pattern[i]) {
                return false;
            }
        }
        return true;
    }
}
