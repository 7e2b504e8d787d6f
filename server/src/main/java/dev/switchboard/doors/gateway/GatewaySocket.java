package dev.switchboard.doors.gateway;

import dev.switchboard.doors.gateway.Handshake.Verdict;
import dev.switchboard.doors.gateway.Handshake.Visit;
import dev.switchboard.doors.gateway.methods.Call;
import dev.switchboard.doors.gateway.methods.Caller;
import dev.switchboard.doors.gateway.methods.Methods.Pace;
import dev.switchboard.time.Time.Scheduled;
import dev.switchboard.web.SocketHandler.Socket;
import dev.switchboard.web.SocketHandler.SocketListener;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.GatewayFrame;
import dev.switchboard.wire.gateway.GatewayFrame.Malformed;
import dev.switchboard.wire.gateway.GatewayFrame.Request;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.node.ObjectNode;

/**
 * One client from its first word to its last. Its requests are answered one after the other, on the socket's thread, except those that wait:
 * each of them has a thread of its own.
 */
final class GatewaySocket implements SocketListener {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int CALLS_MAX = 64;
    private static final int NORMAL = 1000;
    private static final int RESTART = 1012;

    private final House house;
    private final Socket socket;
    private final Visit visit;
    private final Scheduled deadline;
    private final Set<Thread> listening = ConcurrentHashMap.newKeySet();
    private final Semaphore calls = new Semaphore(CALLS_MAX);
    private volatile @Nullable Admitted admitted;
    private volatile boolean over;

    /** Greets whoever has come; they have 10 s to say who they are. */
    GatewaySocket(House house, Socket socket, Visit visit) {
        this.house = house;
        this.socket = socket;
        this.visit = visit;
        socket.messageBytes(Dialect.STRANGER_BYTES);
        ObjectNode challenge = GatewayJson.object()
                .put("nonce", visit.nonce())
                .put("ts", house.time().now().toEpochMilli());
        challenge.putArray("capabilities");
        socket.send(new GatewayFrame.Event("connect.challenge", challenge, null, null).text());
        deadline = house.time().schedule(PATIENCE, this::silent);
    }

    @Override
    public void text(String message) throws InterruptedException {
        Admitted member = admitted;
        if (over) {
            return;
        }
        if (member == null) {
            greet(message);
        } else {
            hear(member, message);
        }
    }

    @Override
    public void draining() {
        Admitted member = admitted;
        over = true;
        if (member != null) {
            ObjectNode reason = GatewayJson.object().put("reason", "service restart");
            member.outgoing().last(new Notice("shutdown", GatewayJson.bytes(reason), null));
        }
        socket.close(RESTART, "service restart");
    }

    @Override
    public void closed(int code, String reason) {
        over = true;
        deadline.cancel();
        Admitted member = admitted;
        if (member != null) {
            house.connections().leave(this);
            member.outgoing().close();
        }
        listening.forEach(Thread::interrupt);
    }

    /** The row of this client among those who are here; none before it is let in. */
    List<ObjectNode> presence() {
        Admitted member = admitted;
        return member == null ? List.of() : List.of(member.member().presence());
    }

    /** Tells of something, unless there is no room: what came later counts. */
    void notice(Notice notice) {
        Admitted member = admitted;
        if (member != null) {
            member.outgoing().notice(notice);
        }
    }

    private void silent() {
        if (admitted == null) {
            over = true;
            socket.close(NORMAL, "");
        }
    }

    private void greet(String message) {
        GatewayFrame first;
        try {
            first = GatewayFrame.read(message);
        } catch (JacksonException e) {
            over = true;
            socket.close(NORMAL, "");
            return;
        }
        switch (house.handshake().judge(first, visit)) {
            case Verdict.Refused refused -> {
                over = true;
                if (refused.requestId() != null && refused.error() != null) {
                    socket.send(Response.failed(refused.requestId(), refused.error())
                            .text());
                }
                socket.close(refused.closeCode(), refused.reason());
            }
            case Verdict.Welcome welcome -> welcome(welcome);
        }
    }

    private void welcome(Verdict.Welcome welcome) {
        deadline.cancel();
        Member member = welcome.member();
        socket.messageBytes(member.dialect().maxPayload());
        house.verbosity().load(house.chats(), member.principal());
        Outgoing outgoing = new Outgoing(member, house.verbosity(), house.time(), socket);
        admitted = new Admitted(
                member,
                outgoing,
                new Caller(
                        member.principal(),
                        member.dialect().view(),
                        member.role(),
                        Set.copyOf(member.scopes()),
                        new Caller.Subscriptions(outgoing::subscribe, outgoing::unsubscribe)));
        house.connections().enter(this);
        ObjectNode hello = house.hello()
                .to(member, house.connections().presence(), house.connections().version());
        outgoing.answer(Response.ok(welcome.requestId(), hello));
        outgoing.event(new Notice(
                "health",
                GatewayJson.bytes(house.hello().health(member)),
                house.connections().version()));
        if (member.isNode()) {
            ObjectNode triggers = GatewayJson.object();
            triggers.putArray("triggers");
            outgoing.event(new Notice("voicewake.changed", GatewayJson.bytes(triggers), null));
        }
        outgoing.open(onNews -> house.chats().readAll(member.principal(), onNews));
    }

    private void hear(Admitted member, String message) throws InterruptedException {
        GatewayFrame frame;
        try {
            frame = GatewayFrame.read(message);
        } catch (JacksonException e) {
            return; // The protocol passes over what is not JSON.
        }
        switch (frame) {
            case Request request -> request(member, request);
            case Malformed malformed -> malformed(member, malformed.id(), malformed.reason());
            case Response response -> malformed(member, response.id(), "at /type: must be equal to constant");
            case GatewayFrame.Event _ -> malformed(member, null, "at /type: must be equal to constant");
        }
    }

    private static void malformed(Admitted member, @Nullable String id, String reason) {
        member.outgoing()
                .answer(Response.failed(
                        Objects.requireNonNullElse(id, "invalid"),
                        ErrorShape.invalid("invalid request frame: " + reason)));
    }

    private void request(Admitted member, Request request) throws InterruptedException {
        if (request.method().equals("connect")) {
            ErrorShape late = ErrorShape.invalid("connect is only valid as the first request");
            member.outgoing().answer(Response.failed(request.id(), late));
            return;
        }
        Pace pace = house.methods().pace(request.method());
        if (pace == Pace.QUICK) {
            answer(member, request);
        } else if (calls.tryAcquire()) {
            Thread.ofVirtual().name("gateway-" + request.method()).start(() -> wait(member, request, pace));
        } else {
            ErrorShape busy = new ErrorShape(
                    ErrorShape.Code.UNAVAILABLE, CALLS_MAX + " calls of this connection wait", null, true, 1_000L);
            member.outgoing().answer(Response.failed(request.id(), busy));
        }
    }

    private void wait(Admitted member, Request request, Pace pace) {
        Thread thread = Thread.currentThread();
        try {
            if (pace == Pace.LISTENING) {
                listening.add(thread);
            }
            if (!over) {
                answer(member, request);
            }
        } catch (InterruptedException e) {
            // Nobody wants the answer any more; the thread ends.
        } finally {
            listening.remove(thread);
            calls.release();
        }
    }

    private void answer(Admitted member, Request request) throws InterruptedException {
        Call call = new Call(
                member.caller(),
                request.params(),
                accepted -> member.outgoing().answer(Response.ok(request.id(), accepted)));
        member.outgoing().answer(house.methods().call(request.id(), request.method(), call));
    }

    /** A client that was let in, and what is its own. */
    private record Admitted(Member member, Outgoing outgoing, Caller caller) {}
}
