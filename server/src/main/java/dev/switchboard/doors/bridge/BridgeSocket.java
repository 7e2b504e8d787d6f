package dev.switchboard.doors.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.web.OutboxSource;
import dev.switchboard.web.SocketHandler;
import dev.switchboard.web.TextFrame;
import dev.switchboard.wire.bridge.BridgeFrame;
import dev.switchboard.wire.bridge.BrowserFrame;
import dev.switchboard.wire.bridge.EventFrame;
import dev.switchboard.wire.bridge.GatewayAddress;
import dev.switchboard.wire.bridge.Json;
import dev.switchboard.wire.bridge.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One browser. What it asks for is heard one message at a time; a subscription asks its gateway on a virtual thread of its own, so that
 * nothing waits for it. What happens in the sessions that it reads is fetched on the event loop when there is news and room, the
 * sessions taking turns; what has to come from the store is fetched by a virtual thread.
 */
final class BridgeSocket implements SocketHandler.SocketListener, OutboxSource {
    private static final Logger LOG = LoggerFactory.getLogger(BridgeSocket.class);

    static final String MALFORMED = "Invalid message format";
    static final String INCOMPLETE = "Missing sessionKey or config";
    static final String UNREACHABLE = "Failed to connect to gateway";

    private static final int POLICY = 1008;
    private static final int OUR_FAULT = 1011;
    private static final int TRY_AGAIN = 1013;

    /** What is fetched from the store at a time. */
    private static final int FETCH = 64;

    private static final ThreadFactory SUBSCRIBING =
            Thread.ofVirtual().name("bridge-subscribe-", 0).factory();
    private static final ThreadFactory FETCHING =
            Thread.ofVirtual().name("bridge-fetch-", 0).factory();

    private final Desk desk;
    private final Principal caller;
    private final SocketHandler.Socket socket;
    /** Those that have something to hand over, in turn. Any thread adds. */
    private final Queue<Subscription> ready = new ConcurrentLinkedQueue<>();

    // Guarded by this.
    private final List<Subscription> subscriptions = new ArrayList<>(1);
    /** How many gateways are being asked. */
    private int opening;
    /** The number of the event that was handed over last. */
    private long bseq;

    BridgeSocket(Desk desk, Principal caller, SocketHandler.Socket socket) {
        this.desk = desk;
        this.caller = caller;
        this.socket = socket;
    }

    /** Says hello. Before anything else. */
    void begin() {
        say(new BridgeFrame.Connected());
        desk.enter(this);
        socket.source(this);
    }

    /** How many sessions it reads, or is about to. */
    synchronized int subscriptions() {
        return subscriptions.size();
    }

    int outboxBytes() {
        return socket.outboxBytes();
    }

    @Override
    public void text(String message) {
        BrowserFrame frame;
        try {
            frame = BrowserFrame.read(message);
        } catch (MalformedException e) {
            refuse(MALFORMED, Failure.invalid(String.valueOf(e.getMessage())), null);
            return;
        }
        switch (frame) {
            case BrowserFrame.Subscribe subscribe -> subscribe(subscribe);
            case BrowserFrame.SubscribeToNothing _ ->
                refuse(INCOMPLETE, Failure.invalid("sessionKey: missing (expected: a text)"), null);
            case BrowserFrame.Unsubscribe unsubscribe -> unsubscribe(unsubscribe.sessionKey());
            case BrowserFrame.Ping _ -> say(new BridgeFrame.Pong());
            case BrowserFrame.Unknown _ -> {}
        }
    }

    @Override
    public void closed(int code, String reason) {
        List<Subscription> left;
        synchronized (this) {
            left = List.copyOf(subscriptions);
            subscriptions.clear();
            left.forEach(Subscription::withdraw);
        }
        desk.leave(this);
        left.forEach(BridgeSocket::close);
    }

    /** Hands over what the sessions have, in turn. */
    @Override
    public void fill(Outbox room) {
        int handed;
        synchronized (this) {
            long before = bseq;
            Subscription next = ready.poll();
            while (next != null && turn(next, room)) {
                next = ready.poll();
            }
            handed = (int) (bseq - before);
        }
        if (handed > 0) {
            desk.listener().handed(handed);
        }
    }

    /**
     * Tells this browser, if it reads that session, how a turn ended that the gateway says nothing about.
     *
     * @param payload of a {@code chat} event, for the session's canonical key
     */
    synchronized void conclude(GatewayAddress address, String sessionKey, Function<String, ObjectNode> payload) {
        for (Subscription each : subscriptions) {
            if (each.open() && each.address().equals(address) && each.is(sessionKey)) {
                byte[] head = EventFrame.head("chat", ++bseq, each.cursor(), null, false, true);
                String frame = new String(head, UTF_8) + Json.text(payload.apply(each.canonical())) + "}";
                send(TextFrame.of(frame));
                return;
            }
        }
    }

    private void subscribe(BrowserFrame.Subscribe wanted) {
        GatewayAddress config = wanted.config();
        if (config != null && config.url() == null) {
            refuse(
                    UNREACHABLE,
                    Failure.invalid("config.gatewayUrl: missing (expected: an address, or no config at all)"),
                    wanted.sessionKey());
            return;
        }
        GatewayAddress address = config == null ? GatewayAddress.DEFAULT : config;
        Subscription asked;
        try {
            asked = new Subscription(desk.gateway(address, caller), address, wanted.sessionKey());
        } catch (ProblemException e) {
            refuse(UNREACHABLE, Failure.of(e.problem()), wanted.sessionKey());
            return;
        }
        Subscription replaced = null;
        synchronized (this) {
            Subscription known = find(wanted.sessionKey());
            if (known != null && known.address().equals(address) && wanted.since() == null) {
                again(known, wanted.sessionKey());
                return;
            }
            int most = desk.config().subscriptionsPerSocket();
            if (opening >= most || (known == null && subscriptions.size() >= most)) {
                refuse("Too many subscriptions", tooMany(most), wanted.sessionKey());
                return;
            }
            if (known != null) {
                withdraw(known);
                replaced = known;
            }
            subscriptions.add(asked);
            opening++;
        }
        if (replaced != null) {
            close(replaced);
        }
        SUBSCRIBING.newThread(() -> open(asked, wanted.since())).start();
    }

    /** The session is read, or about to be: nothing of it is asked for twice. */
    private void again(Subscription known, String spelling) {
        if (known.open()) {
            known.respell(spelling);
            say(new BridgeFrame.Subscribed(spelling));
        } else {
            known.alsoAnswer(spelling);
        }
    }

    /** Asks the gateway; then the browser is answered, and after that events come. On a virtual thread. */
    private void open(Subscription asked, @Nullable Long since) {
        try {
            Gateway gateway = asked.gateway();
            gateway.connect(desk.timings().connect());
            opened(asked, gateway.read(asked.spelling(), since, () -> news(asked)));
        } catch (GatewayException e) {
            failed(asked, Failure.of(e));
        } catch (ProblemException e) {
            failed(asked, Failure.of(e.problem()));
        } catch (InterruptedException e) {
            failed(asked, Failure.invalid("interrupted")); // Nobody interrupts; the thread ends here anyway.
        } catch (RuntimeException | Error e) {
            forget(asked);
            bug(e);
        }
    }

    private void opened(Subscription asked, SessionReader reader) {
        synchronized (this) {
            opening--;
            if (asked.withdrawn()) {
                reader.close(); // It was withdrawn in the meantime.
                return;
            }
            for (String spelling : asked.unanswered()) {
                say(new BridgeFrame.Subscribed(spelling));
            }
            asked.opened(reader);
        }
        desk.listener().subscribed();
        news(asked);
    }

    private void failed(Subscription asked, Failure failure) {
        for (String spelling : forget(asked)) {
            refuse(UNREACHABLE, failure, spelling);
        }
    }

    /** Gives up on a subscription; returns who waits to hear of it. */
    private synchronized List<String> forget(Subscription asked) {
        opening--;
        return subscriptions.remove(asked) ? List.copyOf(asked.unanswered()) : List.of();
    }

    private void unsubscribe(String sessionKey) {
        Subscription known;
        synchronized (this) {
            known = find(sessionKey);
            if (known != null) {
                withdraw(known);
            }
            say(new BridgeFrame.Unsubscribed(sessionKey));
        }
        if (known != null) {
            close(known);
        }
    }

    private void withdraw(Subscription subscription) {
        subscriptions.remove(subscription);
        subscription.withdraw();
    }

    private @Nullable Subscription find(String sessionKey) {
        for (Subscription each : subscriptions) {
            if (each.is(sessionKey)) {
                return each;
            }
        }
        return null;
    }

    private static void close(Subscription subscription) {
        SessionReader reader = subscription.reader();
        if (reader != null) {
            reader.close();
        }
    }

    /** Any thread; often. */
    private void news(Subscription subscription) {
        if (subscription.enqueue()) {
            ready.add(subscription);
            socket.news();
        }
    }

    /** Lets a session hand over a few frames; false when there is no more room. */
    private boolean turn(Subscription next, Outbox room) {
        next.dequeued();
        return switch (next.take(frame -> offer(next, frame, room))) {
            case NOTHING_LEFT -> true;
            case MORE -> {
                line(next);
                yield true;
            }
            case NO_ROOM -> {
                line(next);
                yield false;
            }
            case BEHIND -> {
                FETCHING.newThread(() -> fetch(next)).start();
                yield true;
            }
        };
    }

    private void line(Subscription next) {
        if (next.enqueue()) {
            ready.add(next);
        }
    }

    private boolean offer(Subscription from, LinkFrame frame, Outbox room) {
        return switch (frame) {
            case LinkFrame.Event event -> offerEvent(from, event, room);
            case LinkFrame.Down _ -> room.offer(frame(new BridgeFrame.GatewayDown(from.spelling())));
            case LinkFrame.Reconnected back ->
                room.offer(frame(new BridgeFrame.GatewayReconnected(from.spelling(), back.missed())));
            case LinkFrame.Resync resync -> {
                boolean taken = room.offer(frame(new BridgeFrame.Resync(from.spelling(), resync.reason())));
                if (taken) {
                    desk.listener().resync();
                }
                yield taken;
            }
        };
    }

    private boolean offerEvent(Subscription from, LinkFrame.Event event, Outbox room) {
        byte[] head = EventFrame.head(
                event.name(), bseq + 1, event.cursor(), event.seq(), event.replayed(), event.synthetic());
        if (!room.offer(head, event.payload(), EventFrame.tail())) {
            return false;
        }
        bseq++;
        from.handed(event);
        return true;
    }

    /** Fetches what a session has to hand over from the store. On a virtual thread. */
    private void fetch(Subscription behind) {
        SessionReader reader = behind.reader();
        if (reader == null) {
            return;
        }
        try {
            List<LinkFrame> fetched = reader.catchUp(FETCH);
            synchronized (this) {
                behind.caughtUp(fetched);
            }
            news(behind);
        } catch (ProblemException e) {
            // The browser comes back with the cursor that it has reached.
            socket.close(TRY_AGAIN, Failure.of(e.problem()).code());
        } catch (InterruptedException e) {
            socket.close(TRY_AGAIN, "interrupted"); // Nobody interrupts; the thread ends here anyway.
        } catch (RuntimeException | Error e) {
            bug(e);
        }
    }

    private void refuse(String message, Failure failure, @Nullable String sessionKey) {
        desk.listener().refused();
        say(new BridgeFrame.Failed(message, failure.code(), failure.text(), sessionKey, null, failure.retryable()));
    }

    private static Failure tooMany(int most) {
        return new Failure(
                429,
                "TOO_MANY_SUBSCRIPTIONS",
                "this socket reads " + most + " sessions (expected: fewer; bridge.subscriptions-per-socket)",
                false,
                null);
    }

    private void bug(Throwable bug) {
        String incident = desk.ids().uuid();
        LOG.error("incident {} on a socket of door bridge", incident, bug);
        socket.close(OUR_FAULT, "incident " + incident);
    }

    private void say(BridgeFrame frame) {
        send(frame(frame));
    }

    private void send(TextFrame frame) {
        if (!socket.send(frame)) {
            socket.close(POLICY, "too many answers wait to be read");
        }
    }

    private static TextFrame frame(BridgeFrame frame) {
        return TextFrame.of(frame.text());
    }
}
