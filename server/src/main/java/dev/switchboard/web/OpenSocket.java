package dev.switchboard.web;

import dev.switchboard.problem.ProblemException;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelPipeline;
import io.vertx.core.http.HttpServerRequest;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One WebSocket. It has no thread: its outbox is filled from its source and emptied on its event loop, as many messages as are waiting with
 * one flush, and its inbox is emptied by a virtual thread that lives as long as there is something in it. After the upgrade it stands in
 * the channel's pipeline by itself: what Vert.x keeps for a socket weighs ten times as much.
 */
final class OpenSocket implements SocketHandler.Socket, OutboxSource.Outbox, SocketFrames.Hearer, Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSocket.class);

    private static final Duration GOODBYES = Duration.ofSeconds(1);
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NO_CODE = 1005;
    private static final int LOST = 1006;
    private static final int POLICY = 1008;
    private static final int OUR_FAULT = 1011;
    private static final int REASON_BYTES = 123;
    private static final int INBOX_MESSAGES = 64;

    /** The source may fill a fourth of the outbox: what it keeps back may still be joined with what comes, and answers find room. */
    private static final int SOURCE_SHARE = 4;

    private final Premises premises;
    private final Peer peer;
    private final String door;
    private final ThreadFactory threads;

    private volatile @Nullable OutboxSource source;
    /** Whether the source has something to offer, as far as anybody knows. It stays true as long as there is no room. */
    private volatile boolean news;

    private volatile int messageBytes;

    // Guarded by this.
    private final Pieces waiting = new Pieces();
    private @Nullable ArrayDeque<Word> inbox;
    private SocketHandler.@Nullable SocketListener listener;
    private @Nullable Goodbye goodbye;
    private boolean attached;
    private boolean goodbyeSaid;
    private boolean pumping;
    private boolean listening;
    private boolean paused;
    private boolean told;
    private boolean gone;
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
        this.messageBytes = premises.config().socketMessageBytes();
    }

    @Override
    public boolean send(TextFrame frame) {
        synchronized (this) {
            if (goodbye != null || !enqueue(frame.encoded())) {
                return false;
            }
        }
        pumpSoon();
        return true;
    }

    @Override
    public void source(OutboxSource source) {
        this.source = source;
        news();
    }

    @Override
    public void news() {
        if (!news) {
            news = true;
            pumpSoon();
        }
    }

    @Override
    public void messageBytes(int limit) {
        messageBytes = limit;
    }

    @Override
    public synchronized int outboxBytes() {
        return waiting.bytes() + flying;
    }

    @Override
    public boolean offer(TextFrame frame) {
        synchronized (this) {
            return roomFor(frame.bytes()) && queue(frame.encoded());
        }
    }

    @Override
    public boolean offer(byte[] head, byte[] shared, byte[] tail) {
        int length = head.length + shared.length + tail.length;
        byte[] beginning = SocketFrames.encode(SocketFrames.TEXT, length, head);
        synchronized (this) {
            return roomFor(beginning.length + shared.length + tail.length) && queue(beginning, shared, tail);
        }
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
        Handshake.accept(request).onComplete(upgraded -> {
            if (upgraded.succeeded()) {
                peer.begun();
                premises.socketOpened();
                premises.listener().socketOpened(door);
                reply.upgraded();
                attach();
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
            ask = !paused && now - Math.max(heard, pinged) > config.socketPing().toNanos();
            if (ask && !stalled && !silent) {
                pinged = now;
                enqueue(SocketFrames.encode(SocketFrames.PING, Pieces.NOTHING));
            }
        }
        if (stalled || silent) {
            if (stalled) {
                premises.listener().readerCut(door);
            }
            gone(LOST, stalled ? "took nothing for too long" : "gave no sign of life");
            peer.cut();
        } else if (ask) {
            pumpSoon();
        }
    }

    @Override
    public synchronized void signOfLife() {
        heard = premises.time().nanos();
    }

    @Override
    public void text(String message) {
        hear(message.length(), hearer -> hearer.text(message));
    }

    @Override
    public void ping(byte[] payload) {
        synchronized (this) {
            enqueue(SocketFrames.encode(
                    SocketFrames.PONG, payload)); // Left out when the outbox is full: it is not read either.
        }
        pumpSoon();
    }

    @Override
    public void goodbye(int code, String reason) {
        boolean answer;
        synchronized (this) {
            answer = !goodbyeSaid;
            goodbyeSaid = true;
        }
        gone(code < 0 ? NO_CODE : code, reason);
        if (answer) {
            write(SocketFrames.CLOSE, code < 0 ? Pieces.NOTHING : payload(code, ""))
                    .addListener(ChannelFutureListener.CLOSE);
            closeSoon();
        } else {
            peer.close();
        }
    }

    @Override
    public void wrong(int code, String reason) {
        synchronized (this) {
            if (goodbye == null) {
                goodbye = new Goodbye(code, reason);
            }
        }
        pumpSoon();
    }

    @Override
    public void lost() {
        Goodbye ours;
        synchronized (this) {
            ours = goodbyeSaid ? goodbye : null;
        }
        if (ours == null) {
            gone(LOST, "");
        } else {
            gone(ours.code(), ours.reason());
        }
    }

    private Channel channel() {
        return peer.channel();
    }

    /** Takes the place of Vert.x in the pipeline. */
    private void attach() {
        SocketFrames frames = new SocketFrames(() -> messageBytes, this);
        ChannelPipeline pipeline = channel().pipeline();
        pipeline.replace(Handshake.VERTX_HANDLER, "socket", frames);
        pipeline.addBefore("socket", null, frames.decoder());
        channel().config().setAutoRead(true);
        long now = premises.time().nanos();
        synchronized (this) {
            attached = true;
            heard = now;
            pinged = now;
        }
        premises.watch().add(this);
        pumpSoon();
        if (!channel().isActive()) {
            lost();
        } else if (premises.draining()) {
            drain();
        }
    }

    /** False when the socket is gone or there is no room. */
    private boolean enqueue(byte[] frame) {
        return !gone && hasRoom(frame.length, premises.config().socketOutboxBytes()) && queue(frame);
    }

    /** Whether a message of the source may leave; when not, the source is asked again later. */
    private boolean roomFor(int bytes) {
        if (gone || goodbye != null) {
            return false;
        }
        boolean room = hasRoom(bytes, sourceBytes());
        if (!room) {
            news = true;
        }
        return room;
    }

    /** Anything has room when nothing else is under way. */
    private boolean hasRoom(int bytes, int limit) {
        int underWay = waiting.bytes() + flying;
        return underWay == 0 || underWay + (long) bytes <= limit;
    }

    private int sourceBytes() {
        return premises.config().socketOutboxBytes() / SOURCE_SHARE;
    }

    private boolean queue(byte[]... pieces) {
        int before = waiting.bytes();
        for (byte[] piece : pieces) {
            waiting.add(piece);
        }
        premises.queued(waiting.bytes() - (long) before);
        return true;
    }

    private void pumpSoon() {
        synchronized (this) {
            if (pumping || !attached) {
                return;
            }
            pumping = true;
        }
        channel().eventLoop().execute(this::pump);
    }

    /** Writes everything that is waiting and whatever the source offers, then flushes once. On the event loop. */
    private void pump() {
        boolean wrote = false;
        ask();
        for (byte[] piece = take(); piece.length > 0; piece = take()) {
            int length = piece.length;
            var _ = channel().write(Unpooled.wrappedBuffer(piece)).addListener(sent -> sent(length, sent.isSuccess()));
            wrote = true;
        }
        if (wrote) {
            var _ = channel().flush();
        }
        sayGoodbye();
    }

    /** Asks the source when it has news and there is room for half of what it may fill. */
    private void ask() {
        synchronized (this) {
            pumping = false;
            if (!news || gone || goodbye != null || waiting.bytes() + flying > sourceBytes() / 2) {
                return;
            }
            news = false;
        }
        OutboxSource asked = source;
        if (asked == null) {
            return;
        }
        try {
            asked.fill(this);
        } catch (RuntimeException | Error e) {
            close(OUR_FAULT, incident(e));
        }
    }

    private synchronized byte[] take() {
        if (gone || goodbyeSaid) {
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
        boolean more;
        synchronized (this) {
            if (gone || !taken) {
                return; // That the connection is lost is heard elsewhere.
            }
            flying -= bytes;
            progress = premises.time().nanos();
            more = news && waiting.bytes() + flying <= sourceBytes() / 2;
        }
        premises.queued(-bytes);
        if (more) {
            pumpSoon();
        }
    }

    /** Says goodbye after everything else; the other side has a moment to say it, too. */
    private void sayGoodbye() {
        Goodbye words;
        synchronized (this) {
            words = goodbye;
            if (words == null || gone || goodbyeSaid || waiting.bytes() > 0) {
                return;
            }
            goodbyeSaid = true;
        }
        write(SocketFrames.CLOSE, payload(words.code(), words.reason())).addListener(_ -> closeSoon());
    }

    private ChannelFuture write(int opcode, byte[] payload) {
        return channel().writeAndFlush(Unpooled.wrappedBuffer(SocketFrames.encode(opcode, payload)));
    }

    private void closeSoon() {
        var _ = channel().eventLoop().schedule(peer::close, GOODBYES.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The socket is gone; the first time counts. Any thread may say so. */
    private void gone(int code, String reason) {
        boolean wasOpen;
        synchronized (this) {
            if (gone) {
                return;
            }
            gone = true;
            wasOpen = attached;
            premises.queued(-(waiting.bytes() + (long) flying));
            waiting.clear();
            flying = 0;
            source = null;
        }
        premises.watch().remove(this);
        if (wasOpen) {
            premises.listener().socketClosed(door, code);
        }
        hear(0, hearer -> {
            try {
                hearer.closed(code, reason);
            } finally {
                if (wasOpen) {
                    premises.socketClosed();
                }
            }
        });
    }

    /** Puts something into the inbox; stops reading when it is full. */
    private void hear(int chars, Word word) {
        boolean pause = false;
        synchronized (this) {
            if (listener == null) {
                return;
            }
            ArrayDeque<Word> words = inbox == null ? new ArrayDeque<>(2) : inbox;
            inbox = words;
            words.add(word);
            inboxChars += chars;
            boolean full = words.size() >= INBOX_MESSAGES || inboxChars > messageBytes;
            if (full && !paused && !gone) {
                paused = true;
                pause = true;
            }
            if (!listening) {
                listening = true;
                threads.newThread(this::listen).start();
            }
        }
        if (pause) {
            channel().config().setAutoRead(false);
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
        boolean resume = false;
        Word word;
        synchronized (this) {
            word = inbox == null ? null : inbox.poll();
            if (word == null) {
                listening = false;
                inbox = null;
                inboxChars = 0;
                if (paused) {
                    paused = false;
                    heard = premises.time().nanos();
                    resume = true;
                }
            }
        }
        if (resume) {
            channel().config().setAutoRead(true);
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
            close(OUR_FAULT, incident(e));
        }
    }

    private String incident(Throwable bug) {
        String incident = premises.ids().uuid();
        LOG.error("incident {} on a socket of door {}", incident, door, bug);
        return "incident " + incident;
    }

    private static byte[] payload(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + text.length)
                .putShort((short) code)
                .put(text)
                .array();
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
