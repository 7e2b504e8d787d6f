package dev.switchboard.client;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.wire.runs.ErrorDocument;
import dev.switchboard.wire.runs.JsonMembers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * What happens in one session, from a position on, each thing once and in order. A connection that is cut, falls silent or leaves out an event
 * is made again from where it was. One thread follows; it is that thread which calls the listener. Any thread may {@link #stop} it.
 */
public final class ChatStream {
    private static final Duration PING_AFTER = Duration.ofSeconds(20);
    private static final Duration SILENCE = Duration.ofSeconds(45);
    private static final Duration WELCOME = Duration.ofSeconds(15);
    private static final Duration FIRST_DELAY = Duration.ofMillis(200);
    private static final Duration LAST_DELAY = Duration.ofSeconds(5);
    private static final String PATH = "/openclaw/ws";
    private static final String PING = "{\"type\":\"ping\"}";

    private final ChatClient chats;
    private final String session;
    private final Duration patience;
    private final Time time;
    private final Ids ids;
    /** Events of the last position that have been handed on; the ones after them may not have come yet. */
    private final Set<String> atLast = new HashSet<>();

    private @Nullable Long from;
    private long last;
    private long bseq;
    private boolean welcomed;
    private long heardAt;
    private volatile boolean stopped;
    private volatile @Nullable FrameSocket open;

    /**
     * @param session in any spelling
     * @param since the position after which to begin; absent for what comes from now on
     * @param patience how long to try to connect again
     */
    ChatStream(ChatClient chats, String session, @Nullable Long since, Duration patience, Time time, Ids ids) {
        this.chats = chats;
        this.session = session;
        this.from = since;
        this.patience = patience;
        this.time = time;
        this.ids = ids;
    }

    /** Hears the session. */
    public interface Listener {
        /** The session is being read from now on. Called once for each connection. */
        void reading();

        void frame(ChatFrame frame);

        /** The connection is gone and is made again after the delay. */
        void lost(String cause, Duration delay);

        /** The gateway is gone or back, or what came after the position is not kept: the history may hold more than was handed on. */
        void gap();
    }

    /**
     * Follows until it is stopped.
     *
     * @throws ClientException for what is wrong at the first attempt, and for what will not pass; {@code SocketLost} when the patience is over
     * @throws InterruptedException while waiting; the thread is to end
     */
    public void follow(Listener listener) throws InterruptedException {
        heardAt = time.nanos();
        int attempt = 0;
        while (!stopped) {
            long before = heardAt;
            String cause = readOnce(listener);
            if (stopped) {
                return;
            }
            if (heardAt != before) {
                attempt = 0;
            }
            if (time.nanos() - heardAt > patience.toNanos()) {
                throw new ClientException(
                        new ClientProblem.SocketLost(chats.server().base(), cause));
            }
            Duration delay = delay(attempt);
            attempt++;
            listener.lost(cause, delay);
            time.sleep(delay);
        }
    }

    /** Ends the following soon. */
    public void stop() {
        stopped = true;
        FrameSocket socket = open;
        if (socket != null) {
            socket.close();
        }
    }

    /** The position of the last event that was handed on; 0 when there is none. */
    public long last() {
        return last;
    }

    /** Reads one connection to its end; returns why it ended. */
    private String readOnce(Listener listener) throws InterruptedException {
        try (FrameSocket socket = chats.socket(PATH)) {
            open = socket;
            if (stopped) {
                return "";
            }
            bseq = 0;
            socket.send(subscribe());
            return read(socket, listener);
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        } catch (ClientException e) {
            return passing(e);
        } finally {
            open = null;
        }
    }

    private String read(FrameSocket socket, Listener listener) throws InterruptedException, IOException {
        long quietSince = time.nanos();
        boolean subscribed = false;
        while (!stopped) {
            FrameSocket.Arrival arrival = socket.next(subscribed ? PING_AFTER : WELCOME);
            switch (arrival) {
                case null -> {
                    if (!subscribed || time.nanos() - quietSince > SILENCE.toNanos()) {
                        return "no answer in "
                                + Duration.ofNanos(time.nanos() - quietSince).toSeconds() + " s";
                    }
                    socket.send(PING);
                    continue;
                }
                case FrameSocket.Closed closed -> {
                    return closed.reason().isEmpty() ? "closed with " + closed.code() : closed.reason();
                }
                case FrameSocket.Binary ignored -> {}
                case FrameSocket.Message message -> {
                    String gap = hear(message.text(), subscribed, listener);
                    if (gap != null) {
                        return gap;
                    }
                    subscribed = welcomed;
                }
            }
            quietSince = time.nanos();
        }
        return "";
    }

    /** Hears one message; answers why the connection is of no use any more, if that is so. */
    private @Nullable String hear(String json, boolean subscribed, Listener listener) {
        try {
            JsonMembers members = JsonMembers.of(json.getBytes(StandardCharsets.UTF_8));
            String type = "";
            String state = "";
            while (members.next()) {
                switch (members.name()) {
                    case "type" -> type = members.text();
                    case "state" -> state = members.text();
                    default -> {}
                }
            }
            switch (type) {
                case "subscribed" -> {
                    welcomed = true;
                    heardAt = time.nanos();
                    listener.reading();
                }
                case "event" -> {
                    return event(ChatFrame.read(json), listener);
                }
                case "resync" -> {
                    heardAt = time.nanos();
                    forget();
                    listener.gap();
                }
                case "gateway" -> {
                    if (state.equals("reconnected")) {
                        listener.gap();
                    }
                }
                case "error" -> {
                    if (!subscribed) {
                        return notSubscribed(json, listener);
                    }
                }
                default -> {}
            }
            return null;
        } catch (JacksonException e) {
            throw new ClientException(
                    new ClientProblem.NotSwitchboard(chats.server().base(), "a frame that is not JSON"), e);
        }
    }

    private @Nullable String event(ChatFrame frame, Listener listener) {
        if (frame.bseq() != 0) {
            if (frame.bseq() != bseq + 1) {
                return "event " + (bseq + 1) + " was left out; the server is at " + frame.bseq();
            }
            bseq = frame.bseq();
        }
        heardAt = time.nanos();
        if (frame.cursor() < last || !isNew(frame)) {
            return null;
        }
        last = frame.cursor();
        from = null;
        listener.frame(frame);
        return null;
    }

    /** Texts hold all that was said before, so that only of the others it matters whether they came. */
    private boolean isNew(ChatFrame frame) {
        if (frame.cursor() > last) {
            atLast.clear();
        }
        return frame.isText() || atLast.add(frame.identity());
    }

    private void forget() {
        from = null;
        last = 0;
        atLast.clear();
    }

    /** Of the last position there may be more than has come: it is asked for again, and what has come is left out then. */
    private String subscribe() {
        Long since = last > 0 ? Long.valueOf(last - 1) : from;
        return chats.object(json -> {
            json.writeStringProperty("type", "subscribe").writeStringProperty("sessionKey", session);
            if (since != null) {
                json.writeNumberProperty("since", since);
            }
        });
    }

    /** A position that the server does not know is given up; everything else is thrown. */
    private String notSubscribed(String json, Listener listener) {
        ErrorDocument error = ErrorDocument.read(JsonMembers.of(json.getBytes(StandardCharsets.UTF_8)));
        if (error.code().equals("BEYOND_END") || error.code().equals("PAST_RETENTION")) {
            forget();
            listener.gap();
            return error.detail();
        }
        boolean passes = error.fact("retryable").equals("true");
        throw new ClientException(new ClientProblem.Refused(passes ? 503 : status(error.code()), error, null));
    }

    private static int status(String code) {
        return switch (code) {
            case "REFUSED" -> 401;
            case "FORBIDDEN", "NOT_PAIRED" -> 403;
            case "UNREACHABLE", "TIMEOUT", "UNAVAILABLE" -> 503;
            default -> 400;
        };
    }

    /** Why a connection could not be made, when that passes once one has been made; everything else rises. */
    private String passing(ClientException e) {
        if (!welcomed) {
            throw e;
        }
        return switch (e.problem()) {
            case ClientProblem.Unreachable gone -> gone.cause();
            case ClientProblem.NoAnswer late -> "no answer in " + late.waited().toSeconds() + " s";
            case ClientProblem.Refused refused -> {
                if (refused.status() != 429 && refused.status() < 500) {
                    throw e;
                }
                yield refused.error().detail();
            }
            case ClientProblem.NotTrusted no -> throw e;
            case ClientProblem.NotSwitchboard no -> throw e;
            case ClientProblem.StreamLost lost -> throw e;
            case ClientProblem.SocketLost lost -> throw e;
            case ClientProblem.Incomplete incomplete -> throw e;
        };
    }

    /** Doubling, with the upper half drawn at random, so that readers who lost the same server do not come back together. */
    private Duration delay(int attempt) {
        long cap = Math.min(LAST_DELAY.toMillis(), FIRST_DELAY.toMillis() << Math.min(attempt, 10));
        return Duration.ofMillis(cap / 2 + (long) (ids.fraction() * cap / 2));
    }
}
