package dev.switchboard.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The lines of a stream, without a copy of each. One thread reads. */
public final class Lines {
    private final InputStream in;
    private byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;

    Lines(InputStream in) {
        this.in = in;
    }

    /** Takes a line: the bytes from one index to before the other, valid during the call. */
    public interface Taker {
        /** Returns whether more are wanted. */
        boolean take(byte[] bytes, int from, int to) throws IOException;
    }

    /** Hands line by line over until the stream ends, or no more are wanted; then the rest is there for the next call. */
    public void each(Taker taker) throws IOException {
        int searched = at;
        while (true) {
            for (int i = searched; i < end; i++) {
                if (buffer[i] == '\n') {
                    int from = at;
                    at = i + 1;
                    if (!taker.take(buffer, from, i)) {
                        return;
                    }
                }
            }
            searched = end - at;
            if (!more()) {
                return;
            }
        }
    }

    /** Reads to the end, and returns how many lines there were. */
    public long count() throws IOException {
        long[] lines = {0};
        each((_, _, _) -> {
            lines[0]++;
            return true;
        });
        return lines[0];
    }

    /** Reads on, after moving the line that is not whole to the front. */
    private boolean more() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, 2 * end);
        }
        int read = in.read(buffer, end, buffer.length - end);
        end += Math.max(0, read);
        return read >= 0;
    }
}
