package dev.switchboard.chat;

import dev.switchboard.journal.Entry;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunEventCodec;
import dev.switchboard.signals.Delta;
import dev.switchboard.signals.Feed;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the readers of a session what its agent is saying: the first piece at once, then what has come since, a few times a second. One virtual
 * thread for each turn that goes on; it ends with the turn.
 */
final class Speaker implements Runnable {
    /** From one piece to the next. */
    static final Duration PACE = Duration.ofMillis(150);

    private static final Logger LOG = LoggerFactory.getLogger(Speaker.class);
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final RunEventCodec EVENTS = new RunEventCodec();
    private static final String ITEM = "item.completed";
    private static final String RETRY = "step_retry";
    private static final String END = "turn.completed";

    private final LiveTurn turn;
    private final Feed feed;
    private final long after;
    private final Time time;
    private final Map<String, StringBuilder> open = new LinkedHashMap<>();
    private boolean news;
    private boolean over;

    /**
     * @param after the run's event with which the turn began or went on
     */
    Speaker(LiveTurn turn, Feed feed, long after, Time time) {
        this.turn = turn;
        this.feed = feed;
        this.after = after;
        this.time = time;
    }

    @Override
    public void run() {
        try (Follower follower = feed.follow(turn.run.events(), after, true)) {
            while (!over && !turn.ended.isDone()) {
                if (heard(follower) && turn.session.speak(turn, open, time.now())) {
                    time.sleep(PACE);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("the speaker of a turn was interrupted"); // The thread ends.
        }
    }

    /** Waits for what comes next; returns whether it changes what is being said. */
    private boolean heard(Follower follower) throws InterruptedException {
        try {
            news = false;
            List<Frame> frames = follower.next(LONG);
            frames.forEach(this::hear);
            return news && !over;
        } catch (ProblemException e) {
            LOG.warn("the text of a turn cannot be followed for a while: {}", e.getMessage());
            time.sleep(PAUSE);
            return false;
        }
    }

    private void hear(Frame frame) {
        switch (frame) {
            case Frame.Spoken(Delta delta) -> {
                if (delta.kind() == ItemKind.TEXT) {
                    StringBuilder text = open.computeIfAbsent(delta.itemId(), id -> new StringBuilder());
                    text.setLength(Math.min(text.length(), delta.offset()));
                    text.append(delta.text());
                    news = true;
                }
            }
            case Frame.Event(Entry entry) -> {
                switch (entry.type()) {
                    case ITEM -> {
                        if (event(entry) instanceof RunEvent.ItemCompleted(RunEvent.Item item)) {
                            close(item.id());
                        }
                    }
                    case RETRY -> {
                        if (event(entry) instanceof RunEvent.StepRetry retry) {
                            retry.discarded().forEach(this::close);
                        }
                    }
                    case END -> over = true;
                    default -> {} // Names of protocol events, of which only these end an item.
                }
            }
        }
    }

    private void close(String item) {
        news |= open.remove(item) != null;
        turn.session.forget(turn, item);
    }

    private static RunEvent event(Entry entry) {
        return EVENTS.decode(entry.type(), entry.version(), entry.payload());
    }
}
