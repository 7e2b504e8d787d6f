package dev.switchboard.egress;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The frames of one WebSocket as its client sees them (RFC 6455): bytes that come are put together to messages, what goes is masked. For one
 * thread; {@link #encode} for any.
 */
final class SocketFraming {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;
    static final int NO_CODE = 1005;

    private static final int CONTINUATION = 0;
    private static final int BINARY = 2;
    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTROL_BYTES = 125;
    private static final int BROKEN_RULE = 1002;
    private static final int UNSUPPORTED = 1003;
    private static final int TOO_BIG = 1009;

    private final int limit;
    private final Hearer hearer;

    private final byte[] head = new byte[10];
    private int headBytes;
    private int headNeeded = 2;
    private ByteArrayOutputStream payload = new ByteArrayOutputStream(0);
    private long payloadNeeded;
    private boolean inPayload;
    private ByteArrayOutputStream message = new ByteArrayOutputStream(0);
    private boolean inMessage;
    private boolean over;

    /** @param limit bytes of a message, at most */
    SocketFraming(int limit, Hearer hearer) {
        this.limit = limit;
        this.hearer = hearer;
    }

    /** A whole frame, masked with these four bytes. */
    static byte[] encode(int opcode, byte[] payload, int mask) {
        int length = payload.length;
        ByteBuffer frame = ByteBuffer.allocate(length + 4 + (length < 126 ? 2 : length <= 0xFFFF ? 4 : 10));
        frame.put((byte) (FINAL | opcode));
        if (length < 126) {
            frame.put((byte) (MASKED | length));
        } else if (length <= 0xFFFF) {
            frame.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        frame.putInt(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload[i] ^ (mask >>> (24 - 8 * (i & 3)))));
        }
        return frame.array();
    }

    /** What a close frame carries; the reason is cut to what fits. */
    static byte[] goodbye(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] fitting = text.length > CONTROL_BYTES - 2 ? new byte[0] : text;
        return ByteBuffer.allocate(2 + fitting.length)
                .putShort((short) code)
                .put(fitting)
                .array();
    }

    /** Takes bytes as they come. */
    void take(byte[] bytes) {
        int at = 0;
        while (!over && (at < bytes.length || complete())) {
            if (inPayload) {
                int count = (int) Math.min(payloadNeeded - payload.size(), bytes.length - at);
                payload.write(bytes, at, count);
                at += count;
                if (complete()) {
                    inPayload = false;
                    frame(payload.toByteArray());
                }
            } else {
                head[headBytes++] = bytes[at++];
                if (headBytes == 2) {
                    int length = head[1] & 0x7F;
                    headNeeded = length == 126 ? 4 : length == 127 ? 10 : 2;
                }
                if (headBytes == headNeeded) {
                    headBytes = 0;
                    begin();
                }
            }
        }
    }

    private boolean complete() {
        return inPayload && payload.size() == payloadNeeded;
    }

    private void begin() {
        int length = head[1] & 0x7F;
        ByteBuffer rest = ByteBuffer.wrap(head, 2, 8);
        payloadNeeded = length == 126 ? rest.getShort() & 0xFFFF : length == 127 ? rest.getLong() : length;
        headNeeded = 2;
        payload = new ByteArrayOutputStream(Math.clamp(payloadNeeded, 0, 8192));
        inPayload = true;
        int opcode = head[0] & 0x0F;
        boolean control = opcode >= CLOSE;
        boolean fin = (head[0] & FINAL) != 0;
        if ((head[0] & RESERVED) != 0 || (head[1] & MASKED) != 0 || (control && (!fin || length > CONTROL_BYTES))) {
            wrong(BROKEN_RULE, "a frame breaks the rules of WebSockets");
        } else if (opcode == BINARY) {
            wrong(UNSUPPORTED, "binary messages are not understood here");
        } else if (control ? opcode > PONG : opcode != (inMessage ? CONTINUATION : TEXT)) {
            wrong(BROKEN_RULE, "an unexpected frame");
        } else if (payloadNeeded < 0 || (!control && message.size() + payloadNeeded > limit)) {
            wrong(TOO_BIG, "a message is too large (expected: at most " + limit + " bytes)");
        }
    }

    private void frame(byte[] bytes) {
        switch (head[0] & 0x0F) {
            case PING -> hearer.ping(bytes);
            case PONG -> {}
            case CLOSE -> goodbye(bytes);
            default -> data(bytes);
        }
    }

    private void data(byte[] bytes) {
        boolean fin = (head[0] & FINAL) != 0;
        if (fin && !inMessage) {
            hearer.text(bytes);
            return;
        }
        message.writeBytes(bytes);
        inMessage = !fin;
        if (fin) {
            byte[] whole = message.toByteArray();
            message = new ByteArrayOutputStream(0);
            hearer.text(whole);
        }
    }

    private void goodbye(byte[] bytes) {
        over = true;
        int code = bytes.length < 2 ? NO_CODE : ByteBuffer.wrap(bytes).getShort() & 0xFFFF;
        String reason =
                bytes.length < 2 ? "" : new String(Arrays.copyOfRange(bytes, 2, bytes.length), StandardCharsets.UTF_8);
        hearer.goodbye(code, reason);
    }

    private void wrong(int code, String reason) {
        over = true;
        hearer.wrong(code, reason);
    }

    /** Hears what came. After a goodbye or something wrong nothing follows. */
    interface Hearer {
        /** A whole message; whether it is UTF-8 is its reader's concern. */
        void text(byte[] message);

        void ping(byte[] payload);

        void goodbye(int code, String reason);

        /** The other side does not keep to the rules. */
        void wrong(int code, String reason);
    }
}
