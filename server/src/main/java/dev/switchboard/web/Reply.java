package dev.switchboard.web;

import dev.switchboard.web.Exchange.Header;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way back to one caller. One thread hands bytes over; the connection's event loop writes as many as are waiting at once, and a write
 * gives its credit back when the network has taken it.
 */
final class Reply implements BodyStream, Watch.Watched {
    private static final Logger LOG = LoggerFactory.getLogger(Reply.class);

    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

    private final Premises premises;
    private final Peer peer;
    private final Outlet outlet;
    private final EventLoop loop;
    private final String method;
    private final long begun;

    /** Parts of the work that are not done: the answer, and the handler where there is one. */
    private final AtomicInteger parts = new AtomicInteger(1);

    /** Written on the event loop before a handler's thread begins. */
    private volatile String door = "none";

    /** On the event loop only. */
    private boolean stepping;

    // The rest is guarded by this.
    private final Pieces waiting = new Pieces();
    private final List<Runnable> onDisconnect = new ArrayList<>(1);
    private @Nullable Runnable onDrain;
    private State state = State.SILENT;
    private int status;
    private List<Header> headers = List.of();
    private boolean headWritten;
    private boolean streaming;
    private boolean broken;
    private boolean pumping;
    private boolean settled;
    private boolean leftEarly;
    private int flying;
    private long progress;

    Reply(Premises premises, Peer peer, HttpServerRequest request) {
        this.premises = premises;
        this.peer = peer;
        this.outlet = new Outlet(peer, request);
        this.loop = peer.channel().eventLoop();
        this.method = request.method().name();
        this.begun = premises.time().nanos();
    }

    /** How far the answer is. */
    private enum State {
        /** Nothing has been said. */
        SILENT,
        /** The head has been said, and more may follow. */
        SPEAKING,
        /** Everything has been said. */
        SAID,
        /** Everything has been given to the connection. */
        WRITTEN,
        /** Nobody listens any more. */
        GONE
    }

    /** Begins to look after the caller. On the event loop. */
    void attend() {
        outlet.onGone(this::gone);
        peer.begun();
        premises.watch().add(this);
    }

    /** Which door answers. On the event loop, before anything is answered. */
    void door(String name) {
        this.door = name;
    }

    String door() {
        return door;
    }

    /** A header that any answer to this caller has. On the event loop, before anything is answered. */
    void always(String name, String value) {
        outlet.always(new Header(name, value));
    }

    /** Ends the connection after this answer (not of HTTP/2). On the event loop, before anything is answered. */
    void closeAfterwards() {
        outlet.closeAfterwards();
    }

    /** A handler begins to work on the answer; {@link #handled} must follow. */
    void handling() {
        parts.incrementAndGet();
    }

    /** The handler has returned. What it has not ended is ended now. */
    void handled() {
        end();
        partDone();
    }

    /** Answers with a whole answer; nothing happens when nobody is there. */
    void whole(Answer answer) {
        synchronized (this) {
            if (!speak(answer.status(), answer.headers())) {
                return;
            }
            state = State.SAID;
            if (answer.status() >= 200 && answer.status() != 204 && answer.status() != 304) {
                headers = with(headers, "Content-Length", Integer.toString(answer.body().length));
            }
            if (!headOnly()) {
                append(answer.body());
            }
            pumping = true;
        }
        loop.execute(this::pump);
    }

    /** Begins a streamed answer. */
    BodyStream begin(int status, List<Header> headers) {
        synchronized (this) {
            if (!speak(status, headers)) {
                return this;
            }
            streaming = true;
            pumping = true;
            if (headOnly()) {
                state = State.SAID;
            }
            premises.streamOpened();
            premises.listener().streamOpened(door);
        }
        loop.execute(this::pump);
        return this;
    }

    @Override
    public boolean write(byte[] bytes) throws InterruptedException {
        if (bytes.length <= Pieces.MOST) {
            return hand(bytes);
        }
        boolean open = true;
        for (int at = 0; open && at < bytes.length; at += Pieces.MOST) {
            open = hand(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + Pieces.MOST)));
        }
        return open;
    }

    @Override
    public synchronized boolean open() {
        return state == State.SPEAKING;
    }

    @Override
    public void onDrain(Runnable action) {
        synchronized (this) {
            onDrain = action;
        }
        if (premises.draining()) {
            drain();
        }
    }

    @Override
    public void end() {
        synchronized (this) {
            if (state != State.SPEAKING) {
                return;
            }
            state = State.SAID;
            if (pumping) {
                return;
            }
            pumping = true;
        }
        loop.execute(this::pump);
    }

    /** Whether an answer has begun or nobody is there to hear one. */
    synchronized boolean spoken() {
        return state != State.SILENT;
    }

    /** Ends an answer that cannot be finished in a way that shows the reader that it is cut short. */
    void breakOff() {
        synchronized (this) {
            broken = true;
        }
        end();
    }

    /** See {@link Exchange#onDisconnect}. */
    void onDisconnect(Runnable action) {
        synchronized (this) {
            if (state != State.GONE) {
                onDisconnect.add(action);
                return;
            }
            if (!leftEarly) {
                return;
            }
        }
        start("disconnect-", action);
    }

    /** Tells whoever writes, once, that the server drains. */
    void drain() {
        Runnable action;
        synchronized (this) {
            action = onDrain;
            onDrain = null;
            if (action == null || state != State.SPEAKING) {
                return;
            }
        }
        start("drain-", action);
    }

    /** The connection becomes a WebSocket: there will be no answer. On the event loop. */
    void upgraded() {
        synchronized (this) {
            state = State.WRITTEN;
            status = 101;
        }
        settle();
    }

    /** The caller has left. Any thread may say so; the first time counts. */
    void gone() {
        List<Runnable> actions;
        synchronized (this) {
            if (state == State.GONE || settled) {
                return;
            }
            leftEarly = state == State.SILENT || state == State.SPEAKING;
            actions = leftEarly ? List.copyOf(onDisconnect) : List.of();
            state = State.GONE;
            premises.queued(-(waiting.bytes() + (long) flying));
            waiting.clear();
            flying = 0;
            notifyAll();
        }
        actions.forEach(action -> start("disconnect-", action));
        settle();
    }

    @Override
    public void check(long now) {
        synchronized (this) {
            if (flying == 0
                    || now - progress <= premises.config().stallTimeout().toNanos()) {
                return;
            }
        }
        premises.listener().readerCut(door);
        gone();
        loop.execute(outlet::cut);
    }

    private boolean hand(byte[] bytes) throws InterruptedException {
        synchronized (this) {
            while (state == State.SPEAKING && spent(bytes.length)) {
                wait();
            }
            if (state != State.SPEAKING) {
                return false;
            }
            append(bytes);
            if (pumping) {
                return true;
            }
            pumping = true;
        }
        loop.execute(this::pump);
        return true;
    }

    private boolean spent(int more) {
        int underWay = waiting.bytes() + flying;
        return underWay > 0 && underWay + more > premises.config().streamCreditBytes();
    }

    private void append(byte[] bytes) {
        waiting.add(bytes);
        premises.queued(bytes.length);
    }

    /** False when nobody is there. */
    private boolean speak(int status, List<Header> headers) {
        if (state == State.GONE) {
            return false;
        }
        if (state != State.SILENT) {
            throw new IllegalStateException("the exchange has been answered");
        }
        this.state = State.SPEAKING;
        this.status = status;
        this.headers = headers;
        return true;
    }

    private boolean headOnly() {
        return method.equals("HEAD");
    }

    /** Writes what is waiting, as far as the credit goes. On the event loop. */
    private void pump() {
        if (stepping) {
            return; // A write was taken at once and told us so before it returned: the loop below goes on.
        }
        stepping = true;
        try {
            while (step()) {}
        } catch (RuntimeException e) {
            LOG.error("an answer of door {} could not be written", door, e);
            gone();
            outlet.abandon();
        } finally {
            stepping = false;
        }
    }

    private boolean step() {
        byte[] piece;
        boolean last;
        boolean head;
        synchronized (this) {
            pumping = false;
            if (state != State.SPEAKING && state != State.SAID) {
                return false;
            }
            piece = flying < premises.config().streamCreditBytes() ? waiting.take() : Pieces.NOTHING;
            last = state == State.SAID && waiting.bytes() == 0;
            head = !headWritten;
            if (piece.length == 0 && !last && !head) {
                return false;
            }
            if (flying == 0) {
                progress = premises.time().nanos();
            }
            headWritten = true;
            flying += piece.length;
            if (last) {
                state = State.WRITTEN;
            }
        }
        if (head) {
            writeHead();
        }
        boolean whole = last && !broken();
        var _ = send(piece, whole, head).onComplete(sent -> sent(piece.length, last, sent.succeeded()));
        if (last && !whole) {
            outlet.sever();
        }
        return !last;
    }

    private Future<Void> send(byte[] piece, boolean whole, boolean head) {
        if (whole) {
            return outlet.end(piece);
        }
        if (piece.length > 0) {
            return outlet.piece(piece);
        }
        return head ? outlet.begin() : Future.succeededFuture();
    }

    private synchronized boolean broken() {
        return broken;
    }

    private void writeHead() {
        int code;
        List<Header> said;
        boolean streamed;
        synchronized (this) {
            code = status;
            said = headers;
            streamed = streaming;
        }
        outlet.head(code, said, streamed);
    }

    /** The network has taken a piece, or never will. On the event loop. */
    private void sent(int bytes, boolean last, boolean taken) {
        if (!taken) {
            gone();
            return;
        }
        synchronized (this) {
            if (state == State.GONE) {
                return;
            }
            flying -= bytes;
            progress = premises.time().nanos();
            notifyAll();
        }
        premises.queued(-bytes);
        if (last) {
            settle();
            if (!broken()) {
                outlet.leave();
            }
        } else {
            pump();
        }
    }

    /** The answer is over, one way or another. */
    private void settle() {
        boolean streamed;
        int code;
        synchronized (this) {
            if (settled) {
                return;
            }
            settled = true;
            streamed = streaming;
            code = status;
        }
        premises.watch().remove(this);
        if (streamed) {
            premises.streamClosed();
            premises.listener().streamClosed(door);
        }
        Duration took = Duration.ofNanos(premises.time().nanos() - begun);
        premises.listener().answered(door, METHODS.contains(method) ? method : "OTHER", code, took);
        peer.finished();
        partDone();
    }

    private void partDone() {
        if (parts.decrementAndGet() == 0) {
            premises.finished();
        }
    }

    private void start(String name, Runnable action) {
        Thread.ofVirtual().name(name + door).start(() -> {
            try {
                action.run();
            } catch (RuntimeException e) {
                LOG.error("an action of door {} failed", door, e);
            }
        });
    }

    private static List<Header> with(List<Header> headers, String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return more;
    }
}
