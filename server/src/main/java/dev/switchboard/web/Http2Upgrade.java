package dev.switchboard.web;

import dev.switchboard.web.Watch.Watched;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayDeque;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Lets the first request of a clear-text connection switch to HTTP/2 although it has a body. Vert.x switches as soon as it has seen the
 * head; a client that still sends its body in HTTP/1.1 cannot go on then. So the request is held back until its body is here (RFC 7540,
 * section 3.2). A body that is too large or too slow for that, or settings that cannot be read, make it an HTTP/1.1 request like any other.
 */
final class Http2Upgrade extends ChannelInboundHandlerAdapter implements Watched {
    private static final String SETTINGS = "HTTP2-Settings";
    private static final String VERTX_UPGRADE = "h2c";
    private static final int PREFACE_BYTES = 24;
    private static final int SETTING_BYTES = 6;

    private final Premises premises;
    private final ArrayDeque<Object> held = new ArrayDeque<>();
    private @Nullable HttpRequest request;
    private @Nullable ChannelHandlerContext context;
    private int heldBytes;
    private volatile long begun;

    private Http2Upgrade(Premises premises) {
        this.premises = premises;
    }

    /** What has to stand first in the pipeline of a clear-text connection. */
    static ChannelInboundHandlerAdapter installer(Premises premises) {
        return new Installer(premises);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        this.context = context;
        if (message instanceof HttpRequest head && request == null) {
            if (!asks(head)) {
                letGo();
                context.fireChannelRead(message);
                return;
            }
            begin(context, head);
        }
        hold(message);
    }

    @Override
    public void check(long now) {
        ChannelHandlerContext known = context;
        if (known != null && now - begun > premises.config().bodyTimeout().toNanos()) {
            known.executor().execute(this::staySimple);
        }
    }

    /** A client that leaves now left before it asked anything: nobody needs to know. */
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var _ = context.close();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        premises.watch().remove(this);
        giveBack();
        held.forEach(ReferenceCountUtil::release);
        held.clear();
    }

    private static boolean asks(HttpRequest head) {
        return head.decoderResult().isSuccess()
                && head.headers().containsValue(HttpHeaderNames.UPGRADE, VERTX_UPGRADE, true);
    }

    private void begin(ChannelHandlerContext context, HttpRequest head) {
        request = head;
        begun = premises.time().nanos();
        premises.watch().add(this);
        HttpHeaders headers = head.headers();
        if (!readable(headers.get(SETTINGS))
                || HttpUtil.getContentLength(head, 0L) > premises.config().maxBodyBytes()) {
            headers.remove(HttpHeaderNames.UPGRADE);
        } else if (HttpUtil.is100ContinueExpected(head)) {
            headers.remove(HttpHeaderNames.EXPECT);
            var _ = context.writeAndFlush(
                    new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void hold(Object message) {
        held.add(message);
        int bytes = message instanceof HttpContent content ? content.content().readableBytes() : 0;
        if (request == null || !asks(request)) {
            release();
        } else if (heldBytes + bytes > premises.config().maxBodyBytes() || !premises.takeBody(bytes)) {
            staySimple();
        } else {
            heldBytes += bytes;
            if (message instanceof LastHttpContent) {
                release();
            }
        }
    }

    private void staySimple() {
        if (request != null) {
            request.headers().remove(HttpHeaderNames.UPGRADE);
        }
        release();
    }

    /** Sends everything on; from now on the connection is what it has become. */
    private void release() {
        ChannelHandlerContext known = context;
        if (known == null) {
            return;
        }
        context = null;
        giveBack();
        for (Object message = held.poll(); message != null; message = held.poll()) {
            known.fireChannelRead(message);
        }
        known.fireChannelReadComplete();
        known.pipeline().remove(this);
    }

    private void giveBack() {
        premises.giveBody(heldBytes);
        heldBytes = 0;
    }

    private void letGo() {
        ChannelHandlerContext known = context;
        context = null;
        if (known != null) {
            known.pipeline().remove(this);
        }
    }

    private static boolean readable(@Nullable String settings) {
        if (settings == null) {
            return false;
        }
        try {
            return Base64.getUrlDecoder().decode(settings).length % SETTING_BYTES == 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Waits for the moment in which Vert.x has decided what the connection speaks, which is somewhere in the first bytes: hands them on one
     * by one until then, and puts the upgrade before that of Vert.x if it is HTTP/1.1.
     */
    private static final class Installer extends ChannelInboundHandlerAdapter {
        private final Premises premises;
        private int seen;

        Installer(Premises premises) {
            this.premises = premises;
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf bytes = (ByteBuf) message;
            while (bytes.isReadable() && !decided(context)) {
                context.fireChannelRead(bytes.readRetainedSlice(1));
                seen++;
            }
            if (decided(context)) {
                if (context.pipeline().get(VERTX_UPGRADE) != null) {
                    context.pipeline().addBefore(VERTX_UPGRADE, null, new Http2Upgrade(premises));
                }
                context.fireChannelRead(bytes);
                context.pipeline().remove(this);
            } else {
                bytes.release();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var _ = context.close();
        }

        private boolean decided(ChannelHandlerContext context) {
            return seen >= PREFACE_BYTES || context.pipeline().get(VERTX_UPGRADE) != null;
        }
    }
}
