package dev.switchboard.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The body of one response after the other on a connection, chunked or of a given length. */
final class ResponseBody extends InputStream {
    private final InputStream in;
    private final byte[] buffer = new byte[64 * 1024];
    private int at;
    private int end;

    /** Bytes left of the body or of its present chunk. */
    private long left;

    private boolean chunked;
    private boolean ended = true;

    ResponseBody(InputStream in) {
        this.in = in;
    }

    /** Reads the head of the next response, and returns its status. */
    int begin() throws IOException {
        String first = line();
        int status = Integer.parseInt(first.substring(9, 12));
        left = 0;
        chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith("content-length:")) {
                left = Long.parseLong(name.substring(15).strip());
            } else if (name.startsWith("transfer-encoding:")) {
                chunked = name.contains("chunked");
            }
        }
        ended = !chunked && left == 0;
        return status;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (left == 0 && chunked && !ended) {
            nextChunk();
        }
        if (ended) {
            return -1;
        }
        if (at == end) {
            fill();
        }
        int taken = (int) Math.min(Math.min(length, end - at), left);
        System.arraycopy(buffer, at, into, offset, taken);
        at += taken;
        left -= taken;
        if (left == 0 && chunked) {
            line();
        }
        ended = left == 0 && !chunked;
        return taken;
    }

    private void nextChunk() throws IOException {
        left = Long.parseLong(line(), 16);
        if (left == 0) {
            line();
            ended = true;
        }
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (at == end) {
                fill();
            }
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.append(new String(buffer, from, at - from, StandardCharsets.ISO_8859_1));
            if (at < end) {
                at++;
                return line.toString().stripTrailing();
            }
        }
    }

    private void fill() throws IOException {
        int read = in.read(buffer);
        if (read < 0) {
            throw new EOFException("the connection ended within an answer");
        }
        at = 0;
        end = read;
    }
}
