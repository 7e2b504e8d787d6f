package dev.switchboard.doors.runs;

import dev.switchboard.journal.Entry;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.time.Time;
import dev.switchboard.web.BodyStream;
import java.time.Duration;
import java.util.List;

/**
 * One reader of a run, on one connection: sends what the follower brings until the run has ended or the reader is gone. One thread
 * sends; any thread may {@link #leave}.
 */
final class EventStream {
    /** The only event after which nothing comes. */
    static final String TERMINAL = "turn.completed";

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final RunId run;
    private final Follower follower;
    private final Lines lines;
    private final Duration heartbeat;
    private final Time time;
    private volatile boolean leaving;

    EventStream(RunId run, Follower follower, Lines lines, Duration heartbeat, Time time) {
        this.run = run;
        this.follower = follower;
        this.lines = lines;
        this.heartbeat = heartbeat;
        this.time = time;
    }

    /** Sends until the end, and ends the body. */
    void send(BodyStream body) throws InterruptedException {
        boolean more = true;
        while (more) {
            List<Frame> frames = nextFrames();
            if (!frames.isEmpty()) {
                more = body.write(lines.of(run.value(), frames, time.now())) && !ends(frames.getLast());
            } else if (leaving) {
                more = false;
            } else {
                more = body.write(lines.heartbeat(run.value(), follower.position(), time.now()));
            }
        }
        body.end();
    }

    /** What comes next; nothing, after a pause, while the storage does not serve: the position stays, so nothing is lost by waiting. */
    private List<Frame> nextFrames() throws InterruptedException {
        try {
            return follower.next(heartbeat);
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.Unavailable) && !(e.problem() instanceof Problem.TooBusy)) {
                throw e;
            }
            time.sleep(PAUSE);
            return List.of();
        }
    }

    /** Stops sending soon, whether or not the run has ended. */
    void leave() {
        leaving = true;
        follower.close();
    }

    static boolean ends(Frame frame) {
        return frame instanceof Frame.Event(Entry entry) && entry.type().equals(TERMINAL);
    }
}
