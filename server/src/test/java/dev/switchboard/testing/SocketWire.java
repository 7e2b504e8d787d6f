package dev.switchboard.testing;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The server's side of one WebSocket (RFC 6455) over a plain socket. One thread reads; any thread writes. */
final class SocketWire {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final String SUFFIX = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private final Socket socket;
    private final DataInputStream in;
    private final OutputStream out;

    SocketWire(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        this.out = socket.getOutputStream();
    }

    /** Reads the head of the request: its first line under the empty name, then the headers by their names in lower case. */
    Map<String, String> readHead() throws IOException {
        Map<String, String> head = new LinkedHashMap<>();
        head.put("", line());
        for (String line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            head.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return head;
    }

    byte[] readBody(int length) throws IOException {
        return in.readNBytes(length);
    }

    void writeBody(byte[] body) throws IOException {
        write(body);
    }

    void upgrade(Map<String, String> head) throws IOException {
        writeRaw(
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + accept(head.getOrDefault("sec-websocket-key", ""))
                        + "\r\n\r\n");
    }

    void writeRaw(String text) throws IOException {
        write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    void send(int opcode, byte[] payload) throws IOException {
        write(head(FINAL | opcode, payload.length), payload);
    }

    /** Sends a message in two fragments. */
    void sendInTwo(byte[] payload) throws IOException {
        int half = payload.length / 2;
        byte[] first = java.util.Arrays.copyOfRange(payload, 0, half);
        byte[] second = java.util.Arrays.copyOfRange(payload, half, payload.length);
        write(head(TEXT, first.length), first, head(FINAL, second.length), second);
    }

    void sendClose(int code, String reason) throws IOException {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        send(
                CLOSE,
                ByteBuffer.allocate(2 + text.length)
                        .putShort((short) code)
                        .put(text)
                        .array());
    }

    /** Reads a whole message or control frame; null when the client is gone. */
    @Nullable
    Frame read() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        try {
            while (true) {
                int first = in.readUnsignedByte();
                int second = in.readUnsignedByte();
                long length = second & 0x7F;
                length = length == 126 ? in.readUnsignedShort() : length == 127 ? in.readLong() : length;
                byte[] mask = in.readNBytes((second & 0x80) == 0 ? 0 : 4);
                byte[] payload = in.readNBytes(Math.toIntExact(length));
                for (int i = 0; i < payload.length && mask.length == 4; i++) {
                    payload[i] ^= mask[i & 3];
                }
                int opcode = first & 0x0F;
                if (opcode >= CLOSE) {
                    return new Frame(opcode, payload);
                }
                message.writeBytes(payload);
                if ((first & FINAL) != 0) {
                    return new Frame(TEXT, message.toByteArray());
                }
            }
        } catch (EOFException e) {
            return null;
        }
    }

    /** Ends the connection without a goodbye. */
    void cut() {
        try {
            socket.setSoLinger(true, 0);
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    /** One frame, unmasked; the fragments of a message are joined. */
    record Frame(int opcode, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        /** The code of a close frame; 1005 when it has none. */
        int closeCode() {
            return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort() & 0xFFFF;
        }
    }

    private synchronized void write(byte[]... parts) throws IOException {
        for (byte[] part : parts) {
            out.write(part);
        }
        out.flush();
    }

    private static byte[] head(int first, int length) {
        ByteBuffer head = ByteBuffer.allocate(length < 126 ? 2 : length <= 0xFFFF ? 4 : 10);
        head.put((byte) first);
        if (length < 126) {
            head.put((byte) length);
        } else if (length <= 0xFFFF) {
            head.put((byte) 126).putShort((short) length);
        } else {
            head.put((byte) 127).putLong(length);
        }
        return head.array();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the client went away");
            }
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.ISO_8859_1);
    }

    private static String accept(String key) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1")
                            .digest((key + SUFFIX).getBytes(StandardCharsets.ISO_8859_1)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-1", e);
        }
    }
}
