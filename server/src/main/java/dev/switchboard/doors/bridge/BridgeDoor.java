package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.Gateways;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Door;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.Refusal;
import dev.switchboard.web.Routes;
import dev.switchboard.web.Routes.Access;
import dev.switchboard.web.SocketHandler;
import java.util.List;

/** The bridge: {@code /openclaw/ws} and what stands beside it (document 004). */
public final class BridgeDoor implements Door {
    private static final String OPENCLAW = "/openclaw";

    private final Desk desk;
    private final ChatRoute chat;
    private final SessionRoutes sessions;

    public BridgeDoor(Gateways gateways, BridgeConfig config, BridgeListener listener, Time time, Ids ids) {
        this(gateways, config, Timings.USUAL, listener, time, ids);
    }

    BridgeDoor(Gateways gateways, BridgeConfig config, Timings timings, BridgeListener listener, Time time, Ids ids) {
        Answers answers = new Answers(config.legacyStatus());
        this.desk = new Desk(gateways, config, timings, listener, time, ids);
        this.chat = new ChatRoute(desk, answers);
        this.sessions = new SessionRoutes(desk, answers);
    }

    @Override
    public String name() {
        return "bridge";
    }

    @Override
    public List<String> prefixes() {
        return List.of(OPENCLAW);
    }

    @Override
    public void mount(Routes routes) {
        routes.socket(OPENCLAW + "/ws", Access.OPERATOR, this::open);
        routes.socket(OPENCLAW + "/ws/", Access.OPERATOR, this::open);
        routes.on("POST", OPENCLAW + "/detect", Access.OPERATOR, sessions::detect);
        routes.on("POST", OPENCLAW + "/chat", Access.OPERATOR, chat::handle);
        routes.on("POST", OPENCLAW + "/history", Access.OPERATOR, sessions::history);
        routes.on("POST", OPENCLAW + "/sessions", Access.OPERATOR, sessions::sessions);
        routes.on("POST", OPENCLAW + "/abort", Access.OPERATOR, sessions::abort);
        routes.on("POST", OPENCLAW + "/reset", Access.OPERATOR, sessions::reset);
        routes.on("GET", OPENCLAW + "/status", Access.OPERATOR, sessions::status);
    }

    @Override
    public Answer render(Refusal refusal) {
        return Answers.render(refusal);
    }

    /** Browsers that are connected. */
    public int sockets() {
        return desk.sockets().size();
    }

    /** Sessions that they read, each counted as often as it is read. */
    public int subscriptions() {
        return desk.sockets().stream().mapToInt(BridgeSocket::subscriptions).sum();
    }

    /** What waits for the browser for which the most does, in bytes. */
    public int largestOutbox() {
        return desk.sockets().stream().mapToInt(BridgeSocket::outboxBytes).max().orElse(0);
    }

    private SocketHandler.SocketListener open(Exchange request, SocketHandler.Socket socket) {
        BridgeSocket browser = new BridgeSocket(desk, request.principal(), socket);
        browser.begin();
        return browser;
    }
}
