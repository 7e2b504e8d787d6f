package dev.switchboard.web;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A text message as it goes over a WebSocket: RFC 6455 framing, unmasked, whole. Encoded once, it may be sent to many sockets. */
public final class TextFrame {
    private static final byte FINAL_TEXT = (byte) 0x81;

    private final byte[] encoded;

    private TextFrame(byte[] encoded) {
        this.encoded = encoded;
    }

    public static TextFrame of(String message) {
        byte[] payload = message.getBytes(StandardCharsets.UTF_8);
        ByteBuffer frame = ByteBuffer.allocate(payload.length + headBytes(payload.length));
        frame.put(FINAL_TEXT);
        if (payload.length < 126) {
            frame.put((byte) payload.length);
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) 126).putShort((short) payload.length);
        } else {
            frame.put((byte) 127).putLong(payload.length);
        }
        return new TextFrame(frame.put(payload).array());
    }

    /** The length on the wire. */
    public int bytes() {
        return encoded.length;
    }

    byte[] encoded() {
        return encoded;
    }

    private static int headBytes(int payload) {
        return payload < 126 ? 2 : payload <= 0xFFFF ? 4 : 10;
    }
}
