package dev.switchboard.doors.gateway;

import dev.switchboard.chat.ChatFrame;
import dev.switchboard.chat.ChatReader;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.doors.gateway.methods.Verbosity;
import dev.switchboard.doors.gateway.render.ChatPayloads;
import dev.switchboard.doors.gateway.render.Payload;
import dev.switchboard.time.Time;
import dev.switchboard.web.OutboxSource;
import dev.switchboard.web.SocketHandler.Socket;
import dev.switchboard.web.TextFrame;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one client is told. Answers wait in a queue; of chats it has a position only; of what is told again anyway the latest waits. An answer
 * leaves after every frame of a chat that was there before it.
 *
 * <p>The socket fetches on its event loop; any thread may add something.
 */
final class Outgoing implements OutboxSource {
    private static final int SLOW = 1008;
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    /** How long a client may take nothing while something is on its way; the connection itself is given up a little later. */
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    /** With so many bytes on their way a client is busy. */
    private static final int BUSY = 64 * 1024;

    private static final int PAGE = 32;

    /** Bytes of answers that may wait, besides the last one. */
    private static final int WAITING_MAX = 16 << 20;

    private static final byte[] CHAT = Notice.head("chat");
    private static final byte[] AGENT = Notice.head("agent");
    private static final byte[] END = Notice.utf8("}");

    private final Member member;
    private final Verbosity verbosity;
    private final Time time;
    private final Socket socket;
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private final ArrayDeque<Waiting> answers = new ArrayDeque<>();
    private final ArrayDeque<Payload> told = new ArrayDeque<>();
    private final Map<String, Notice> notices = new LinkedHashMap<>();
    private @Nullable ChatReader reader;
    private long waiting;
    private long seq;
    private long taken;
    private boolean watched;
    private boolean closed;

    Outgoing(Member member, Verbosity verbosity, Time time, Socket socket) {
        this.member = member;
        this.verbosity = verbosity;
        this.time = time;
        this.socket = socket;
    }

    /**
     * Begins to tell of chats, after what was added before.
     *
     * @param chats makes a reader of all of them that says when there is news
     */
    void open(Function<Runnable, ChatReader> chats) {
        ChatReader fresh = chats.apply(this::news);
        boolean late;
        synchronized (this) {
            reader = fresh;
            late = closed;
        }
        if (late) {
            fresh.close();
        }
        socket.source(this);
    }

    /** A node hears of the sessions that it names. */
    void subscribe(String key) {
        subscriptions.add(key);
    }

    void unsubscribe(String key) {
        subscriptions.remove(key);
    }

    void answer(Response response) {
        add(new Waiting(TextFrame.of(response.text()), null));
    }

    /** Tells of something that is not left out. */
    void event(Notice notice) {
        add(new Waiting(null, notice));
    }

    /** Tells of something that may be left out when something of the same kind comes before there is room. */
    void notice(Notice notice) {
        synchronized (this) {
            if (closed) {
                return;
            }
            notices.put(notice.event(), notice);
        }
        socket.news();
    }

    /** Tells of something at once; nothing follows. */
    void last(Notice notice) {
        synchronized (this) {
            socket.send(notice.text(++seq));
        }
    }

    void close() {
        ChatReader open;
        synchronized (this) {
            closed = true;
            open = reader;
            answers.clear();
            told.clear();
            notices.clear();
        }
        if (open != null) {
            open.close();
        }
    }

    @Override
    public void fill(Outbox room) {
        synchronized (this) {
            int before = answers.size();
            if (!closed && tellChats(room) && tellAnswers(room, before)) {
                tellNotices(room);
            }
        }
    }

    private void news() {
        watch();
        socket.news();
    }

    /** Looks after a client that has much to take in. */
    private void watch() {
        int bytes = socket.outboxBytes();
        if (bytes < BUSY) {
            return;
        }
        long sofar;
        synchronized (this) {
            if (watched || closed) {
                return;
            }
            watched = true;
            sofar = taken;
        }
        time.schedule(PATIENCE, () -> look(sofar, bytes));
    }

    private void look(long before, int bytes) {
        boolean stuck;
        synchronized (this) {
            watched = false;
            stuck = !closed && taken == before && socket.outboxBytes() >= bytes;
        }
        if (stuck) {
            tooSlow();
        } else {
            watch();
        }
    }

    private void add(Waiting answer) {
        boolean full;
        synchronized (this) {
            if (closed) {
                return;
            }
            answers.add(answer);
            waiting += answer.bytes();
            full = answers.size() > 1 && waiting > WAITING_MAX;
        }
        if (full) {
            tooSlow();
        } else {
            news();
        }
    }

    /** False when there is no room. */
    private boolean tellChats(Outbox room) {
        while (true) {
            while (!told.isEmpty()) {
                if (!offer(room, told.peek())) {
                    return false;
                }
                told.remove();
            }
            List<ChatFrame> frames = reader == null ? List.of() : reader.poll(PAGE);
            if (frames == null) {
                tooSlow();
                return false;
            }
            if (frames.isEmpty()) {
                return true;
            }
            frames.forEach(this::take);
        }
    }

    private void take(ChatFrame frame) {
        if (member.isNode() && !subscriptions.contains(frame.session().canonical())) {
            return;
        }
        for (Payload payload : ChatPayloads.of(frame, member.dialect().view())) {
            if (isFor(payload.readers(), frame.session())) {
                told.add(payload);
            }
        }
    }

    private boolean isFor(Payload.For readers, SessionKey key) {
        boolean tools = member.showsTools() || verbosity.showsTools(key);
        return switch (readers) {
            case ALL -> true;
            case TOOLS -> tools;
            case RESULTS -> tools && verbosity.showsResults(key);
            case NO_RESULTS -> tools && !verbosity.showsResults(key);
        };
    }

    /** What is sent to a node has no number. */
    private boolean offer(Outbox room, Payload payload) {
        byte[] head = payload.event().equals("chat") ? CHAT : AGENT;
        if (member.isNode()) {
            return counted(room.offer(head, payload.json(), END));
        }
        return numbered(room.offer(head, payload.json(), Notice.utf8(",\"seq\":" + (seq + 1) + "}")));
    }

    /** False when there is no room. */
    private boolean tellAnswers(Outbox room, int count) {
        for (int i = 0; i < count && !answers.isEmpty(); i++) {
            Waiting next = answers.getFirst();
            boolean gone = next.frame() != null
                    ? counted(room.offer(next.frame()))
                    : next.notice() == null || offer(room, next.notice());
            if (!gone) {
                return false;
            }
            answers.removeFirst();
            waiting -= next.bytes();
        }
        return true;
    }

    private void tellNotices(Outbox room) {
        while (!notices.isEmpty()) {
            Notice next = notices.values().iterator().next();
            if (!offer(room, next)) {
                return;
            }
            notices.remove(next.event());
        }
    }

    private boolean offer(Outbox room, Notice notice) {
        return numbered(room.offer(Notice.head(notice.event()), notice.payload(), notice.tail(seq + 1)));
    }

    /** Only what was taken has a number, so that clients see no gaps. */
    private boolean numbered(boolean gone) {
        if (gone) {
            seq++;
        }
        return counted(gone);
    }

    private boolean counted(boolean gone) {
        if (gone) {
            taken++;
        }
        return gone;
    }

    /** The client has fallen so far behind that it would miss something. It is told why, if it still takes that. */
    private void tooSlow() {
        time.schedule(LAST_WORDS, socket::cut);
        socket.close(SLOW, "slow consumer");
    }

    /** An answer, or an event that is not left out. */
    private record Waiting(
            @Nullable TextFrame frame, @Nullable Notice notice) {
        int bytes() {
            return frame != null ? frame.bytes() : notice != null ? notice.payload().length : 0;
        }
    }
}
