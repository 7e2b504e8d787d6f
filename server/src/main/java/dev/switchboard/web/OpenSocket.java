package dev.switchboard.web;

import dev.switchboard.problem.ProblemException;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.WebSocketFrame;
import io.vertx.core.internal.http.WebSocketInternal;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. It has no thread: its outbox is emptied on its event loop, as many messages as are waiting with one write, and its
 * inbox by a virtual thread that lives as long as there is something in it.
 */
final class OpenSocket implements SocketHandler.Socket, Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSocket.class);

    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int LOST = 1006;
    private static final int POLICY = 1008;
    private static final int OUR_FAULT = 1011;
    private static final int REASON_BYTES = 123;
    private static final int INBOX_MESSAGES = 64;

    private final Premises premises;
    private final Peer peer;
    private final String door;
    private final ThreadFactory threads;
    private final EventLoop loop;

    // Guarded by this.
    private final Pieces waiting = new Pieces();
    private final ArrayDeque<Word> inbox = new ArrayDeque<>(2);
    private SocketHandler.@Nullable SocketListener listener;
    private @Nullable ServerWebSocket connection;
    private @Nullable Goodbye goodbye;
    private boolean goodbyeSaid;
    private boolean pumping;
    private boolean listening;
    private boolean paused;
    private boolean gone;
    private boolean told;
    private int inboxChars;
    private int flying;
    private long progress;
    private long heard;
    private long pinged;

    OpenSocket(Premises premises, Peer peer, String door, ThreadFactory threads) {
        this.premises = premises;
        this.peer = peer;
        this.door = door;
        this.threads = threads;
        this.loop = peer.channel().eventLoop();
    }

    @Override
    public boolean send(TextFrame frame) {
        synchronized (this) {
            int underWay = waiting.bytes() + flying;
            boolean full =
                    underWay > 0 && underWay + frame.bytes() > premises.config().socketOutboxBytes();
            if (gone || goodbye != null || full) {
                return false;
            }
            waiting.add(frame.encoded());
            premises.queued(frame.bytes());
        }
        pumpSoon();
        return true;
    }

    @Override
    public void close(int code, String reason) {
        synchronized (this) {
            if (gone || goodbye != null) {
                return;
            }
            goodbye = new Goodbye(code, shorten(reason));
        }
        pumpSoon();
    }

    @Override
    public void cut() {
        gone(LOST, "cut off");
        peer.cut();
    }

    /** Answers the upgrade. On the event loop. */
    void upgrade(HttpServerRequest request, Reply reply, SocketHandler.SocketListener listener) {
        synchronized (this) {
            this.listener = listener;
        }
        if (reply.spoken()) {
            gone(LOST, "not upgraded");
            return;
        }
        request.toWebSocket().onComplete(upgraded -> {
            if (upgraded.succeeded()) {
                peer.begun();
                premises.socketOpened();
                premises.listener().socketOpened(door);
                reply.upgraded();
                attach(upgraded.result());
            } else {
                gone(LOST, "not upgraded");
            }
        });
    }

    /** The server drains: after a last word of the listener the socket is closed. The first time counts. */
    void drain() {
        synchronized (this) {
            if (told) {
                return;
            }
            told = true;
        }
        hear(0, SocketHandler.SocketListener::draining);
        hear(0, _ -> close(GOING_AWAY, "the server is shutting down"));
    }

    @Override
    public void check(long now) {
        WebConfig config = premises.config();
        boolean stalled;
        boolean silent;
        boolean ask;
        synchronized (this) {
            stalled = flying > 0 && now - progress > config.stallTimeout().toNanos();
            silent = !paused && now - heard > config.idleTimeout().toNanos();
            long quiet = now - Math.max(heard, pinged);
            ask = !paused && quiet > config.socketPing().toNanos();
            if (ask) {
                pinged = now;
            }
        }
        if (stalled || silent) {
            if (stalled) {
                premises.listener().readerCut(door);
            }
            gone(LOST, stalled ? "took nothing for too long" : "gave no sign of life");
            peer.cut();
        } else if (ask) {
            loop.execute(this::ping);
        }
    }

    private void attach(ServerWebSocket socket) {
        long now = premises.time().nanos();
        synchronized (this) {
            connection = socket;
            heard = now;
            pinged = now;
        }
        Frames frames = new Frames(premises.config().socketMessageBytes());
        socket.frameHandler(frame -> take(frames, frame));
        socket.exceptionHandler(this::broken);
        socket.closeHandler(_ -> closed(socket));
        premises.watch().add(this);
        pumpSoon();
        if (premises.draining()) {
            drain();
        }
    }

    private void closed(ServerWebSocket socket) {
        Short theirs = socket.closeStatusCode();
        String why = socket.closeReason();
        Goodbye ours;
        synchronized (this) {
            ours = goodbyeSaid ? goodbye : null;
        }
        boolean silently = theirs == null || theirs == LOST;
        if (silently && ours != null) {
            gone(ours.code(), ours.reason());
        } else {
            gone(theirs == null ? LOST : theirs, why == null ? "" : why);
        }
    }

    private void take(Frames frames, WebSocketFrame frame) {
        synchronized (this) {
            heard = premises.time().nanos();
        }
        switch (frames.take(frame)) {
            case Frames.Incomplete _ -> {}
            case Frames.Message message -> hear(message.text().length(), listener -> listener.text(message.text()));
            case Frames.Wrong wrong -> close(wrong.code(), wrong.reason());
        }
    }

    /** The other side does not speak WebSocket. What is said to it must be said now: Vert.x closes the connection right after this. */
    private void broken(Throwable cause) {
        if (cause instanceof CorruptedWebSocketFrameException corrupted) {
            synchronized (this) {
                if (goodbye == null) {
                    goodbye = new Goodbye(corrupted.closeStatus().code(), "");
                }
            }
            sayGoodbye();
        }
    }

    private void ping() {
        ChannelHandlerContext context = context();
        if (context != null) {
            var _ = context.writeAndFlush(new PingWebSocketFrame(Unpooled.EMPTY_BUFFER));
        }
    }

    private void pumpSoon() {
        synchronized (this) {
            if (pumping || connection == null) {
                return;
            }
            pumping = true;
        }
        loop.execute(this::pump);
    }

    /** Writes everything that is waiting, then flushes once. On the event loop. */
    private void pump() {
        ChannelHandlerContext context = context();
        if (context == null) {
            return;
        }
        boolean wrote = false;
        for (byte[] piece = take(); piece.length > 0; piece = take()) {
            int length = piece.length;
            var _ = context.write(Unpooled.wrappedBuffer(piece)).addListener(sent -> sent(length, sent.isSuccess()));
            wrote = true;
        }
        if (wrote) {
            context.flush();
        }
        sayGoodbye();
    }

    private synchronized byte[] take() {
        pumping = false;
        if (gone) {
            return Pieces.NOTHING;
        }
        byte[] piece = waiting.take();
        if (piece.length > 0) {
            if (flying == 0) {
                progress = premises.time().nanos();
            }
            flying += piece.length;
        }
        return piece;
    }

    private void sent(int bytes, boolean taken) {
        synchronized (this) {
            if (gone || !taken) {
                return; // The close handler tells the rest.
            }
            flying -= bytes;
            progress = premises.time().nanos();
        }
        premises.queued(-bytes);
    }

    private void sayGoodbye() {
        ServerWebSocket socket;
        Goodbye words;
        synchronized (this) {
            socket = connection;
            words = goodbye;
            if (socket == null || words == null || goodbyeSaid || waiting.bytes() > 0) {
                return; // What was said before goes first.
            }
            goodbyeSaid = true;
        }
        socket.close((short) words.code(), words.reason());
    }

    private @Nullable ChannelHandlerContext context() {
        synchronized (this) {
            return connection instanceof WebSocketInternal internal && !gone ? internal.channelHandlerContext() : null;
        }
    }

    /** The socket is gone; the first time counts. Any thread may say so. */
    private void gone(int code, String reason) {
        boolean wasOpen;
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            wasOpen = connection != null;
            premises.queued(-(waiting.bytes() + (long) flying));
            waiting.clear();
            flying = 0;
        }
        premises.watch().remove(this);
        if (wasOpen) {
            premises.listener().socketClosed(door, code);
        }
        hear(0, listener -> {
            try {
                listener.closed(code, reason);
            } finally {
                if (wasOpen) {
                    premises.socketClosed();
                }
            }
        });
    }

    /** Puts something into the inbox; stops reading when it is full. */
    private void hear(int chars, Word word) {
        ServerWebSocket pause = null;
        synchronized (this) {
            if (listener == null) {
                return;
            }
            inbox.add(word);
            inboxChars += chars;
            boolean full = inbox.size() >= INBOX_MESSAGES
                    || inboxChars > premises.config().socketMessageBytes();
            if (full && !paused && !gone) {
                paused = true;
                pause = connection;
            }
            if (!listening) {
                listening = true;
                threads.newThread(this::listen).start();
            }
        }
        if (pause != null) {
            pause.pause();
        }
    }

    /** Empties the inbox; on a virtual thread. */
    private void listen() {
        for (Word word = nextWord(); word != null; word = nextWord()) {
            SocketHandler.SocketListener hearer;
            synchronized (this) {
                hearer = listener;
            }
            if (hearer != null) {
                say(word, hearer);
            }
        }
    }

    private @Nullable Word nextWord() {
        ServerWebSocket resume = null;
        Word word;
        synchronized (this) {
            word = inbox.poll();
            if (word == null) {
                listening = false;
                inboxChars = 0;
                if (paused) {
                    paused = false;
                    heard = premises.time().nanos();
                    resume = connection;
                }
            }
        }
        if (resume != null) {
            ServerWebSocket socket = resume;
            loop.execute(socket::resume);
        }
        return word;
    }

    private void say(Word word, SocketHandler.SocketListener hearer) {
        try {
            word.to(hearer);
        } catch (ProblemException e) {
            close(POLICY, e.problem().code());
        } catch (InterruptedException e) {
            close(OUR_FAULT, "interrupted"); // The thread goes on for what is left, at least for the last word.
        } catch (RuntimeException | Error e) {
            String incident = premises.ids().uuid();
            LOG.error("incident {} on a socket of door {}", incident, door, e);
            close(OUR_FAULT, "incident " + incident);
        }
    }

    /** A close frame has room for 123 bytes of reason; a character is not split. */
    private static String shorten(String reason) {
        ByteBuffer room = ByteBuffer.allocate(REASON_BYTES);
        CharBuffer text = CharBuffer.wrap(reason);
        StandardCharsets.UTF_8.newEncoder().encode(text, room, true);
        return reason.substring(0, text.position());
    }

    private record Goodbye(int code, String reason) {
        Goodbye {
            if (code < NORMAL || code > 4999) {
                throw new IllegalArgumentException("code: " + code + " (expected: 1000 to 4999)");
            }
        }
    }

    /** Something that the listener is told. */
    @FunctionalInterface
    private interface Word {
        void to(SocketHandler.SocketListener listener) throws InterruptedException;
    }
}
