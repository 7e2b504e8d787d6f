package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.wire.bridge.GatewayAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One session that a socket reads. Guarded by its socket, but for what says otherwise. */
final class Subscription {
    /** What is polled at a time: few, so that the sessions of a socket take turns. */
    private static final int TURN = 16;

    private final Gateway gateway;
    private final GatewayAddress address;
    private final List<String> unanswered = new ArrayList<>(1);
    private final ArrayDeque<LinkFrame> frames = new ArrayDeque<>(0);
    /** Whether it stands in the queue of those that have something to hand over. Any thread. */
    private final AtomicBoolean queued = new AtomicBoolean();

    private String spelling;
    private long cursor;
    private boolean catchingUp;
    private boolean withdrawn;
    private @Nullable SessionReader reader;

    Subscription(Gateway gateway, GatewayAddress address, String spelling) {
        this.gateway = gateway;
        this.address = address;
        this.spelling = spelling;
        unanswered.add(spelling);
    }

    Gateway gateway() {
        return gateway;
    }

    GatewayAddress address() {
        return address;
    }

    /** Nobody wants it any more. */
    void withdraw() {
        withdrawn = true;
    }

    boolean withdrawn() {
        return withdrawn;
    }

    /** As the browser wrote it last. */
    String spelling() {
        return spelling;
    }

    /** Whether a key, in any spelling, is the key of this session. */
    boolean is(String sessionKey) {
        return spelling.equals(sessionKey) || canonical().equals(gateway.canonical(sessionKey));
    }

    String canonical() {
        return gateway.canonical(spelling);
    }

    /** The cursor of the event that was handed over last. */
    long cursor() {
        return cursor;
    }

    void handed(LinkFrame.Event event) {
        cursor = event.cursor();
    }

    /** Whether events come; before that the gateway is being asked. */
    boolean open() {
        return reader != null;
    }

    void respell(String spelling) {
        this.spelling = spelling;
    }

    /** Another one that asks for the same waits for the same answer. */
    void alsoAnswer(String spelling) {
        this.spelling = spelling;
        unanswered.add(spelling);
    }

    /** The spellings of those who wait for an answer. */
    List<String> unanswered() {
        return unanswered;
    }

    void opened(SessionReader reader) {
        this.reader = reader;
        unanswered.clear();
    }

    @Nullable
    SessionReader reader() {
        return reader;
    }

    /** Enters the queue; false when it is there already. Any thread. */
    boolean enqueue() {
        return !queued.get() && queued.compareAndSet(false, true);
    }

    /** Left the queue: what comes from now on has to enqueue it again. */
    void dequeued() {
        queued.set(false);
    }

    /**
     * Hands over what comes next, a few frames at most.
     *
     * @param offer false when there is no room; the same frame is offered first the next time
     */
    Turn take(Predicate<LinkFrame> offer) {
        SessionReader from = reader;
        if (from == null || catchingUp || withdrawn) {
            return Turn.NOTHING_LEFT;
        }
        if (frames.isEmpty()) {
            List<LinkFrame> polled = from.poll(TURN);
            if (polled == null) {
                catchingUp = true;
                return Turn.BEHIND;
            }
            if (polled.isEmpty()) {
                return Turn.NOTHING_LEFT;
            }
            frames.addAll(polled);
        }
        for (LinkFrame next = frames.peek(); next != null; next = frames.peek()) {
            if (!offer.test(next)) {
                return Turn.NO_ROOM;
            }
            frames.remove();
        }
        return Turn.MORE;
    }

    /** What was fetched from the store. */
    void caughtUp(List<LinkFrame> fetched) {
        frames.addAll(fetched);
        catchingUp = false;
    }

    /** How a turn of {@link #take} ended. */
    enum Turn {
        /** Nothing is there until there is news. */
        NOTHING_LEFT,
        /** There may be more. */
        MORE,
        NO_ROOM,
        /** What comes next has to be fetched from the store, once; until then there is nothing. */
        BEHIND
    }
}
