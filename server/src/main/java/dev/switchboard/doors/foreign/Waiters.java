package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Incoming.Response;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Those who wait for answers on one connection. Every wait ends: with the answer, by its time, or with the connection. Any thread may call. */
final class Waiters {
    private static final int MAX = 1_000;

    private final Time time;
    private final Refusals refusals;

    // Guarded by this.
    private final Map<String, Waiter> waiting = new HashMap<>();
    private @Nullable GatewayException over;
    private long lastId;

    Waiters(Time time, Refusals refusals) {
        this.time = time;
        this.refusals = refusals;
    }

    /**
     * Begins to wait.
     *
     * @throws GatewayException when the connection is over, or too many wait already
     */
    Waiter begin(String method, Duration timeout, String place) throws GatewayException {
        synchronized (this) {
            if (over != null) {
                throw over;
            }
            if (waiting.size() >= MAX) {
                throw new GatewayException(
                        Kind.BUSY, "too many requests wait for " + place + " already", null, true, null);
            }
            Waiter waiter = new Waiter(Long.toString(++lastId), method);
            waiting.put(waiter.id, waiter);
            waiter.limit = time.schedule(timeout, () -> {
                remove(waiter);
                waiter.late(new GatewayException(
                        Kind.TIMEOUT, place + " did not answer " + method + " in time", null, true, null));
            });
            return waiter;
        }
    }

    /** Hands an answer to whoever waits for it; false when nobody does. */
    boolean answered(Response response) {
        Waiter waiter;
        synchronized (this) {
            waiter = waiting.get(response.id());
        }
        if (waiter == null) {
            return false;
        }
        if (!response.ok()) {
            remove(waiter);
            waiter.answer.completeExceptionally(refusals.inside(response.error()));
        } else if (!waiter.isFirstOfTwo(response.payload())) {
            remove(waiter);
            waiter.answer.complete(response.payload());
        }
        return true;
    }

    /** The connection is over: nobody waits any longer, and nobody begins to. */
    void end(GatewayException reason) {
        List<Waiter> left;
        synchronized (this) {
            over = reason;
            left = List.copyOf(waiting.values());
        }
        for (Waiter waiter : left) {
            remove(waiter);
            waiter.late(reason);
        }
    }

    void remove(Waiter waiter) {
        Time.Scheduled limit;
        synchronized (this) {
            waiting.remove(waiter.id);
            limit = waiter.limit;
        }
        limit.cancel();
    }

    /** One request that has not been answered, or not for the last time. */
    static final class Waiter {
        private final String id;
        private final String method;
        private final CompletableFuture<ObjectNode> answer = new CompletableFuture<>();
        private volatile @Nullable ObjectNode accepted;

        /** Guarded by the waiters. */
        private Time.Scheduled limit = () -> {};

        private Waiter(String id, String method) {
            this.id = id;
            this.method = method;
        }

        String id() {
            return id;
        }

        ObjectNode await() throws GatewayException, InterruptedException {
            return Futures.get(answer);
        }

        /** The method {@code agent} is answered twice: that it was accepted, and how it ended. */
        private boolean isFirstOfTwo(ObjectNode payload) {
            boolean first = method.equals("agent")
                    && accepted == null
                    && payload.path("status").asString("").equals("accepted");
            if (first) {
                accepted = payload;
            }
            return first;
        }

        /** No further answer will be waited for: what was accepted stays accepted. */
        private void late(GatewayException reason) {
            ObjectNode first = accepted;
            if (first != null) {
                answer.complete(first);
            } else {
                answer.completeExceptionally(reason);
            }
        }
    }
}
