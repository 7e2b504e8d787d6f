package dev.switchboard.web;

import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.Problem.Fault;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.web.Gate.Verdict;
import dev.switchboard.web.Gate.Visitor;
import dev.switchboard.web.Refusal.HeadTooLarge;
import dev.switchboard.web.Refusal.MethodNotAllowed;
import dev.switchboard.web.Refusal.Refused;
import dev.switchboard.web.Refusal.UnknownPath;
import dev.switchboard.web.Refusal.UpgradeRequired;
import dev.switchboard.web.Router.Match;
import dev.switchboard.web.Router.Route;
import dev.switchboard.web.Router.SocketRoute;
import dev.switchboard.web.Routes.Access;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.HostAndPort;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Where requests arrive. On the event loop it finds the route, asks the gate and takes in the body; then a virtual thread of the request
 * runs the door's handler. What goes wrong on that thread ends here.
 */
final class Reception {
    private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

    /** What is left of a refused body up to this length is read and thrown away, so that the connection can go on. */
    private static final long WORTH_READING_BYTES = 64 * 1024;

    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Premises premises;
    private final Router router;
    private final Gate gate;
    private final Map<String, ThreadFactory> threads = new ConcurrentHashMap<>();

    Reception(Premises premises, Router router, Gate gate) {
        this.premises = premises;
        this.router = router;
        this.gate = gate;
    }

    /** A request whose head could be read. */
    void receive(HttpServerRequest request) {
        Arrival arrival = arrive(request);
        boolean room = premises.begun();
        arrival.reply().attend();
        try {
            Match match = router.find(request.method().name(), arrival.path());
            switch (match) {
                case Match.Malformed malformed ->
                    refuse(arrival, malformed.door(), malformed("path", "not percent-encoded"));
                case Match.Unknown unknown ->
                    refuse(
                            arrival,
                            unknown.door(),
                            new UnknownPath(request.method().name(), arrival.path()));
                case Match.Known known -> known(arrival, known, room);
            }
        } catch (RuntimeException e) {
            refuse(arrival, null, internal(arrival.reply(), e));
        }
    }

    /** A request whose head could not be read. */
    void refuseUnreadable(HttpServerRequest request) {
        Arrival arrival = arrive(request);
        premises.begun();
        arrival.reply().attend();
        arrival.reply().closeAfterwards();
        Throwable cause = request.decoderResult().cause();
        boolean tooLong = cause instanceof TooLongHttpHeaderException || cause instanceof TooLongHttpLineException;
        refuse(
                arrival,
                router.doorOf(arrival.path()),
                tooLong
                        ? new HeadTooLarge(premises.config().maxHeadBytes())
                        : malformed("", "not HTTP (expected: RFC 9110)"));
    }

    private Arrival arrive(HttpServerRequest request) {
        Peer peer = Peer.of(request.connection());
        Reply reply = new Reply(premises, peer, request);
        if (premises.draining()) {
            reply.closeAfterwards();
        }
        reply.always("Date", premises.date());
        String path = Objects.requireNonNullElse(request.path(), "");
        return new Arrival(request, peer, reply, path.isEmpty() ? "/" : path, host(request));
    }

    private void known(Arrival arrival, Match.Known known, boolean room) {
        HttpServerRequest request = arrival.request();
        String method = request.method().name();
        SocketRoute socket = known.socket() != null && Handshake.asked(request) ? known.socket() : null;
        Route route = known.route();
        Door door = socket != null ? socket.door() : route != null ? route.door() : known.door();
        arrival.reply().door(door.name());
        Access access = socket != null ? socket.access() : route != null ? route.access() : Access.OPEN;
        if (arrival.host() == null && request.version() == HttpVersion.HTTP_1_1) {
            refuse(arrival, door, malformed("Host", "missing (expected: once in each request)"));
        } else if (!room || (premises.draining() && access != Access.OPEN)) {
            refuse(arrival, door, unavailable(room));
        } else if (method.equals("OPTIONS") && route == null) {
            options(arrival, known, door);
        } else if (socket != null) {
            enter(arrival, access, true, door, principal -> upgrade(arrival, known, socket, principal));
        } else if (route != null) {
            enter(arrival, access, false, door, principal -> takeBody(arrival, known, route, principal));
        } else if (known.allowed().isEmpty()) {
            refuse(arrival, door, new UpgradeRequired(arrival.path()));
        } else {
            refuse(arrival, door, new MethodNotAllowed(method, arrival.path(), known.allowed()));
        }
    }

    /** Lets the request through the gate. */
    private void enter(Arrival arrival, Access access, boolean socket, Door door, Admission admission) {
        Visitor visitor = visitor(arrival, socket);
        share(arrival.reply(), visitor.origin());
        switch (gate.judge(access, visitor)) {
            case Verdict.Admitted admitted -> admission.of(admitted.principal());
            case Verdict.Denied denied -> refuse(arrival, door, new Refused(denied.problem()));
        }
    }

    /** Says what may be asked here, also to a browser that asks on behalf of a page. */
    private void options(Arrival arrival, Match.Known known, Door door) {
        Visitor visitor = visitor(arrival, false);
        Problem stranger = gate.stranger(visitor);
        if (stranger != null) {
            refuse(arrival, door, new Refused(stranger));
            return;
        }
        share(arrival.reply(), visitor.origin());
        String allowed = String.join(", ", known.allowed());
        Answer answer = Answer.empty(204).with("Allow", allowed);
        if (visitor.origin() != null && arrival.request().getHeader("Access-Control-Request-Method") != null) {
            answer = answer.with("Access-Control-Allow-Methods", allowed).with("Access-Control-Max-Age", "600");
            String wanted = arrival.request().getHeader("Access-Control-Request-Headers");
            if (wanted != null) {
                answer = answer.with("Access-Control-Allow-Headers", wanted);
            }
        }
        arrival.reply().whole(answer);
    }

    /** Lets a page of a listed origin read the answer. */
    private void share(Reply reply, @Nullable String origin) {
        if (origin != null && gate.listed(origin)) {
            reply.always("Access-Control-Allow-Origin", origin);
            reply.always("Access-Control-Expose-Headers", "*");
            reply.always("Vary", "Origin");
        }
    }

    private void takeBody(Arrival arrival, Match.Known known, Route route, @Nullable Principal principal) {
        Intake.begin(
                premises,
                arrival.request(),
                arrival.peer().channel().eventLoop(),
                body -> handle(arrival, known, route, principal, body),
                refusal -> {
                    arrival.reply().closeAfterwards(); // The rest of the body may never come, or never end.
                    refuse(arrival, route.door(), refusal);
                });
    }

    private void handle(Arrival arrival, Match.Known known, Route route, @Nullable Principal principal, byte[] body) {
        LiveExchange exchange = exchange(arrival, route.parameters(), known.values(), principal, body);
        arrival.reply().handling();
        threads("http-", route.door())
                .newThread(() -> {
                    try {
                        run(arrival, route, exchange);
                    } finally {
                        premises.giveBody(body.length);
                    }
                })
                .start();
    }

    /** The boundary of a request's thread. */
    private void run(Arrival arrival, Route route, LiveExchange exchange) {
        Reply reply = arrival.reply();
        MDC.put("trace", exchange.trace().traceId());
        try {
            route.handler().handle(exchange);
            if (!reply.spoken()) {
                throw new IllegalStateException(
                        "the handler of " + exchange.method() + " " + exchange.path() + " returned without an answer");
            }
        } catch (ProblemException e) {
            fail(arrival, route.door(), new Refused(e.problem()));
        } catch (InterruptedException e) {
            // The thread ends below; whoever interrupted it wants no answer from it.
            fail(arrival, route.door(), unavailable(true));
        } catch (RuntimeException | Error e) {
            fail(arrival, route.door(), internal(reply, e));
        } finally {
            reply.handled();
        }
    }

    private void fail(Arrival arrival, Door door, Refusal refusal) {
        if (arrival.reply().spoken()) {
            arrival.reply().breakOff();
        } else {
            arrival.reply().whole(render(door, refusal, arrival.request().version()));
        }
    }

    private void upgrade(Arrival arrival, Match.Known known, SocketRoute route, @Nullable Principal principal) {
        HttpServerRequest request = arrival.request();
        Refusal wrong = Handshake.wrong(request, arrival.path());
        if (wrong != null) {
            refuse(arrival, route.door(), wrong);
            return;
        }
        request.pause();
        LiveExchange exchange = exchange(arrival, route.parameters(), known.values(), principal, new byte[0]);
        ThreadFactory socketThreads = threads("socket-", route.door());
        OpenSocket socket =
                new OpenSocket(premises, arrival.peer(), route.door().name(), socketThreads);
        arrival.reply().handling();
        socketThreads.newThread(() -> open(arrival, route, exchange, socket)).start();
    }

    /** Asks the door for a listener, then answers the upgrade. */
    private void open(Arrival arrival, SocketRoute route, LiveExchange exchange, OpenSocket socket) {
        Reply reply = arrival.reply();
        MDC.put("trace", exchange.trace().traceId());
        try {
            SocketHandler.SocketListener listener = route.handler().open(exchange, socket);
            arrival.peer().channel().eventLoop().execute(() -> socket.upgrade(arrival.request(), reply, listener));
        } catch (ProblemException e) {
            turnAway(arrival, route.door(), new Refused(e.problem()));
        } catch (RuntimeException | Error e) {
            turnAway(arrival, route.door(), internal(reply, e));
        } finally {
            reply.handled();
        }
    }

    private void turnAway(Arrival arrival, Door door, Refusal refusal) {
        arrival.peer().channel().eventLoop().execute(() -> {
            arrival.request().resume();
            arrival.reply().whole(render(door, refusal, arrival.request().version()));
        });
    }

    /** Says no before a handler was asked. On the event loop. */
    private void refuse(Arrival arrival, @Nullable Door door, Refusal refusal) {
        if (door != null) {
            arrival.reply().door(door.name());
        }
        if (bodyIsNotWorthReading(arrival.request())) {
            arrival.reply().closeAfterwards();
        }
        arrival.reply().whole(render(door, refusal, arrival.request().version()));
    }

    private static boolean bodyIsNotWorthReading(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        if (length == null) {
            return request.headers().contains("Transfer-Encoding");
        }
        return length.length() > 9 || !length.matches("\\d+") || Long.parseLong(length) > WORTH_READING_BYTES;
    }

    private static Answer render(@Nullable Door door, Refusal refusal, HttpVersion version) {
        Answer answer;
        try {
            answer = door == null ? ProblemJson.render(refusal) : door.render(refusal);
        } catch (RuntimeException e) {
            LOG.error("a refusal could not be rendered", e);
            answer = ProblemJson.render(refusal);
        }
        return switch (refusal) {
            case MethodNotAllowed method -> answer.withDefault("Allow", String.join(", ", method.allowed()));
            // A door may hide that there is a socket, and HTTP/2 has no such header.
            case UpgradeRequired _ ->
                answer.status() == 426 && version == HttpVersion.HTTP_1_1
                        ? answer.withDefault("Upgrade", "websocket")
                        : answer;
            case Refused refused ->
                switch (refused.problem()) {
                    case Problem.TooBusy busy -> retryAfter(answer, busy.retryAfter());
                    case Problem.Unavailable unavailable -> retryAfter(answer, unavailable.retryAfter());
                    case Problem.Unauthenticated _ -> answer.withDefault("WWW-Authenticate", "Bearer");
                    case Problem.InvalidRequest _ -> answer;
                    case Problem.NotFound _ -> answer;
                    case Problem.Conflict _ -> answer;
                    case Problem.BeyondEnd _ -> answer;
                    case Problem.PastRetention _ -> answer;
                    case Problem.Forbidden _ -> answer;
                    case Problem.Internal _ -> answer;
                };
            case UnknownPath _ -> answer;
            case Refusal.BodyTooLarge _ -> answer;
            case Refusal.BodyTooSlow _ -> answer;
            case HeadTooLarge _ -> answer;
        };
    }

    private static Answer retryAfter(Answer answer, Duration wait) {
        return answer.withDefault(
                "Retry-After", Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    private Refused internal(Reply reply, Throwable bug) {
        String incident = premises.ids().uuid();
        LOG.error("incident {} at door {}", incident, reply.door(), bug);
        return new Refused(new Problem.Internal(incident));
    }

    private Refused unavailable(boolean room) {
        return new Refused(new Problem.Unavailable(
                room ? "the server is shutting down" : "too many requests are being answered (web.max-requests)",
                RETRY));
    }

    private static Refused malformed(String field, String what) {
        return new Refused(new Problem.InvalidRequest(
                List.of(new Fault(field.isEmpty() ? List.of() : List.of(field), "malformed_request", what, null))));
    }

    private ThreadFactory threads(String kind, Door door) {
        String name = kind + door.name() + "-";
        return threads.computeIfAbsent(
                name, _ -> Thread.ofVirtual().name(name, 1).factory());
    }

    private LiveExchange exchange(
            Arrival arrival, List<String> parameters, List<String> values, @Nullable Principal principal, byte[] body) {
        String scheme = premises.config().tls() == null ? "http://" : "https://";
        String caller = arrival.request().getHeader("traceparent");
        TraceParent trace = caller == null
                ? TraceParent.begin(premises.ids())
                : TraceParent.parse(caller)
                        .map(parent -> parent.child(premises.ids()))
                        .orElseGet(() -> TraceParent.begin(premises.ids()));
        return new LiveExchange(
                premises,
                arrival.reply(),
                arrival.request(),
                arrival.path(),
                scheme + Objects.requireNonNullElse(arrival.host(), "localhost"),
                arrival.peer().address().isLoopbackAddress(),
                trace,
                principal,
                parameters,
                values,
                body);
    }

    private static Visitor visitor(Arrival arrival, boolean socket) {
        HttpServerRequest request = arrival.request();
        InetAddress address = arrival.peer().address();
        return new Visitor(
                address,
                arrival.host(),
                request.getHeader("Origin"),
                request.getHeader("Authorization"),
                socket ? request.getParam("token") : null);
    }

    /** The name under which we were reached. */
    private static @Nullable String host(HttpServerRequest request) {
        if (request.version() != HttpVersion.HTTP_2) {
            return request.getHeader("Host");
        }
        HostAndPort authority = request.authority();
        if (authority == null) {
            return null;
        }
        return authority.port() < 0 ? authority.host() : authority.host() + ":" + authority.port();
    }

    /** A request that has arrived. */
    private record Arrival(
            HttpServerRequest request,
            Peer peer,
            Reply reply,
            String path,
            @Nullable String host) {}

    @FunctionalInterface
    private interface Admission {
        void of(@Nullable Principal principal);
    }
}
