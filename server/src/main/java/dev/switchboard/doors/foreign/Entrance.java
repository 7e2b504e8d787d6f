package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.doors.foreign.Incoming.Response;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.EgressException;
import dev.switchboard.egress.EgressSocket;
import dev.switchboard.egress.EgressSocket.Goodbye;
import dev.switchboard.egress.EgressSocketRequest;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The door of one gateway: opens sockets to it and gets us let in. For one thread, which is blocked meanwhile. */
final class Entrance {
    private static final int MESSAGE_BYTES = 25 * 1024 * 1024;
    private static final int OUTBOX_BYTES = 2 * MESSAGE_BYTES;
    private static final int EARLY_EVENTS = 64;
    private static final int WAYS = 4;

    /** After that long without a challenge there will be none. */
    private static final Duration CHALLENGE = Duration.ofMillis(750);

    private static final String CONNECT_ID = "connect";

    private final ConnectionKey key;
    private final ForeignConfig config;
    private final Egress egress;
    private final DeviceFile devices;
    private final Time time;
    private final Ids ids;
    private final ConnectParams params;

    /** The way that was taken the last time. */
    private Way way;

    Entrance(ConnectionKey key, ForeignConfig config, Egress egress, DeviceFile devices, Time time, Ids ids) {
        this.key = key;
        this.config = config;
        this.egress = egress;
        this.devices = devices;
        this.time = time;
        this.ids = ids;
        this.params = new ConnectParams(key.access(), config.version(), time);
        this.way = firstWay();
    }

    /** Opens a connection and is let in, within the time that the configuration allows for it. */
    Connection enter() throws GatewayException, InterruptedException {
        long end = time.nanos() + config.handshake().toNanos();
        for (int tries = 1; ; tries++) {
            try {
                return enter(Duration.ofNanos(Math.max(1, end - time.nanos())));
            } catch (Refused refused) {
                Way other = tries < WAYS ? another(refused) : null;
                way = other == null ? firstWay() : other;
                if (other == null) {
                    throw refused.reason;
                }
            } catch (UncheckedIOException e) {
                throw new GatewayException(Kind.UNREACHABLE, reason(e), null, false, null);
            }
        }
    }

    private Connection enter(Duration limit) throws GatewayException, InterruptedException, Refused {
        Secret deviceToken = way.deviceToken() ? devices.token(key).orElse(Secret.NONE) : Secret.NONE;
        Secret token = deviceToken.isEmpty() ? key.token() : deviceToken;
        Refusals refusals = new Refusals(List.of(key.token(), key.password(), deviceToken));
        EgressSocket socket = open(limit);
        AtomicBoolean late = new AtomicBoolean();
        Time.Scheduled patience = time.schedule(limit, () -> {
            late.set(true);
            socket.close();
        });
        boolean in = false;
        try {
            Connection connection = talk(socket, token, refusals, late);
            in = true;
            return connection;
        } finally {
            patience.cancel();
            if (!in) {
                socket.close();
            }
        }
    }

    private EgressSocket open(Duration limit) throws GatewayException, InterruptedException {
        EgressSocketRequest request = new EgressSocketRequest(
                key.address().uri(),
                key.address().guard(),
                new EgressSocketRequest.Limits(limit, MESSAGE_BYTES, OUTBOX_BYTES));
        try {
            return egress.open(request, ids);
        } catch (EgressException e) {
            Kind kind = switch (e.kind()) {
                case TIMED_OUT -> Kind.TIMEOUT;
                case REFUSED, UNKNOWN_HOST, NOT_CONNECTED, BROKEN, TOO_LARGE -> Kind.UNREACHABLE;
            };
            throw new GatewayException(kind, place() + ": " + e.getMessage(), null, true, null);
        }
    }

    private Connection talk(EgressSocket socket, Secret token, Refusals refusals, AtomicBoolean late)
            throws GatewayException, InterruptedException, Refused {
        DeviceIdentity device = way.device() ? devices.identity() : null;
        AtomicBoolean said = new AtomicBoolean();
        Time.Scheduled unchallenged = () -> {};
        if (device == null) {
            connect(socket, said, token, null, null);
        } else {
            unchallenged = time.schedule(CHALLENGE, () -> connect(socket, said, token, device, null));
        }
        List<Event> early = new ArrayList<>();
        try {
            for (byte[] bytes = socket.next(); bytes != null; bytes = socket.next()) {
                switch (Incoming.read(bytes)) {
                    case Event challenge
                    when challenge.name().equals("connect.challenge") -> {
                        if (device != null) {
                            String nonce = challenge.payload().path("nonce").asString("");
                            connect(socket, said, token, device, nonce.isEmpty() ? null : nonce);
                        }
                    }
                    case Event event -> {
                        if (early.size() < EARLY_EVENTS) {
                            early.add(event);
                        }
                    }
                    case Response response
                    when response.id().equals(CONNECT_ID) -> {
                        return welcomed(socket, response, refusals, early);
                    }
                    case Response other -> {}
                    case null -> {}
                }
            }
        } finally {
            unchallenged.cancel();
        }
        throw late.get()
                ? new GatewayException(Kind.TIMEOUT, place() + " did not answer in time", null, true, null)
                : gone(socket, refusals);
    }

    private void connect(
            EgressSocket socket,
            AtomicBoolean said,
            Secret token,
            @Nullable DeviceIdentity device,
            @Nullable String nonce) {
        if (said.compareAndSet(false, true)) {
            ObjectNode request = Incoming.JSON
                    .createObjectNode()
                    .put("type", "req")
                    .put("id", CONNECT_ID)
                    .put("method", "connect");
            request.set("params", params.of(way, token, key.password(), device, nonce));
            socket.send(request.toString());
        }
    }

    private Connection welcomed(EgressSocket socket, Response response, Refusals refusals, List<Event> early)
            throws GatewayException, Refused {
        if (!response.ok()) {
            throw new Refused(response.error(), refusals.atTheDoor(response.error()));
        }
        Hello hello = Hello.of(response.payload());
        if (hello == null || hello.protocol() < 3 || hello.protocol() > way.maxProtocol()) {
            throw new GatewayException(
                    Kind.INVALID, place() + " does not speak a protocol that is understood here", null, false, null);
        }
        if (!way.device() && !hello.allows(way.scopes(key.access()))) {
            throw new Refused(
                    Incoming.JSON.createObjectNode().put("message", "device identity required"),
                    new GatewayException(Kind.REFUSED, "the gateway does not give the scopes", null, false, null));
        }
        if (way.device() && !hello.deviceToken().isEmpty()) {
            devices.keep(key, hello.deviceToken());
        }
        return new Connection(socket, hello, way, refusals, early, place(), time);
    }

    /** Another way in that the refusal hints at; null when there is none. */
    private @Nullable Way another(Refused refused) {
        String code = refused.error.path("details").path("code").asString("");
        String message = refused.error.path("message").asString("");
        boolean wantsDevice = code.equals("DEVICE_IDENTITY_REQUIRED") || message.contains("device identity required");
        if (wantsDevice && !way.device()) {
            return way.withDevice();
        }
        if (message.contains("invalid role") && !way.isNode() && key.access() == Access.TALK) {
            return way.asNode();
        }
        if (!code.equals("AUTH_TOKEN_MISMATCH") && !message.startsWith("unauthorized")) {
            return null;
        }
        boolean kept = devices.token(key).isPresent();
        if (way.deviceToken() && kept) {
            devices.forget(key);
            return way;
        }
        return kept ? way.withDeviceToken() : null;
    }

    private GatewayException gone(EgressSocket socket, Refusals refusals) {
        Goodbye goodbye = socket.goodbye();
        String how = goodbye == null ? "" : " (" + goodbye.code() + " " + refusals.clean(goodbye.reason()) + ")";
        return new GatewayException(
                Kind.UNREACHABLE, place() + " closed the connection before it let us in" + how, null, true, null);
    }

    /** Without a token only a device is ever let in. */
    private Way firstWay() {
        return new Way(Way.Role.OPERATOR, key.token().isEmpty(), key.token().isEmpty());
    }

    private String place() {
        return key.address().place();
    }

    private static String reason(UncheckedIOException e) {
        Throwable cause = e.getCause();
        String message = cause == null ? null : cause.getMessage();
        return message == null ? "the device's identity cannot be used" : message;
    }

    /** The gateway said no, and perhaps what it wants instead. */
    private static final class Refused extends Exception {
        private static final long serialVersionUID = 1L;

        private final transient ObjectNode error;
        private final GatewayException reason;

        Refused(ObjectNode error, GatewayException reason) {
            super(reason.getMessage(), reason, false, false);
            this.error = error;
            this.reason = reason;
        }
    }
}
