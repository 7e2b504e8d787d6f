package dev.switchboard.web;

import java.nio.charset.StandardCharsets;

/** A text message as it goes over a WebSocket. Encoded once, it may be sent to many sockets. */
public final class TextFrame {
    private final byte[] encoded;

    private TextFrame(byte[] encoded) {
        this.encoded = encoded;
    }

    public static TextFrame of(String message) {
        return new TextFrame(SocketFrames.encode(SocketFrames.TEXT, message.getBytes(StandardCharsets.UTF_8)));
    }

    /** The length on the wire. */
    public int bytes() {
        return encoded.length;
    }

    byte[] encoded() {
        return encoded;
    }
}
