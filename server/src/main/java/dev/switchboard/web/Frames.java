package dev.switchboard.web;

import io.vertx.core.http.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Puts the frames of one socket together to text messages. On the event loop. */
final class Frames {
    private static final int UNSUPPORTED = 1003;
    private static final int NOT_UTF_8 = 1007;
    private static final int TOO_BIG = 1009;
    private static final Incomplete INCOMPLETE = new Incomplete();

    private final int limit;
    private final ByteArrayOutputStream begun = new ByteArrayOutputStream(0);
    private boolean refused;

    /** @param limit bytes of a message, at most */
    Frames(int limit) {
        this.limit = limit;
    }

    Taken take(WebSocketFrame frame) {
        if (refused || !(frame.isText() || frame.isBinary() || frame.isContinuation())) {
            return INCOMPLETE;
        }
        Taken taken = takeData(frame);
        refused = taken instanceof Wrong;
        return taken;
    }

    private Taken takeData(WebSocketFrame frame) {
        if (frame.isBinary()) {
            return new Wrong(UNSUPPORTED, "binary messages are not understood here");
        }
        byte[] bytes = frame.binaryData().getBytes();
        if (begun.size() + (long) bytes.length > limit) {
            return new Wrong(TOO_BIG, "a message is too large (expected: at most " + limit + " bytes)");
        }
        if (frame.isFinal() && begun.size() == 0) {
            return decode(bytes);
        }
        begun.writeBytes(bytes);
        if (!frame.isFinal()) {
            return INCOMPLETE;
        }
        byte[] whole = begun.toByteArray();
        begun.reset();
        return decode(whole);
    }

    private static Taken decode(byte[] bytes) {
        try {
            return new Message(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return new Wrong(NOT_UTF_8, "a message is not UTF-8");
        }
    }

    /** What a frame made of what was there. */
    sealed interface Taken {}

    /** Nothing yet. */
    record Incomplete() implements Taken {}

    /** A whole message. */
    record Message(String text) implements Taken {}

    /** The socket has to be closed. */
    record Wrong(int code, String reason) implements Taken {}
}
