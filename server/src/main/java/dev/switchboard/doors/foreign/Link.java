package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.doors.foreign.SessionLog.HeldEnd;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The supervised connection to one gateway. One virtual thread connects, listens and connects again, at growing intervals, until the link is
 * closed or the gateway has refused us three times. Any virtual thread calls; who needs the connection while there is none waits for the try that
 * is under way or due within its time.
 */
final class Link {
    private static final Logger LOG = LoggerFactory.getLogger(Link.class);
    private static final int MAX_REFUSALS = 3;

    private final ConnectionKey key;
    private final Entrance entrance;
    private final boolean mendFinals;
    private final Time time;
    private final Backoff backoff;
    private final Sessions sessions;
    private final Ends ends;

    // Guarded by this.
    private State state = new Idle();
    private SessionDefaults defaults = SessionDefaults.USUAL;
    private @Nullable Thread supervisor;

    /** Of the connection before, for the supervisor alone. */
    private @Nullable Connection previous;

    private int refusals;

    Link(ConnectionKey key, Entrance entrance, boolean mendFinals, Time time, Ids ids) {
        this.key = key;
        this.entrance = entrance;
        this.mendFinals = mendFinals;
        this.time = time;
        this.backoff = new Backoff(ids);
        this.sessions = new Sessions(time);
        this.ends = new Ends(time);
    }

    Sessions sessions() {
        return sessions;
    }

    synchronized String canonical(String sessionKey) {
        return defaults.canonical(sessionKey);
    }

    synchronized boolean isStopped() {
        return state instanceof Stopped;
    }

    /** Calls on the connection, once there is one. */
    ObjectNode call(String method, ObjectNode params, Duration timeout) throws GatewayException, InterruptedException {
        long end = time.nanos() + timeout.toNanos();
        Connection connection = connection(timeout);
        ObjectNode spelled = Params.canonical(method, params, connection.hello().defaults());
        Duration left = Duration.ofNanos(Math.max(1, end - time.nanos()));
        ObjectNode answer = connection.call(method, spelled, left);
        if (method.equals("chat.send")) {
            began(spelled.path("sessionKey").asString(""), answer);
        }
        return answer;
    }

    /** The connection, as soon as there is one. */
    Connection connection(Duration timeout) throws GatewayException, InterruptedException {
        CompletableFuture<Connection> outcome;
        synchronized (this) {
            switch (state) {
                case Up up -> {
                    return up.connection;
                }
                case Stopped stopped -> throw stopped.reason;
                case Closed closed -> throw closing();
                case Pausing pausing when pausing.left(time).compareTo(timeout) > 0 -> throw pausing.reason(time);
                case Pausing pausing -> outcome = pausing.outcome;
                case Trying trying -> outcome = trying.outcome;
                case Idle idle -> {
                    outcome = new CompletableFuture<>();
                    state = new Trying(outcome);
                    supervisor = Thread.ofVirtual()
                            .name("gateway-" + key.address().place())
                            .start(this::supervise);
                }
            }
        }
        return await(outcome, timeout);
    }

    /** Ends the connection and everybody's waiting. */
    void close() {
        State before;
        Thread thread;
        synchronized (this) {
            before = state;
            state = new Closed();
            thread = supervisor;
        }
        switch (before) {
            case Up up -> up.connection.close(1000, "");
            case Trying trying -> trying.outcome.completeExceptionally(closing());
            case Pausing pausing -> pausing.outcome.completeExceptionally(closing());
            case Idle idle -> {}
            case Stopped stopped -> {}
            case Closed closed -> {}
        }
        if (thread != null) {
            thread.interrupt();
        }
    }

    /** Asks the gateway for a session, if it wants to be asked. Runs while the session is held for asking. */
    void subscribe(String sessionKey, Session session, Connection connection)
            throws GatewayException, InterruptedException {
        if (!session.isSubscribedOn(connection)) {
            if (connection.isNode()) {
                connection.call("node.event", subscription("chat.subscribe", sessionKey), Duration.ofSeconds(10));
            }
            session.subscribedOn(connection);
        }
    }

    /** Tells the gateway that nobody reads a session any more, if it wants to be told; does not block. */
    void unsubscribe(String sessionKey, Session session) {
        Connection connection;
        synchronized (this) {
            connection = state instanceof Up up ? up.connection : null;
        }
        if (connection != null && connection.isNode()) {
            Thread.ofVirtual().name("gateway-unsubscribe").start(() -> unsubscribe(sessionKey, session, connection));
        }
    }

    private void supervise() {
        try {
            while (begin()) {
                Duration pause = stay();
                if (pause == null) {
                    return;
                }
                time.sleep(pause);
            }
        } catch (InterruptedException e) {
            // The link is closed, and this thread ends.
        }
    }

    /** Connects, and stays as long as it goes well. Gives the pause before the next try; null when there is none. */
    private @Nullable Duration stay() throws InterruptedException {
        Connection connection;
        try {
            connection = entrance.enter();
        } catch (GatewayException e) {
            return failed(e);
        } catch (RuntimeException e) {
            LOG.error("gateway {}: connecting failed", key.address(), e);
            return failed(new GatewayException(Kind.UNREACHABLE, "connecting failed", null, true, null));
        }
        backoff.reset();
        refusals = 0;
        connection.watch();
        if (!up(connection)) {
            return null;
        }
        try {
            connection.listen(event -> heard(event, connection));
        } finally {
            previous = connection;
        }
        return down(connection);
    }

    private synchronized boolean begin() {
        return switch (state) {
            case Idle idle -> false;
            case Trying trying -> true;
            case Pausing pausing -> {
                state = new Trying(pausing.outcome);
                yield true;
            }
            case Up up -> throw new IllegalStateException("connected twice");
            case Stopped stopped -> false;
            case Closed closed -> false;
        };
    }

    private boolean up(Connection connection) {
        CompletableFuture<Connection> outcome;
        synchronized (this) {
            if (!(state instanceof Trying trying)) {
                connection.close(1000, "");
                return false;
            }
            outcome = trying.outcome;
            state = new Up(connection);
            defaults = connection.hello().defaults();
        }
        LOG.info(
                "gateway {} has let us in as {} with protocol {}",
                key.address(),
                connection.isNode() ? "node" : "operator",
                connection.hello().protocol());
        Connection before = previous;
        if (before != null) {
            sessions.each((sessionKey, session) -> session.log().newConnection(!connection.isNode()));
            Thread.ofVirtual().name("gateway-recovery").start(() -> recover(connection, before));
        }
        outcome.complete(connection);
        return true;
    }

    private @Nullable Duration failed(GatewayException reason) {
        boolean stop = reason.kind() == Kind.REFUSED && ++refusals >= MAX_REFUSALS;
        CompletableFuture<Connection> outcome;
        Duration pause = stop ? Duration.ZERO : backoff.next();
        synchronized (this) {
            if (!(state instanceof Trying trying)) {
                return null;
            }
            outcome = trying.outcome;
            state = stop ? new Stopped(reason) : pausing(reason, pause);
        }
        LOG.warn("gateway {}: {} ({})", key.address(), reason.getMessage(), stop ? "giving up" : "trying again");
        outcome.completeExceptionally(reason);
        return stop ? null : pause;
    }

    private @Nullable Duration down(Connection connection) {
        GatewayException reason = connection.lost();
        Duration announced = connection.restart();
        Duration pause = announced == null ? backoff.next() : announced;
        synchronized (this) {
            if (!(state instanceof Up)) {
                return null;
            }
            state = pausing(reason, pause);
        }
        LOG.warn("gateway {}: {}", key.address(), reason.getMessage());
        sessions.each((sessionKey, session) -> session.log().down());
        return pause;
    }

    private Pausing pausing(GatewayException reason, Duration pause) {
        return new Pausing(reason, time.nanos() + pause.toNanos(), new CompletableFuture<>());
    }

    /** On the supervisor's thread; must not wait. */
    private void heard(Event event, Connection connection) {
        String sessionKey = event.payload().path("sessionKey").asString("");
        if (sessionKey.isEmpty()) {
            return;
        }
        String canonical = connection.hello().defaults().canonical(sessionKey);
        Session session = sessions.known(canonical);
        if (session == null) {
            return;
        }
        HeldEnd end = session.log().heard(event, mendFinals && !connection.isNode());
        if (end != null) {
            Thread.ofVirtual().name("gateway-end").start(() -> mend(canonical, end, session.log(), connection));
        }
    }

    private void began(String sessionKey, ObjectNode answer) {
        String status = answer.path("status").asString("");
        String run = answer.path("runId").asString("");
        Session session = sessions.known(sessionKey);
        if (session != null && !run.isEmpty() && (status.equals("started") || status.equals("in_flight"))) {
            session.log().began(run);
        }
    }

    private void mend(String sessionKey, HeldEnd end, SessionLog log, Connection connection) {
        try {
            ends.mend(sessionKey, end, log, connection);
        } catch (InterruptedException e) {
            // Nobody interrupts this thread.
        }
    }

    /** Takes every session up again after a reconnect: first all of them, then what their runs have become. */
    private void recover(Connection connection, Connection before) {
        if (connection.isNode()) {
            each((sessionKey, session) -> resubscribe(sessionKey, session, connection));
        } else {
            boolean restarted = before.restarting() || connection.gatewayBeganAfter(before.openedAt());
            each((sessionKey, session) -> ends.conclude(sessionKey, session.log(), connection, restarted));
        }
    }

    private void resubscribe(String sessionKey, Session session, Connection connection)
            throws GatewayException, InterruptedException {
        session.asking().lock();
        try {
            if (session.readers() > 0) {
                subscribe(sessionKey, session, connection);
            }
        } finally {
            session.asking().unlock();
        }
        session.log().reconnected();
    }

    private void each(Recovery recovery) {
        sessions.each((sessionKey, session) -> {
            try {
                recovery.of(sessionKey, session);
            } catch (GatewayException e) {
                LOG.warn("gateway {}: a session is not taken up again: {}", key.address(), e.getMessage());
            } catch (InterruptedException e) {
                // Nobody interrupts this thread.
            }
        });
    }

    private void unsubscribe(String sessionKey, Session session, Connection connection) {
        session.asking().lock();
        try {
            if (session.readers() == 0 && session.isSubscribedOn(connection)) {
                session.unsubscribed(sessions.newLog());
                connection.call("node.event", subscription("chat.unsubscribe", sessionKey), Duration.ofSeconds(10));
            }
        } catch (GatewayException e) {
            // It is not subscribed any more either way, or sends what nobody reads.
        } catch (InterruptedException e) {
            // Nobody interrupts this thread.
        } finally {
            session.asking().unlock();
        }
    }

    private static ObjectNode subscription(String event, String sessionKey) {
        ObjectNode params = Incoming.JSON.createObjectNode().put("event", event);
        params.putObject("payload").put("sessionKey", sessionKey);
        return params;
    }

    private Connection await(CompletableFuture<Connection> outcome, Duration timeout)
            throws GatewayException, InterruptedException {
        CompletableFuture<Connection> mine = outcome.copy();
        Time.Scheduled limit = time.schedule(
                timeout,
                () -> mine.completeExceptionally(new GatewayException(
                        Kind.TIMEOUT, key.address().place() + " could not be reached in time", null, true, null)));
        try {
            return Futures.get(mine);
        } finally {
            limit.cancel();
        }
    }

    private GatewayException closing() {
        return new GatewayException(
                Kind.UNREACHABLE, "the connection to " + key.address().place() + " is being closed", null, true, null);
    }

    /** What is done for one session after a reconnect. */
    @FunctionalInterface
    private interface Recovery {
        void of(String sessionKey, Session session) throws GatewayException, InterruptedException;
    }

    /** Where the link stands. */
    private sealed interface State {}

    /** Nobody has asked for it yet. */
    private record Idle() implements State {}

    private record Trying(CompletableFuture<Connection> outcome) implements State {}

    private record Up(Connection connection) implements State {}

    /** Before the next try, whose outcome some wait for already. */
    private record Pausing(GatewayException reason, long due, CompletableFuture<Connection> outcome) implements State {
        Duration left(Time time) {
            return Duration.ofNanos(Math.max(0, due - time.nanos()));
        }

        GatewayException reason(Time time) {
            return new GatewayException(
                    reason.kind(), String.valueOf(reason.getMessage()), reason.code(), true, left(time));
        }
    }

    /** It refused us too often; another configuration is another link. */
    private record Stopped(GatewayException reason) implements State {}

    private record Closed() implements State {}
}
