package dev.switchboard.web;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The frames of one WebSocket (RFC 6455): what the other side sends is put together to messages, what we send is encoded. On the event
 * loop.
 */
final class SocketFrames extends ChannelInboundHandlerAdapter {
    static final int TEXT = 1;
    static final int CLOSE = 8;
    static final int PING = 9;
    static final int PONG = 10;

    private static final int FINAL = 0x80;
    private static final int UNSUPPORTED = 1003;
    private static final int NOT_UTF_8 = 1007;
    private static final int TOO_BIG = 1009;

    private final IntSupplier limit;
    private final Hearer hearer;
    private @Nullable ByteArrayOutputStream begun;
    private boolean over;

    /** @param limit bytes of a message, at most, as it is when the message comes */
    SocketFrames(IntSupplier limit, Hearer hearer) {
        this.limit = limit;
        this.hearer = hearer;
    }

    /** What has to stand before this in the pipeline. */
    WebSocket13FrameDecoder decoder() {
        return new BoundedDecoder(limit);
    }

    /** A whole, unmasked frame. */
    static byte[] encode(int opcode, byte[] payload) {
        return encode(opcode, payload.length, payload);
    }

    /**
     * The beginning of an unmasked frame.
     *
     * @param length of the whole payload
     * @param beginning of the payload; the rest has to follow
     */
    static byte[] encode(int opcode, int length, byte[] beginning) {
        ByteBuffer frame = ByteBuffer.allocate(beginning.length + (length < 126 ? 2 : length <= 0xFFFF ? 4 : 10));
        frame.put((byte) (FINAL | opcode));
        if (length < 126) {
            frame.put((byte) length);
        } else if (length <= 0xFFFF) {
            frame.put((byte) 126).putShort((short) length);
        } else {
            frame.put((byte) 127).putLong(length);
        }
        return frame.put(beginning).array();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        try {
            if (message instanceof WebSocketFrame frame && !over) {
                take(frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        hearer.lost();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        over = true;
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            hearer.wrong(corrupted.closeStatus().code(), "");
        } else {
            var _ = context.close();
        }
    }

    private void take(WebSocketFrame frame) {
        hearer.signOfLife();
        switch (frame) {
            case PingWebSocketFrame ping -> hearer.ping(ByteBufUtil.getBytes(ping.content()));
            case PongWebSocketFrame _ -> {}
            case CloseWebSocketFrame close -> {
                over = true;
                hearer.goodbye(close.statusCode(), close.reasonText());
            }
            default -> takeData(frame);
        }
    }

    private void takeData(WebSocketFrame frame) {
        if (frame instanceof io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame) {
            wrong(UNSUPPORTED, "binary messages are not understood here");
            return;
        }
        ByteBuf bytes = frame.content();
        int before = begun == null ? 0 : begun.size();
        if (before + (long) bytes.readableBytes() > limit.getAsInt()) {
            wrong(TOO_BIG, "a message is too large (expected: at most " + limit.getAsInt() + " bytes)");
        } else if (frame.isFinalFragment() && begun == null) {
            text(ByteBufUtil.getBytes(bytes));
        } else {
            join(frame);
        }
    }

    private void join(WebSocketFrame frame) {
        ByteArrayOutputStream parts = begun == null ? new ByteArrayOutputStream() : begun;
        parts.writeBytes(ByteBufUtil.getBytes(frame.content()));
        begun = parts;
        if (frame.isFinalFragment()) {
            begun = null;
            text(parts.toByteArray());
        }
    }

    private void text(byte[] bytes) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            wrong(NOT_UTF_8, "a message is not UTF-8");
            return;
        }
        hearer.text(text);
    }

    private void wrong(int code, String reason) {
        over = true;
        hearer.wrong(code, reason);
    }

    /** Cuts frames out of the bytes. It gives up on a frame as soon as more of it has come than may. */
    private static final class BoundedDecoder extends WebSocket13FrameDecoder {
        private final IntSupplier limit;

        BoundedDecoder(IntSupplier limit) {
            super(WebSocketDecoderConfig.newBuilder()
                    .maxFramePayloadLength(Integer.MAX_VALUE)
                    .allowExtensions(false)
                    .closeOnProtocolViolation(false)
                    .withUTF8Validator(false)
                    .build());
            this.limit = limit;
        }

        @Override
        protected void decode(ChannelHandlerContext context, ByteBuf bytes, List<Object> frames) throws Exception {
            super.decode(context, bytes, frames);
            if (frames.isEmpty() && bytes.readableBytes() > limit.getAsInt()) {
                bytes.skipBytes(bytes.readableBytes());
                throw new CorruptedWebSocketFrameException(
                        WebSocketCloseStatus.MESSAGE_TOO_BIG, "a frame is too large");
            }
        }
    }

    /** Hears what came. After a goodbye or something wrong only {@link #lost} follows. */
    interface Hearer {
        /** A frame of any kind came; what it was follows. */
        void signOfLife();

        void text(String message);

        void ping(byte[] payload);

        /** @param code -1 when there was none */
        void goodbye(int code, String reason);

        /** The other side does not keep to the rules. */
        void wrong(int code, String reason);

        /** The connection is closed. */
        void lost();
    }
}
