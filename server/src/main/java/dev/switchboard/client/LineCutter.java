package dev.switchboard.client;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Cuts a stream of bytes at its line feeds. A line is at most 64 MiB long; what is left without a line feed at the end is no line. */
final class LineCutter {
    private static final int MAX_LINE = 64 * 1024 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[16 * 1024];
    private int begin;
    private int end;

    LineCutter(InputStream in) {
        this.in = in;
    }

    /** The next line without its line feed; null after the last one. Empty lines are left out. */
    byte @Nullable [] next() throws IOException {
        int searched = begin;
        while (true) {
            for (int at = searched; at < end; at++) {
                if (buffer[at] == '\n') {
                    byte[] line = Arrays.copyOfRange(buffer, begin, at);
                    begin = at + 1;
                    if (line.length > 0) {
                        return line;
                    }
                }
            }
            int scanned = end - begin;
            if (!fill()) {
                return null;
            }
            searched = begin + scanned;
        }
    }

    private boolean fill() throws IOException {
        if (begin > 0) {
            System.arraycopy(buffer, begin, buffer, 0, end - begin);
            end -= begin;
            begin = 0;
        }
        if (end == buffer.length) {
            if (buffer.length >= MAX_LINE) {
                throw new IOException("a line of more than " + MAX_LINE + " bytes");
            }
            buffer = Arrays.copyOf(buffer, Math.min(MAX_LINE, buffer.length * 2));
        }
        int got = in.read(buffer, end, buffer.length - end);
        if (got < 0) {
            return false;
        }
        end += got;
        return true;
    }
}
