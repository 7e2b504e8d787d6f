package dev.switchboard.benchmarks.load;

import java.nio.charset.StandardCharsets;

/** The moment of something, written into a text that passes through the server: {@code @<nanoseconds>;}. */
public final class Stamp {
    /** The type of a line stands within its first bytes. */
    private static final int HEAD_BYTES = 128;

    private Stamp() {}

    static String now() {
        return "@" + System.nanoTime() + ";";
    }

    /** How long ago the last stamp in these bytes was made, in nanoseconds; -1 when there is none. */
    public static long age(byte[] bytes, int from, int to) {
        long now = System.nanoTime();
        int end = to - 1;
        while (end > from) {
            while (end > from && bytes[end] != ';') {
                end--;
            }
            int start = end - 1;
            while (start >= from && bytes[start] >= '0' && bytes[start] <= '9') {
                start--;
            }
            if (start >= from && bytes[start] == '@' && end - start > 1) {
                return now - number(bytes, start + 1, end);
            }
            end--;
        }
        return -1;
    }

    /** Whether the bytes are a line of this type. */
    public static boolean isOfType(byte[] bytes, int from, int to, String type) {
        String member = "\"type\":\"" + type + '"';
        int end = Math.min(to, from + HEAD_BYTES);
        return new String(bytes, from, end - from, StandardCharsets.ISO_8859_1).contains(member);
    }

    private static long number(byte[] bytes, int from, int to) {
        return Long.parseLong(new String(bytes, from, to - from, StandardCharsets.ISO_8859_1));
    }
}
