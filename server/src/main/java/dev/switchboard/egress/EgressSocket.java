package dev.switchboard.egress;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An open WebSocket for text. One thread at a time reads and is blocked meanwhile; any thread may send, and messages go out in the order of the
 * calls. No more is held than about a megabyte of messages that wait to be read, or one larger message: the sender is slowed down to
 * the reader.
 */
public final class EgressSocket implements SocketFraming.Hearer, AutoCloseable {
    /** The code of a connection that ended without a goodbye. */
    public static final int LOST = 1006;

    private static final int INBOX_BYTES = 1024 * 1024;
    private static final Duration GOODBYES = Duration.ofSeconds(1);

    private final HttpClientRequest request;
    private final NetSocket wire;
    private final EgressSocketRequest.Limits limits;
    private final Time time;
    private final Ids ids;
    private final SocketFraming framing;
    private final LinkedBlockingQueue<News> news = new LinkedBlockingQueue<>();
    private final AtomicInteger outgoing = new AtomicInteger();

    // Guarded by this.
    private @Nullable Goodbye goodbye;
    private int waiting;
    private boolean held;

    /** Made on the event loop, as soon as the upgrade is answered. */
    EgressSocket(HttpClientRequest request, NetSocket wire, EgressSocketRequest.Limits limits, Time time, Ids ids) {
        this.request = request;
        this.wire = wire;
        this.limits = limits;
        this.time = time;
        this.ids = ids;
        this.framing = new SocketFraming(limits.messageBytes(), this);
        wire.pause();
        wire.exceptionHandler(e -> over(LOST, "the connection broke"));
        wire.closeHandler(closed -> over(LOST, "the connection was closed"));
        wire.handler(this::take);
        wire.fetch(1);
    }

    /** How a socket ended. */
    public record Goodbye(int code, String reason) {}

    /**
     * Waits for the next message.
     *
     * @return its bytes; null when the socket is over, see {@link #goodbye}
     */
    public byte @Nullable [] next() throws InterruptedException {
        return switch (news.take()) {
            case News.Message(byte[] bytes) -> {
                taken(bytes.length);
                yield bytes;
            }
            case News.Over over -> {
                news.add(over); // Whoever asks again hears the same.
                yield null;
            }
        };
    }

    /** How the socket ended, whoever ended it; absent while it is open. */
    public synchronized @Nullable Goodbye goodbye() {
        return goodbye;
    }

    /** False when the socket is over, or so much is on its way that there is no room. */
    public boolean send(String message) {
        return goodbye() == null && write(SocketFraming.TEXT, message.getBytes(StandardCharsets.UTF_8));
    }

    /** Asks the other side for a sign of life; the answer only keeps what lies between awake. */
    public void ping() {
        if (goodbye() == null) {
            write(SocketFraming.PING, new byte[0]);
        }
    }

    /** Says goodbye; from now on nothing is read. */
    public void close(int code, String reason) {
        if (over(code, reason)) {
            write(SocketFraming.CLOSE, SocketFraming.goodbye(code, reason));
            time.schedule(GOODBYES, this::cut);
        }
    }

    /** Ends the connection at once. */
    @Override
    public void close() {
        over(LOST, "cut off");
        cut();
    }

    @Override
    public void text(byte[] message) {
        synchronized (this) {
            if (goodbye != null) {
                return;
            }
            waiting += message.length;
        }
        news.add(new News.Message(message));
    }

    @Override
    public void ping(byte[] payload) {
        write(SocketFraming.PONG, payload); // Left out when there is no room: it is not read either.
    }

    @Override
    public void goodbye(int code, String reason) {
        boolean theirs = over(code, reason);
        if (theirs && code != SocketFraming.NO_CODE) {
            write(SocketFraming.CLOSE, SocketFraming.goodbye(code, ""));
        } else if (theirs) {
            write(SocketFraming.CLOSE, new byte[0]);
        }
        if (theirs) {
            time.schedule(GOODBYES, this::cut); // The server closes first (RFC 6455, 7.1.1).
        } else {
            cut();
        }
    }

    @Override
    public void wrong(int code, String reason) {
        close(code, reason);
    }

    /** On the event loop. */
    private void take(Buffer bytes) {
        framing.take(bytes.getBytes());
        synchronized (this) {
            held = waiting >= INBOX_BYTES && goodbye == null;
            if (held) {
                return;
            }
        }
        wire.fetch(1);
    }

    private void taken(int bytes) {
        synchronized (this) {
            waiting -= bytes;
            if (!held || waiting >= INBOX_BYTES) {
                return;
            }
            held = false;
        }
        wire.fetch(1);
    }

    /** The socket is over; the first time counts. */
    private boolean over(int code, String reason) {
        synchronized (this) {
            if (goodbye != null) {
                return false;
            }
            goodbye = new Goodbye(code, reason);
        }
        news.add(new News.Over());
        return true;
    }

    private boolean write(int opcode, byte[] payload) {
        byte[] frame = SocketFraming.encode(opcode, payload, ids.token().hashCode());
        int before = outgoing.getAndAdd(frame.length);
        if (before > 0 && before + (long) frame.length > limits.outboxBytes()) {
            outgoing.addAndGet(-frame.length);
            return false;
        }
        wire.write(Buffer.buffer(frame)).onComplete(done -> outgoing.addAndGet(-frame.length));
        return true;
    }

    private void cut() {
        try {
            request.connection().close();
        } catch (RejectedExecutionException e) {
            // The way out is closed as a whole, and this connection with it.
        }
    }

    /** What the event loop tells the reader. */
    private sealed interface News {
        record Message(byte[] bytes) implements News {}

        record Over() implements News {}
    }
}
