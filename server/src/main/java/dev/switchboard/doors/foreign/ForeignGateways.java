package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.egress.Egress;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Gateways that are not ours. Connections are shared by all who name the same address with the same credentials; one that nobody uses is closed
 * after a while. Any thread may call.
 */
public final class ForeignGateways implements AutoCloseable {
    private static final int MAX_LINKS = 64;
    private static final Duration HANDSHAKE_SLACK = Duration.ofSeconds(1);

    /** As long as the log of a session is kept: who comes back may go on where they were. */
    private static final Duration LINGER = Duration.ofSeconds(60);

    /** A refusal is remembered longer, or asking again and again would knock again and again. */
    private static final Duration LINGER_REFUSED = Duration.ofMinutes(10);

    private final ForeignConfig config;
    private final Egress egress;
    private final Time time;
    private final Ids ids;
    private final DeviceFile devices;

    // Guarded by this; the one that was used last stands last.
    private final LinkedHashMap<ConnectionKey, Used> links = new LinkedHashMap<>(16, 0.75f, true);
    private boolean closed;

    public ForeignGateways(ForeignConfig config, Egress egress, Time time, Ids ids) {
        this.config = config;
        this.egress = egress;
        this.time = time;
        this.ids = ids;
        this.devices = new DeviceFile(config.data());
    }

    /**
     * The gateway at an address. Nothing is connected yet.
     *
     * @param url {@code ws://} or {@code wss://}
     * @throws dev.switchboard.problem.ProblemException {@code InvalidRequest} for an address that is malformed, {@code Forbidden} for one that
     *     is neither this machine nor configured
     */
    public Gateway at(String url, @Nullable Secret token, @Nullable Secret password) {
        return new ForeignGateway(
                GatewayAddress.of(url, config.hosts()),
                token == null ? Secret.NONE : token,
                password == null ? Secret.NONE : password,
                this);
    }

    /** Closes every connection; whoever waits is told. */
    @Override
    public void close() {
        List<Used> all;
        synchronized (this) {
            closed = true;
            all = List.copyOf(links.values());
            links.clear();
        }
        all.forEach(used -> {
            used.expiry.cancel();
            used.link.close();
        });
    }

    /** Begins to use the link with this key. */
    synchronized Lease lease(ConnectionKey key) throws GatewayException {
        if (closed) {
            throw new GatewayException(Kind.UNREACHABLE, "the server is going down", null, true, null);
        }
        Used used = links.get(key);
        if (used == null) {
            makeRoom();
            Entrance entrance = new Entrance(key, config, egress, devices, time, ids);
            used = new Used(new Link(key, entrance, config.mendFinals(), time, ids));
            links.put(key, used);
        }
        used.users++;
        used.expiry.cancel();
        Used leased = used;
        return new Lease(used.link, () -> release(key, leased));
    }

    /** Reads a session over a link; the reader keeps the lease. */
    SessionReader read(Lease lease, String sessionKey, @Nullable Long since, Runnable onNews)
            throws GatewayException, InterruptedException {
        Link link = lease.link();
        Connection connection = link.connection(config.handshake().plus(HANDSHAKE_SLACK));
        String canonical = connection.hello().defaults().canonical(sessionKey);
        if (canonical.isEmpty()) {
            throw new GatewayException(Kind.INVALID, "the session key is empty", null, false, null);
        }
        Session session = link.sessions().join(canonical);
        boolean reading = false;
        session.asking().lock();
        try {
            link.subscribe(canonical, session, connection);
            ForeignReader reader =
                    new ForeignReader(session.log(), since, onNews, () -> leave(lease, canonical, session));
            reading = true;
            return reader;
        } finally {
            session.asking().unlock();
            if (!reading && link.sessions().leave(session)) {
                link.sessions().forget(canonical, session);
            }
        }
    }

    /** The spelling that the gateway said it uses, or the usual one as long as it has said nothing. */
    String canonical(ConnectionKey key, String sessionKey) {
        Used used;
        synchronized (this) {
            used = links.get(key);
        }
        return Optional.ofNullable(used)
                .map(known -> known.link.canonical(sessionKey))
                .orElseGet(() -> SessionDefaults.USUAL.canonical(sessionKey));
    }

    private void leave(Lease lease, String sessionKey, Session session) {
        Link link = lease.link();
        if (link.sessions().leave(session)) {
            link.unsubscribe(sessionKey, session);
            time.schedule(LINGER, () -> link.sessions().forget(sessionKey, session));
        }
        lease.close();
    }

    private synchronized void release(ConnectionKey key, Used used) {
        used.users--;
        if (used.users == 0 && !closed) {
            Duration linger = used.link.isStopped() ? LINGER_REFUSED : LINGER;
            used.expiry = time.schedule(linger, () -> expire(key, used));
        }
    }

    private void expire(ConnectionKey key, Used used) {
        synchronized (this) {
            if (used.users > 0 || !links.remove(key, used)) {
                return;
            }
        }
        used.link.close();
    }

    /** Gives up the link that has been unused for longest when there are too many. */
    private void makeRoom() throws GatewayException {
        if (links.size() < MAX_LINKS) {
            return;
        }
        ConnectionKey idle = links.entrySet().stream()
                .filter(entry -> entry.getValue().users == 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new GatewayException(
                        Kind.BUSY, "too many gateways are in use (at most " + MAX_LINKS + ")", null, true, null));
        Used used = links.remove(idle);
        if (used != null) {
            used.expiry.cancel();
            used.link.close();
        }
    }

    /** A link and who uses it; guarded by the gateways. */
    private static final class Used {
        private final Link link;
        private int users;
        private Time.Scheduled expiry = () -> {};

        Used(Link link) {
            this.link = link;
        }
    }
}
