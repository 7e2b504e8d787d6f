package dev.switchboard.client;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.wire.runs.DigestDocument;
import dev.switchboard.wire.runs.RunDocument;
import dev.switchboard.wire.runs.RunLine;
import dev.switchboard.wire.runs.RunStatus;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * The lines of one run from a number on, each once and in order, until the run has ended. A connection that is cut, falls silent or leaves
 * out a line is made again from the last line that came. One thread follows; it is that thread which calls the listener.
 */
public final class RunStream {
    /** A server sends something at least every 15 seconds. */
    private static final Duration SILENCE = Duration.ofSeconds(45);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LAST_DELAY = Duration.ofSeconds(5);

    private final RunsClient runs;
    private final Time time;
    private final Ids ids;
    private final String runId;
    private final boolean deltas;
    private final @Nullable DigestChain digest;

    private long last;
    private long heardAt;
    private boolean connected;

    /**
     * @param after the number after which to begin; 0 for the first line, and only then the digest can be checked
     * @param deltas whether fragments of what is still being said are wanted
     */
    public RunStream(RunsClient runs, String runId, long after, boolean deltas, Time time, Ids ids) {
        this.runs = runs;
        this.runId = runId;
        this.last = after;
        this.deltas = deltas;
        this.time = time;
        this.ids = ids;
        this.digest = after == 0 ? new DigestChain() : null;
    }

    /** Hears the lines. */
    public interface Listener {
        void line(StreamLine line);

        /** The connection is gone and is made again after the delay. */
        void lost(String cause, Duration delay);

        /** The connection is back. */
        void back();
    }

    /**
     * How a run's lines ended.
     *
     * @param line the terminal line; absent when it had been read before
     * @param verified whether the digest proves that every line of the run has come
     */
    public record End(RunStatus status, RunLine.@Nullable Ended line, boolean verified) {}

    /**
     * Follows until the run has ended.
     *
     * @throws ClientException {@code Refused} or {@code Unreachable} at the first attempt; later {@code StreamLost} after two minutes
     *     of silence, {@code Incomplete} when the lines are not the logged ones
     * @throws InterruptedException while waiting to connect again; the thread is to end
     */
    public End follow(Listener listener) throws InterruptedException {
        heardAt = time.nanos();
        int attempt = 0;
        while (true) {
            long before = heardAt;
            Cut cut = readOnce(listener);
            if (cut.end() != null) {
                return cut.end();
            }
            if (heardAt != before) {
                attempt = 0;
            }
            if (time.nanos() - heardAt > PATIENCE.toNanos()) {
                throw new ClientException(new ClientProblem.StreamLost(runId, last, cut.cause()));
            }
            Duration delay = delay(attempt, cut.notBefore());
            attempt++;
            listener.lost(cut.cause(), delay);
            time.sleep(delay);
        }
    }

    /** The last line that has come. */
    public long last() {
        return last;
    }

    /**
     * How one connection ended.
     *
     * @param notBefore when the server wants to be asked again, from now
     */
    private record Cut(
            @Nullable End end, String cause, @Nullable Duration notBefore) {
        static Cut by(String cause) {
            return new Cut(null, cause, null);
        }
    }

    private Cut readOnce(Listener listener) {
        boolean again = connected;
        try (InputStream in = runs.events(runId, last, deltas, SILENCE)) {
            connected = true;
            if (again) {
                listener.back();
            }
            return read(new LineCutter(in), listener);
        } catch (IOException e) {
            String message = e.getMessage();
            return Cut.by(message == null ? e.getClass().getSimpleName() : message);
        } catch (ClientException e) {
            return cutBy(e);
        }
    }

    private Cut read(LineCutter lines, Listener listener) throws IOException {
        boolean any = false;
        byte[] text;
        while ((text = lines.next()) != null) {
            any = true;
            StreamLine line = parse(text);
            if (line.seq() == 0) {
                if (line.type().equals("heartbeat")
                        && line.says() instanceof RunLine.Heartbeat beat
                        && beat.after() > last) {
                    return gap(beat.after());
                }
                heardAt = time.nanos();
                listener.line(line);
            } else if (line.seq() > last + 1) {
                return gap(line.seq() - 1);
            } else if (line.seq() == last + 1) {
                last++;
                heardAt = time.nanos();
                if (line.type().equals("turn.completed") && line.says() instanceof RunLine.Ended ended) {
                    boolean verified = verify(ended.digest());
                    listener.line(line);
                    return new Cut(new End(ended.status(), ended, verified), "", null);
                }
                if (digest != null) {
                    digest.add(line);
                }
                listener.line(line);
            }
        }
        return any ? Cut.by("the connection ended before the run did") : endedBefore();
    }

    /** Nothing came: the position may be the end of a run that has ended. */
    private Cut endedBefore() {
        RunDocument run = runs.run(runId).value();
        return run.status().ended() && run.lastSeq() <= last
                ? new Cut(new End(run.status(), null, false), "", null)
                : Cut.by("the connection ended before the run did");
    }

    private Cut gap(long known) {
        return Cut.by("line " + (last + 1) + " was left out; the server is at " + known);
    }

    private boolean verify(@Nullable DigestDocument logged) {
        if (digest == null || logged == null) {
            return false;
        }
        if (logged.events() != digest.events() || !logged.sha256().equals(digest.hex())) {
            throw new ClientException(new ClientProblem.Incomplete(
                    runId,
                    digest.events() + " lines with digest " + digest.hex() + " came, " + logged.events()
                            + " with digest " + logged.sha256() + " are logged"));
        }
        return true;
    }

    private StreamLine parse(byte[] text) {
        try {
            return StreamLine.of(text);
        } catch (JacksonException e) {
            throw new ClientException(
                    new ClientProblem.NotSwitchboard(runs.server().base(), "a line that is not JSON"), e);
        }
    }

    /** Failures that pass are waited out once a connection has been made; all others rise. */
    private Cut cutBy(ClientException e) {
        if (!connected) {
            throw e;
        }
        return switch (e.problem()) {
            case ClientProblem.Unreachable gone -> Cut.by(gone.cause());
            case ClientProblem.NoAnswer late ->
                Cut.by("no answer in " + late.waited().toSeconds() + " s");
            case ClientProblem.Refused refused -> {
                if (refused.status() != 429 && refused.status() < 500) {
                    throw e;
                }
                yield new Cut(null, refused.error().detail(), refused.retryAfter());
            }
            case ClientProblem.NotTrusted no -> throw e;
            case ClientProblem.NotSwitchboard no -> throw e;
            case ClientProblem.StreamLost lost -> throw e;
            case ClientProblem.SocketLost lost -> throw e;
            case ClientProblem.Incomplete incomplete -> throw e;
        };
    }

    /** Doubling, with the upper half drawn at random, so that readers who lost the same server do not come back together. */
    private Duration delay(int attempt, @Nullable Duration notBefore) {
        long cap = Math.min(LAST_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(attempt, 10));
        Duration own = Duration.ofMillis(cap / 2 + (long) (ids.fraction() * cap / 2));
        if (notBefore == null || notBefore.compareTo(own) <= 0) {
            return own;
        }
        return notBefore.compareTo(PATIENCE) < 0 ? notBefore : PATIENCE;
    }
}
