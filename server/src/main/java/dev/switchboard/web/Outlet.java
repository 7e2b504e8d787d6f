package dev.switchboard.web;

import dev.switchboard.web.Exchange.Header;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.internal.buffer.BufferInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How one answer goes onto its connection, as the connection's version of HTTP has it: the head, the pieces, a good end, and an end that
 * shows that the answer is cut short. On the event loop only.
 */
final class Outlet {
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final long HTTP2_NO_ERROR = 0;
    private static final long HTTP2_CANCEL = 8;

    private final Peer peer;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final EventLoop loop;
    private final boolean http2;
    private final boolean http10;
    private List<Header> always = List.of();
    private boolean closing;

    Outlet(Peer peer, HttpServerRequest request) {
        this.peer = peer;
        this.request = request;
        this.response = request.response();
        this.loop = peer.channel().eventLoop();
        this.http2 = request.version() == HttpVersion.HTTP_2;
        this.http10 = request.version() == HttpVersion.HTTP_1_0;
    }

    void onGone(Runnable gone) {
        response.exceptionHandler(_ -> gone.run());
        response.closeHandler(_ -> gone.run());
    }

    /** A header that the answer has, whatever it is. Before the head. */
    void always(Header header) {
        List<Header> more = new ArrayList<>(always);
        more.add(header);
        this.always = more;
    }

    /** Ends the connection after this answer (not of HTTP/2). Before the head. */
    void closeAfterwards() {
        this.closing = true;
    }

    /** @param streamed whether the length of the body is not known yet */
    void head(int status, List<Header> headers, boolean streamed) {
        if (streamed && http10) {
            closing = true; // Only the end of the connection can tell such a reader that the body has ended.
        }
        response.setStatusCode(status);
        MultiMap fields = response.headers();
        headers.forEach(header -> fields.add(header.name(), header.value()));
        always.forEach(header -> fields.add(header.name(), header.value()));
        if (closing && !http2) {
            // At the last moment, because Vert.x would keep the connection of a client of HTTP/1.0, and send it chunks.
            response.headersEndHandler(_ -> {
                fields.set("Connection", "close");
                if (http10) {
                    fields.remove("Transfer-Encoding");
                }
            });
        }
    }

    /** The head by itself, when there is no piece yet. */
    Future<Void> begin() {
        return response.writeHead();
    }

    Future<Void> piece(byte[] piece) {
        return response.write(buffer(piece));
    }

    /** The last piece, which may be empty. */
    Future<Void> end(byte[] piece) {
        return piece.length == 0 ? response.end() : response.end(buffer(piece));
    }

    /** What follows a good end. A caller that still sends gets a moment to read the answer: closing at once could destroy it. */
    void leave() {
        if (!closing) {
            return;
        }
        if (!request.isEnded()) {
            var _ = loop.schedule(this::hangUp, LINGER.toMillis(), TimeUnit.MILLISECONDS);
        } else if (!http2) {
            peer.close();
        }
    }

    /** Ends an answer before its end, in a way that shows. */
    void sever() {
        if (http2) {
            var _ = response.reset(HTTP2_CANCEL);
        } else if (http10) {
            peer.cut(); // An end in good order is how a whole answer ends.
        } else {
            peer.close();
        }
    }

    /** Ends an answer whose reader takes nothing, with what still waits to be written. */
    void cut() {
        if (!http2) {
            peer.cut();
            return;
        }
        var _ = response.reset(HTTP2_CANCEL);
        if (!peer.channel().isWritable()) {
            peer.cut();
        }
    }

    /** Ends the connection after a bug. */
    void abandon() {
        peer.close();
    }

    private void hangUp() {
        if (!http2) {
            peer.close();
        } else if (!request.isEnded()) {
            var _ = response.reset(HTTP2_NO_ERROR);
        }
    }

    private static BufferInternal buffer(byte[] piece) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(piece));
    }
}
