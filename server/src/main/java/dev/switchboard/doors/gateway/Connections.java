package dev.switchboard.doors.gateway;

import dev.switchboard.time.Time;
import dev.switchboard.wire.gateway.GatewayFrame.StateVersion;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Who is here. Tells everybody that time passes, and who comes and goes; that at most once a second. Any thread may call. */
final class Connections {
    private static final Duration PRESENCE_PAUSE = Duration.ofSeconds(1);

    /** So many are told of by name. */
    private static final int SHOWN_MAX = 200;

    private final Time time;
    private final ObjectNode self;
    private final Set<GatewaySocket> sockets = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private long presenceVersion = 1;
    private boolean presenceDue;
    private boolean ticking;

    /** @param version of this program */
    Connections(Time time, String version) {
        this.time = time;
        this.self = GatewayJson.object()
                .put("host", "switchboard")
                .put("version", version)
                .put("mode", "gateway")
                .put("reason", "self")
                .put("text", "Gateway: switchboard " + version)
                .put("ts", time.now().toEpochMilli());
    }

    StateVersion version() {
        synchronized (this) {
            return new StateVersion(presenceVersion, 1);
        }
    }

    /** Who is here, this gateway first. */
    ArrayNode presence() {
        ArrayNode rows = GatewayJson.array();
        rows.add(self);
        sockets.stream()
                .map(GatewaySocket::presence)
                .flatMap(List::stream)
                .limit(SHOWN_MAX)
                .forEach(rows::add);
        return rows;
    }

    void enter(GatewaySocket socket) {
        sockets.add(socket);
        boolean begin;
        synchronized (this) {
            begin = !ticking;
            ticking = true;
        }
        if (begin) {
            time.schedule(Duration.ofMillis(Dialect.TICK_MILLIS), this::tick);
        }
        changed();
    }

    void leave(GatewaySocket socket) {
        if (sockets.remove(socket)) {
            changed();
        }
    }

    private void changed() {
        boolean schedule;
        synchronized (this) {
            presenceVersion++;
            schedule = !presenceDue;
            presenceDue = true;
        }
        if (schedule) {
            time.schedule(PRESENCE_PAUSE, this::tellPresence);
        }
    }

    private void tellPresence() {
        StateVersion version;
        synchronized (this) {
            presenceDue = false;
            version = new StateVersion(presenceVersion, 1);
        }
        ObjectNode payload = GatewayJson.object();
        payload.set("presence", presence());
        Notice notice = new Notice("presence", GatewayJson.bytes(payload), version);
        sockets.forEach(socket -> socket.notice(notice));
    }

    private void tick() {
        synchronized (this) {
            if (sockets.isEmpty()) {
                ticking = false;
                return;
            }
        }
        Instant now = time.now();
        Notice notice =
                new Notice("tick", GatewayJson.bytes(GatewayJson.object().put("ts", now.toEpochMilli())), null);
        sockets.forEach(socket -> socket.notice(notice));
        time.schedule(Duration.ofMillis(Dialect.TICK_MILLIS), this::tick);
    }
}
