package dev.switchboard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * An OpenClaw gateway of a chosen generation on a loopback port: a real WebSocket server that checks {@code connect} as strictly as the real one,
 * plays turns with that generation's frames and oddities, and misbehaves on demand. Nothing in it runs by the clock: what happens, a test
 * says. Any thread may use it.
 *
 * <pre>{@code
 * try (ScriptedGateway gateway = ScriptedGateway.start(Flavor.G2).token("T")) {
 *     gateway.turns(turn -> turn.begin().say("Two ", "files.").end());
 *     // point something at gateway.url() and send …
 *     gateway.awaitRequest("chat.send", 1).params();
 *     gateway.restart(1500L);
 * }
 * }</pre>
 */
public final class ScriptedGateway implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.shared();

    private static final int DEADLINE_SECONDS = 10;

    final Flavor flavor;
    private final Set<GatewayClient> clients = ConcurrentHashMap.newKeySet();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    // Guarded by this.
    final Door door = new Door();
    private final List<Request> requests = new ArrayList<>();
    private final List<GatewayClient> welcomed = new ArrayList<>();
    private final List<GatewayRun> turns = new ArrayList<>();
    private final Map<String, GatewayRun> runs = new HashMap<>();
    private final Map<String, List<ObjectNode>> histories = new HashMap<>();
    private ServerSocket listener;
    private @Nullable Consumer<GatewayRun> player;
    private int accepted;
    private int upgrades;
    private long outerSeq = 40;

    private ScriptedGateway(Flavor flavor, ServerSocket listener) {
        this.flavor = flavor;
        this.listener = listener;
        GatewayMethods.install(this);
    }

    public static ScriptedGateway start(Flavor flavor) {
        ScriptedGateway gateway = new ScriptedGateway(flavor, listen(0));
        gateway.acceptOn(gateway.listener);
        return gateway;
    }

    public String url() {
        return "ws://127.0.0.1:" + port();
    }

    public synchronized int port() {
        return listener.getLocalPort();
    }

    // ---- who may come in, and how far

    /** Demands this token. */
    public synchronized ScriptedGateway token(String token) {
        door.token = token;
        return this;
    }

    /** Demands this password. */
    public synchronized ScriptedGateway password(String password) {
        door.password = password;
        return this;
    }

    /** Demands a device identity from everybody, whatever token they bring. */
    public synchronized ScriptedGateway demandDevice() {
        door.deviceDemanded = true;
        return this;
    }

    /** Takes no new device: somebody would have to allow it first. */
    public synchronized ScriptedGateway demandPairing(boolean demanded) {
        door.pairingDemanded = demanded;
        return this;
    }

    /** Gives devices this token, and lets in who brings it. */
    public synchronized ScriptedGateway issueDeviceToken(String token) {
        door.deviceToken = token;
        return this;
    }

    /** Gives connections without a device no scopes at all. */
    public synchronized ScriptedGateway scopesOnlyForDevices() {
        door.scopesOnlyForDevices = true;
        return this;
    }

    /** Lets nodes in and nobody else. */
    public synchronized ScriptedGateway nodesOnly() {
        door.nodesOnly = true;
        return this;
    }

    /** Answers {@code connect} with this error, until it is called with a null code. */
    public synchronized ScriptedGateway refuse(@Nullable String code, String message) {
        door.refusalCode = code;
        door.refusalMessage = message;
        return this;
    }

    /** The names of the default agent and of its main session. */
    public synchronized ScriptedGateway defaults(String agentId, String mainKey) {
        door.defaultAgent = agentId;
        door.mainKey = mainKey;
        return this;
    }

    /** What the welcome says about the size of frames, the pace of ticks and how long the gateway has been up. */
    public synchronized ScriptedGateway policy(int maxPayload, int tickIntervalMs, long uptimeMs) {
        door.maxPayload = maxPayload;
        door.tickIntervalMs = tickIntervalMs;
        door.uptimeMs = uptimeMs;
        return this;
    }

    /** Stops here with everybody who comes from now on. */
    public synchronized ScriptedGateway stallAt(Stage stage) {
        door.stall = stage;
        return this;
    }

    /** Answers upgrades with this text instead; null for upgrading again. */
    public synchronized ScriptedGateway answerUpgradesWith(@Nullable String response) {
        door.upgradeAnswer = response;
        return this;
    }

    // ---- what it answers

    /** Answers a method so from now on. The answer runs on the connection's thread; frames that follow wait. */
    public ScriptedGateway on(String method, Answer answer) {
        answers.put(method, answer);
        return this;
    }

    public ScriptedGateway onOk(String method, String payload) {
        return on(method, request -> request.ok(object(payload)));
    }

    /** Hears a request and says nothing. */
    public ScriptedGateway ignore(String method) {
        return on(method, request -> {});
    }

    /** Plays every turn that {@code chat.send} begins so, on a thread of its own. */
    public synchronized ScriptedGateway turns(Consumer<GatewayRun> player) {
        this.player = player;
        return this;
    }

    /** A run that nobody here asked for, such as one of another client. */
    public GatewayRun run(String sessionKey, String runId) {
        GatewayRun run = new GatewayRun(this, sessionKey, runId, null);
        synchronized (this) {
            runs.put(runId, run);
        }
        return run;
    }

    /** Adds a message to the history of a session. */
    public synchronized ScriptedGateway remember(String sessionKey, ObjectNode message) {
        histories
                .computeIfAbsent(canonical(sessionKey), key -> new ArrayList<>())
                .add(message);
        return this;
    }

    // ---- what it says to everybody

    /** Sends an event to all operators, and to nodes as far as the generation does that. */
    public void broadcast(String event, ObjectNode payload) {
        broadcast(event, payload, client -> true);
    }

    public void tick() {
        broadcast("tick", JSON.createObjectNode().put("ts", 1));
    }

    /** Leaves out numbers of the outer counter, as for frames that others got. */
    public synchronized void skipSeq(int count) {
        outerSeq += count;
    }

    /** Sends this text to everybody, whatever it is. */
    public void say(String text) {
        clients().forEach(client -> client.sendText(text));
    }

    /** Announces a restart, closes with 1012 and has forgotten all runs; connections are taken again at once. */
    public void restart(@Nullable Long restartExpectedMs) {
        ObjectNode payload = JSON.createObjectNode().put("reason", "service restart");
        broadcast("shutdown", payload.put("restartExpectedMs", restartExpectedMs));
        List<GatewayClient> leaving = clients();
        synchronized (this) {
            runs.clear();
            door.uptimeMs = 0;
        }
        leaving.forEach(client -> client.close(1012, "service restart"));
    }

    /** Closes all connections so; the gateway itself goes on. */
    public void closeAll(int code, String reason) {
        clients().forEach(client -> client.close(code, reason));
    }

    /** Cuts all connections without a word. */
    public void cutAll() {
        clients().forEach(GatewayClient::cut);
    }

    /** Listens no more. */
    public synchronized void stopListening() {
        closeQuietly(listener);
    }

    /** Listens again at the same port. */
    public void listenAgain() {
        synchronized (this) {
            listener = listen(listener.getLocalPort());
            acceptOn(listener);
        }
    }

    // ---- what has happened

    /** The requests of that method so far, refused ones included. */
    public synchronized List<Request> requests(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    /** Waits for the n-th request of that method, counted from 1. */
    public Request awaitRequest(String method, int n) {
        await(() -> requests(method).size(), n, "requests of " + method);
        return requests(method).get(n - 1);
    }

    /** How many connections were ever accepted. */
    public synchronized int accepted() {
        return accepted;
    }

    public void awaitAccepted(int n) {
        await(this::accepted, n, "connections");
    }

    /** Waits for the n-th upgrade that was ever asked for, counted from 1, whatever the answer. */
    public void awaitUpgrade(int n) {
        await(() -> upgrades, n, "upgrades");
    }

    /** Waits for the n-th client that was ever let in, counted from 1. */
    public GatewayClient awaitClient(int n) {
        await(welcomed::size, n, "clients");
        synchronized (this) {
            return welcomed.get(n - 1);
        }
    }

    /** How many clients are let in now. */
    public int connected() {
        return clients().size();
    }

    /** Waits until nobody is connected. */
    public void awaitEmpty() {
        await(() -> clients.isEmpty() ? 1 : 0, 1, "departures");
    }

    /** Waits for the n-th turn that {@code chat.send} began, counted from 1. */
    public GatewayRun awaitTurn(int n) {
        await(turns::size, n, "turns");
        synchronized (this) {
            return turns.get(n - 1);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        stopListening();
        clients.forEach(GatewayClient::cut);
    }

    /** How a gateway of a generation differs. */
    public enum Flavor {
        /** 2026.1.30: keys in events as they were sent, history by the key as it is sent. */
        G1(3),
        /** 2026.2.9: canonical keys, but raw ones where runs are aborted. */
        G2(3),
        /** 2026.9.6: protocol 4, canonical keys, outer numbers per connection, nothing for nodes. */
        G9(4);

        final int protocol;

        Flavor(int protocol) {
            this.protocol = protocol;
        }
    }

    /** Where a gateway may fall silent. */
    public enum Stage {
        NOWHERE,
        /** The connection is taken, and nothing is said. */
        UPGRADE,
        /** The upgrade is answered; no challenge, no answers. */
        CHALLENGE,
        /** The challenge is sent; {@code connect} gets no answer. */
        HELLO
    }

    /** Answers one request. */
    @FunctionalInterface
    public interface Answer {
        void to(Request request) throws Exception;
    }

    /** What a client asked; {@code params} is empty when it gave none. */
    public record Request(GatewayClient client, String id, String method, ObjectNode params) {
        public void ok(ObjectNode payload) {
            ObjectNode response = head(true);
            response.set("payload", payload);
            client.send(response);
        }

        public void error(String code, String message) {
            error(JSON.createObjectNode().put("code", code).put("message", message));
        }

        public void error(ObjectNode error) {
            ObjectNode response = head(false);
            response.set("error", error);
            client.send(response);
        }

        public String text(String field) {
            return params.path(field).asString("");
        }

        private ObjectNode head(boolean ok) {
            return JSON.createObjectNode().put("type", "res").put("id", id).put("ok", ok);
        }
    }

    /** What the door demands; guarded by the gateway. */
    static final class Door {
        @Nullable
        String token;

        @Nullable
        String password;

        @Nullable
        String deviceToken;

        @Nullable
        String refusalCode;

        @Nullable
        String upgradeAnswer;

        String refusalMessage = "";
        String defaultAgent = "main";
        String mainKey = "main";
        boolean deviceDemanded;
        boolean pairingDemanded;
        boolean scopesOnlyForDevices;
        boolean nodesOnly;
        int maxPayload;
        int tickIntervalMs = 30_000;
        long uptimeMs = 3_600_000;
        Stage stall = Stage.NOWHERE;
    }

    // ---- for the parts of this server

    static ObjectNode object(String json) {
        return (ObjectNode) JSON.readTree(json);
    }

    int maxPayload() {
        int configured = door.maxPayload;
        return configured > 0 ? configured : flavor == Flavor.G9 ? 26_214_400 : 524_288;
    }

    void joined(GatewayClient client) {
        clients.add(client);
        if (closing.getCount() == 0) {
            client.cut();
        }
    }

    synchronized void upgradeAsked() {
        upgrades++;
        notifyAll();
    }

    synchronized void welcomed(GatewayClient client) {
        welcomed.add(client);
        notifyAll();
    }

    void left(GatewayClient client) {
        clients.remove(client);
        synchronized (this) {
            notifyAll();
        }
    }

    synchronized void asked(Request request) {
        requests.add(request);
        notifyAll();
    }

    @Nullable
    Answer answer(String method) {
        return answers.get(method);
    }

    /** The key of a session in this gateway's own words. */
    String canonical(String key) {
        String lower = key.strip().toLowerCase(Locale.ROOT);
        return lower.startsWith("agent:")
                ? lower
                : "agent:" + door.defaultAgent + ":" + (lower.equals("main") ? door.mainKey : lower);
    }

    synchronized List<ObjectNode> history(String key) {
        String place = flavor == Flavor.G1 ? key : canonical(key);
        return List.copyOf(histories.getOrDefault(place, List.of()));
    }

    synchronized @Nullable GatewayRun known(String runId) {
        return runs.get(runId);
    }

    synchronized List<GatewayRun> knownRuns() {
        return List.copyOf(runs.values());
    }

    void began(GatewayRun turn) {
        Consumer<GatewayRun> plays;
        synchronized (this) {
            runs.put(turn.runId(), turn);
            turns.add(turn);
            plays = player;
            notifyAll();
        }
        if (plays != null) {
            Thread.ofVirtual().name("scripted-turn").start(() -> plays.accept(turn));
        }
    }

    /** Sends an event to whom it concerns, with an outer number. */
    void broadcast(String event, ObjectNode payload, java.util.function.Predicate<GatewayClient> to) {
        synchronized (this) {
            outerSeq++;
            for (GatewayClient client : clients) {
                if (client.welcome() && to.test(client) && (flavor != Flavor.G9 || !client.isNode())) {
                    client.sendEvent(event, payload, flavor == Flavor.G9 ? client.nextSeq() : outerSeq);
                }
            }
        }
    }

    /** Sends an event to the nodes that asked for this very key, without a number. */
    void toNodes(String event, ObjectNode payload, String key) {
        for (GatewayClient client : clients()) {
            if (client.isNode() && client.subscriptions().contains(key)) {
                client.sendEvent(event, payload, null);
            }
        }
    }

    /** Those who have been let in; whoever has just heard so is among them. */
    private synchronized List<GatewayClient> clients() {
        return clients.stream().filter(GatewayClient::welcome).toList();
    }

    private void acceptOn(ServerSocket from) {
        Thread.ofVirtual().name("scripted-gateway").start(() -> {
            while (!from.isClosed()) {
                try {
                    Socket socket = from.accept();
                    socket.setTcpNoDelay(true);
                    GatewayClient client = new GatewayClient(this, socket);
                    joined(client);
                    synchronized (this) {
                        accepted++;
                        notifyAll();
                    }
                    Thread.ofVirtual().name("scripted-gateway-client").start(client::serve);
                } catch (IOException e) {
                    return; // Closed.
                }
            }
        });
    }

    private synchronized void await(IntSupplier count, int enough, String what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        try {
            while (count.getAsInt() < enough) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0) {
                    throw new AssertionError(enough + " " + what + " never came; there were " + count.getAsInt()
                            + "; asked so far: "
                            + requests.stream().map(Request::method).toList());
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static ServerSocket listen(int port) {
        try {
            ServerSocket socket = new ServerSocket();
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 50);
            return socket;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void closeQuietly(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed already.
        }
    }

    static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(each -> texts.add(each.asString()));
        return texts;
    }
}
