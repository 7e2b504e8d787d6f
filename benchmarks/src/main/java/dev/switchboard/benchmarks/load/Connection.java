package dev.switchboard.benchmarks.load;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A connection that speaks just enough HTTP/1.1, one request after the other, on the thread of its caller: what a client costs is taken
 * from the same processors as what is measured. One thread at a time uses it; any thread may close it.
 */
public final class Connection implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;

    private final Socket socket;
    private final ResponseBody body;
    private final OutputStream out;

    private Connection(Socket socket) throws IOException {
        this.socket = socket;
        this.body = new ResponseBody(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    public static Connection to(InetSocketAddress address) throws IOException {
        return to(address, 0);
    }

    /**
     * @param receiveBytes how much the system keeps of what was not read; 0 for what it thinks best
     */
    public static Connection to(InetSocketAddress address, int receiveBytes) throws IOException {
        Socket socket = new Socket();
        try {
            if (receiveBytes > 0) {
                socket.setReceiveBufferSize(receiveBytes);
            }
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.connect(address, TIMEOUT_MILLIS);
            return new Connection(socket);
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Asks, and reads the whole answer. */
    public Answer ask(String method, String path, @Nullable String json) throws IOException {
        int status = begin(method, path, json);
        return new Answer(status, new String(body.readAllBytes(), StandardCharsets.UTF_8));
    }

    /** Asks, and returns the status; the body of the answer is to be read to its end from {@link #body} before the next request. */
    public int begin(String method, String path, @Nullable String json) throws IOException {
        StringBuilder request = new StringBuilder(256);
        request.append(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
        if (json != null) {
            request.append("Content-Type: application/json\r\nContent-Length: ")
                    .append(json.getBytes(StandardCharsets.UTF_8).length)
                    .append("\r\n\r\n")
                    .append(json);
        } else {
            request.append("\r\n");
        }
        out.write(request.toString().getBytes(StandardCharsets.UTF_8));
        return body.begin();
    }

    /** As {@link #begin}, for an answer that has to be a stream. */
    public Lines stream(String method, String path, @Nullable String json) throws IOException {
        int status = begin(method, path, json);
        if (status != 200) {
            throw new IOException(method + " " + path + ": " + status + " "
                    + new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
        return new Lines(body);
    }

    public InputStream body() {
        return body;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A whole answer. */
    public record Answer(int status, String body) {

        /** A string of the JSON object that the body is; our server writes it without blanks. */
        public String text(String name) throws IOException {
            String start = "\"" + name + "\":\"";
            int from = body.indexOf(start);
            if (from < 0) {
                throw new EOFException("no \"" + name + "\" in " + status + " " + body);
            }
            return body.substring(from + start.length(), body.indexOf('"', from + start.length()));
        }
    }
}
