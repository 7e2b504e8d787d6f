package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Knows which events of a session have been seen. Both families of events of a run share one counter, so an event is known by its name, its
 * run, its number there and what it is about. And a run ends once: chat events after its end are none. Guarded by its owner.
 */
final class Duplicates {
    private static final int MAX_RUNS = 256;
    private static final int MAX_PER_RUN = 512;
    private static final Duration KEPT = Duration.ofMinutes(10);

    /** Stands for events that belong to no run. */
    private static final String NO_RUN = "";

    private final Time time;
    private final LinkedHashMap<String, Seen> runs = new LinkedHashMap<>(16, 0.75f, true);

    Duplicates(Time time) {
        this.time = time;
    }

    /** Whether this is an event that has not been seen; from now on it has. */
    boolean isNew(Event event) {
        ObjectNode payload = event.payload();
        String run = payload.path("runId").asString("");
        Long number = Incoming.number(payload.path("seq"));
        boolean chat = event.name().equals("chat");
        if (chat && !run.isEmpty()) {
            Seen seen = seen(run);
            if (seen.ended) {
                return false;
            }
            seen.ended = isEnd(payload);
        }
        if (run.isEmpty() || number == null) {
            Long outer = event.seq();
            return outer == null || seen(NO_RUN).add(new Identity(event.name(), outer, ""));
        }
        return seen(run).add(new Identity(event.name(), number, about(event.name(), payload)));
    }

    /** Whether the run's end has been seen. */
    boolean hasEnded(String run) {
        Seen seen = runs.get(run);
        return seen != null && seen.ended;
    }

    /** The run has ended, though its end was not sent. */
    void end(String run) {
        seen(run).ended = true;
    }

    /** A new connection begins to count anew. */
    void newConnection() {
        runs.remove(NO_RUN);
    }

    /** Whether a chat event ends its run. */
    static boolean isEnd(ObjectNode payload) {
        return switch (payload.path("state").asString("")) {
            case "final", "error", "aborted" -> true;
            default -> false;
        };
    }

    private static String about(String name, ObjectNode payload) {
        JsonNode data = payload.path("data");
        return switch (name) {
            case "chat" -> payload.path("state").asString("");
            case "agent" ->
                payload.path("stream").asString("") + " " + data.path("phase").asString("") + " "
                        + data.path("toolCallId").asString("");
            default -> "";
        };
    }

    private Seen seen(String run) {
        long now = time.nanos();
        Seen seen = runs.computeIfAbsent(run, key -> new Seen());
        seen.at = now;
        Iterator<Map.Entry<String, Seen>> oldest = runs.entrySet().iterator();
        while (oldest.hasNext()) {
            boolean old = now - oldest.next().getValue().at > KEPT.toNanos();
            if (!old && runs.size() <= MAX_RUNS) {
                break;
            }
            oldest.remove();
        }
        return seen;
    }

    private record Identity(String event, long number, String about) {}

    private static final class Seen {
        private final Set<Identity> identities = new LinkedHashSet<>();
        private boolean ended;
        private long at;

        boolean add(Identity identity) {
            boolean added = identities.add(identity);
            if (identities.size() > MAX_PER_RUN) {
                identities.remove(identities.iterator().next());
            }
            return added;
        }
    }
}
