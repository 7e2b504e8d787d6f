package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.signals.Broadcast;
import dev.switchboard.time.Time;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * What passes through a connection for one session, each thing once: handed to those who read now, and kept for a short while for those who
 * come back. The text of an answer that is being spoken is cumulative, so that of such events only the latest is kept, and it
 * carries the position of the last logged event before it.
 *
 * <p>Positions go on from {@code base}, which no earlier log of the session has reached: a position of an earlier one is never taken for one of this.
 * Any thread may call; the lock is held for the fields only.
 */
final class SessionLog {
    private static final int MAX_FRAMES = 512;
    private static final long MAX_BYTES = 8L * 1024 * 1024;
    private static final Duration KEPT = Duration.ofSeconds(60);
    private static final int MAX_OPEN_RUNS = 64;

    private final Time time;
    private final Broadcast<Passage> live = new Broadcast<>(MAX_FRAMES, MAX_BYTES, Passage::weight);

    // Guarded by this.
    private final Duplicates duplicates;
    private final ArrayDeque<Passage> kept = new ArrayDeque<>();
    private final LinkedHashMap<String, OpenRun> open = new LinkedHashMap<>();
    private final Set<String> held = new HashSet<>();
    private long keptBytes;
    private long oldest;
    private long last;

    SessionLog(long base, Time time) {
        this.time = time;
        this.duplicates = new Duplicates(time);
        this.oldest = base;
        this.last = base;
    }

    /**
     * An event came.
     *
     * @param mend whether an end without a message is kept back
     * @return the run whose end is kept back, for {@link #settle}; absent otherwise
     */
    synchronized @Nullable HeldEnd heard(Event event, boolean mend) {
        if (!duplicates.isNew(event)) {
            return null;
        }
        ObjectNode payload = event.payload();
        String run = payload.path("runId").asString("");
        Long number = Incoming.number(payload.path("seq"));
        Long seq = event.seq() == null ? number : event.seq();
        if (run.isEmpty()) {
            log(event(event.name(), event.text(), seq, last + 1, false));
            return null;
        }
        OpenRun openRun = duplicates.hasEnded(run) ? open.getOrDefault(run, new OpenRun(run)) : opened(run);
        openRun.heard(number == null ? 0 : number);
        if (event.name().equals("chat") && Duplicates.isEnd(payload)) {
            if (mend
                    && payload.path("state").asString("").equals("final")
                    && !payload.path("message").isObject()) {
                open.putIfAbsent(run, openRun);
                held.add(run);
                return new HeldEnd(snapshot(openRun), event, seq);
            }
            open.remove(run);
            log(event(event.name(), event.text(), seq, last + 1, false));
        } else if (event.name().equals("chat")
                && payload.path("state").asString("").equals("delta")) {
            openRun.delta(
                    pass(event(event.name(), event.text(), seq, last, false)), Messages.text(payload.path("message")));
        } else if (event.name().equals("agent")
                && payload.path("stream").asString("").equals("assistant")) {
            openRun.spoken(pass(event(event.name(), event.text(), seq, last, false)));
        } else {
            log(event(event.name(), event.text(), seq, last + 1, false));
        }
        return null;
    }

    /** An end that was kept back goes out: as it is, or with this payload instead. */
    synchronized void settle(HeldEnd end, @Nullable ObjectNode payload) {
        open.remove(end.run().id());
        if (!held.remove(end.run().id())) {
            return; // It was concluded otherwise.
        }
        byte[] text = payload == null ? end.event().text() : payload.toString().getBytes(StandardCharsets.UTF_8);
        log(event(end.event().name(), text, end.seq(), last + 1, payload != null));
    }

    /** The end of a run that nobody sent, concluded from elsewhere; nothing happens when it has come meanwhile. */
    synchronized void conclude(String run, ObjectNode payload) {
        if (open.remove(run) != null) {
            held.remove(run);
            duplicates.end(run);
            byte[] text = payload.toString().getBytes(StandardCharsets.UTF_8);
            log(event("chat", text, Incoming.number(payload.path("seq")), last + 1, true));
        }
    }

    /** A run has begun, as the gateway answered to whoever asked for it. */
    synchronized void began(String run) {
        if (!duplicates.hasEnded(run)) {
            opened(run);
        }
    }

    synchronized void down() {
        log(new LinkFrame.Down());
    }

    /**
     * There is a new connection, and nothing has come over it yet.
     *
     * @param subscribed whether the session is already sent over it
     */
    synchronized void newConnection(boolean subscribed) {
        duplicates.newConnection();
        if (subscribed) {
            reconnected();
        }
    }

    synchronized void reconnected() {
        log(new LinkFrame.Reconnected(true));
    }

    /** The runs whose end has not been seen. */
    synchronized List<OpenRun.Snapshot> openRuns() {
        return open.values().stream().map(this::snapshot).toList();
    }

    /**
     * Begins to read.
     *
     * @param since the position of the last event that the reader has; absent for what comes from now on
     */
    synchronized Start join(@Nullable Long since, Runnable onNews) {
        prune();
        if (since == null) {
            return new Start(live.join(onNews), last, List.of());
        }
        List<LinkFrame> missed = new ArrayList<>();
        if (since < oldest || since > last) {
            missed.add(new LinkFrame.Resync("gap"));
        } else {
            after(since).forEach(passage -> missed.add(passage.replayed()));
        }
        speaking().forEach(passage -> missed.add(passage.replayed()));
        return new Start(live.join(onNews), last, missed);
    }

    /** A reader has fallen behind: goes on with what it lacks, if that is still there. */
    synchronized Start rejoin(long position, Runnable onNews) {
        List<LinkFrame> missed = new ArrayList<>();
        if (position < oldest) {
            missed.add(new LinkFrame.Resync("gap"));
        } else {
            after(position).forEach(passage -> missed.add(passage.frame()));
        }
        speaking().forEach(passage -> missed.add(passage.frame()));
        return new Start(live.join(onNews), last, missed);
    }

    /** Where a reader stands after the {@code missed} frames. */
    record Start(Broadcast<Passage>.Reader reader, long position, List<LinkFrame> missed) {}

    /** The end of a run that came without a message. */
    record HeldEnd(
            OpenRun.Snapshot run, Event event, @Nullable Long seq) {}

    private static LinkFrame.Event event(String name, byte[] text, @Nullable Long seq, long cursor, boolean synthetic) {
        return new LinkFrame.Event(name, text, seq, cursor, false, synthetic);
    }

    private OpenRun.Snapshot snapshot(OpenRun run) {
        return run.snapshot(open.size() <= 1);
    }

    private OpenRun opened(String run) {
        OpenRun known = open.computeIfAbsent(run, OpenRun::new);
        if (open.size() > MAX_OPEN_RUNS) {
            open.remove(open.keySet().iterator().next());
        }
        return known;
    }

    private void log(LinkFrame frame) {
        Passage passage = new Passage(frame, ++last, true, time.nanos());
        kept.add(passage);
        keptBytes += passage.weight();
        prune();
        live.publish(passage);
    }

    /** Hands on a frame that is not logged. */
    private Passage pass(LinkFrame frame) {
        Passage passage = new Passage(frame, last, false, time.nanos());
        live.publish(passage);
        return passage;
    }

    private void prune() {
        long now = time.nanos();
        while (!kept.isEmpty()) {
            Passage first = kept.getFirst();
            boolean old = now - first.at() > KEPT.toNanos();
            if (!old && kept.size() <= MAX_FRAMES && keptBytes <= MAX_BYTES) {
                return;
            }
            kept.removeFirst();
            keptBytes -= first.weight();
            oldest = first.cursor();
        }
    }

    private List<Passage> after(long position) {
        return kept.stream().filter(passage -> passage.cursor() > position).toList();
    }

    /** The texts so far of the answers that are being spoken, in the order in which they came. */
    private List<Passage> speaking() {
        List<Passage> speaking = new ArrayList<>();
        for (OpenRun run : open.values()) {
            Passage spoken = run.spoken();
            Passage delta = run.delta();
            if (spoken != null) {
                speaking.add(spoken);
            }
            if (delta != null) {
                speaking.add(delta);
            }
        }
        return speaking;
    }
}
