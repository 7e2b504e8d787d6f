package dev.switchboard.testing;

import dev.switchboard.testing.ScriptedGateway.Answer;
import dev.switchboard.testing.ScriptedGateway.Request;
import dev.switchboard.testing.ScriptedGateway.Stage;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One connection to a {@link ScriptedGateway}. One thread serves it; any thread may send. */
public final class GatewayClient {
    private final ScriptedGateway gateway;
    private final Socket socket;
    private final AtomicLong seq = new AtomicLong();
    private final AtomicInteger pings = new AtomicInteger();
    private final CountDownLatch pinged = new CountDownLatch(1);
    private final Set<String> subscriptions = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private volatile Map<String, String> head = Map.of();
    private volatile @Nullable SocketWire wire;
    private volatile @Nullable ObjectNode connect;
    private volatile boolean welcome;
    private volatile boolean verbose;

    GatewayClient(ScriptedGateway gateway, Socket socket) {
        this.gateway = gateway;
        this.socket = socket;
    }

    /** What it said in {@code connect}. */
    public ObjectNode connect() {
        ObjectNode said = connect;
        if (said == null) {
            throw new AssertionError("it has not said connect yet");
        }
        return said;
    }

    /** The headers of its upgrade, by their names in lower case. */
    public Map<String, String> headers() {
        return head;
    }

    public boolean isNode() {
        return connect().path("role").asString("operator").equals("node");
    }

    public boolean hasCap(String cap) {
        return ScriptedGateway.texts(connect().path("caps")).contains(cap);
    }

    /** The keys that it subscribed to as a node, as it wrote them. */
    public Set<String> subscriptions() {
        return Set.copyOf(subscriptions);
    }

    public boolean verbose() {
        return verbose;
    }

    /** Makes tool frames visible to it as far as the generation asks for that. */
    public void verbose(boolean on) {
        verbose = on;
    }

    /** How many pings it has sent. */
    public int pings() {
        return pings.get();
    }

    /** Waits for its first ping. */
    public void awaitPing() {
        try {
            if (!pinged.await(10, TimeUnit.SECONDS)) {
                throw new AssertionError("no ping came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Waits until it is gone: with which close code; 1006 when it just went. */
    public int awaitCloseCode() {
        try {
            return closeCode.get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the client did not go", e);
        }
    }

    public void sendEvent(String event, JsonNode payload, @Nullable Long outerSeq) {
        ObjectNode frame =
                ScriptedGateway.JSON.createObjectNode().put("type", "event").put("event", event);
        frame.set("payload", payload);
        if (outerSeq != null) {
            frame.put("seq", outerSeq);
        }
        send(frame);
    }

    public void send(ObjectNode frame) {
        sendText(frame.toString());
    }

    /** Sends this text, whatever it is. */
    public void sendText(String text) {
        out(wire -> wire.send(SocketWire.TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends this text in two fragments. */
    public void sendInTwo(String text) {
        out(wire -> wire.sendInTwo(text.getBytes(StandardCharsets.UTF_8)));
    }

    public void close(int code, String reason) {
        out(wire -> wire.sendClose(code, reason));
    }

    public void cut() {
        SocketWire open = wire;
        if (open != null) {
            open.cut();
        } else {
            try {
                socket.close();
            } catch (IOException e) {
                // It is gone already.
            }
        }
    }

    long nextSeq() {
        return seq.incrementAndGet();
    }

    boolean welcome() {
        return welcome;
    }

    void subscribe(String key) {
        subscriptions.add(key);
    }

    void unsubscribe(String key) {
        subscriptions.remove(key);
    }

    boolean mayCall(String method) {
        boolean forNodes =
                Set.of("node.event", "node.invoke.result", "skills.bins").contains(method);
        return isNode() == forNodes;
    }

    List<String> scopes() {
        List<String> scopes = new ArrayList<>();
        if (!isNode() && !(gateway.door.scopesOnlyForDevices && !connect().has("device"))) {
            scopes.addAll(ScriptedGateway.texts(connect().path("scopes")));
        }
        return scopes;
    }

    void serve() {
        int code = 1006;
        try (socket) {
            SocketWire opened = new SocketWire(socket);
            head = opened.readHead();
            gateway.upgradeAsked();
            if (gateway.door.stall == Stage.UPGRADE) {
                opened.read(); // Until the client has enough.
                return;
            }
            String instead = gateway.door.upgradeAnswer;
            if (instead != null) {
                opened.writeRaw(instead);
                return;
            }
            opened.upgrade(head);
            wire = opened;
            code = converse(opened);
        } catch (IOException e) {
            // The client is gone, or the gateway is.
        } finally {
            welcome = false;
            gateway.left(this);
            closeCode.complete(code);
        }
    }

    private int converse(SocketWire opened) throws IOException {
        if (gateway.door.stall != Stage.CHALLENGE) {
            GatewayWelcome.challenge(this);
        }
        for (SocketWire.Frame frame = opened.read(); frame != null; frame = opened.read()) {
            switch (frame.opcode()) {
                case SocketWire.PING -> {
                    pings.incrementAndGet();
                    pinged.countDown();
                    opened.send(SocketWire.PONG, frame.payload());
                }
                case SocketWire.CLOSE -> {
                    opened.send(SocketWire.CLOSE, frame.payload());
                    return frame.closeCode();
                }
                case SocketWire.TEXT -> hear(frame);
                default -> {}
            }
        }
        return 1006;
    }

    private void hear(SocketWire.Frame frame) {
        if (frame.payload().length > gateway.maxPayload()) {
            close(1009, "");
            return;
        }
        Request request;
        try {
            ObjectNode asked = ScriptedGateway.object(frame.text());
            ObjectNode params =
                    asked.path("params") instanceof ObjectNode given ? given : ScriptedGateway.JSON.createObjectNode();
            request = new Request(
                    this, asked.path("id").asString(), asked.path("method").asString(), params);
        } catch (JacksonException | ClassCastException e) {
            if (!welcome) {
                close(1000, "");
            }
            return;
        }
        gateway.asked(request);
        if (!welcome) {
            greet(request);
        } else {
            answer(request);
        }
    }

    private void greet(Request request) {
        if (gateway.door.stall == Stage.CHALLENGE || gateway.door.stall == Stage.HELLO) {
            return;
        }
        connect = request.params();
        synchronized (gateway) {
            if (GatewayWelcome.welcomes(gateway, request)) {
                welcome = true;
                gateway.welcomed(this);
            }
        }
    }

    private void answer(Request request) {
        Answer answer = gateway.answer(request.method());
        if (!mayCall(request.method())) {
            request.error("INVALID_REQUEST", "unauthorized role: " + (isNode() ? "node" : "operator"));
        } else if (!GatewayMethods.inScope(request.method(), scopes())) {
            request.error("INVALID_REQUEST", "missing scope: " + GatewayMethods.scope(request.method()));
        } else if (answer == null) {
            request.error("INVALID_REQUEST", "unknown method: " + request.method());
        } else {
            try {
                answer.to(request);
            } catch (Exception e) {
                request.error("UNAVAILABLE", "Error: " + e.getMessage());
            }
        }
    }

    private void out(Writing writing) {
        SocketWire open = wire;
        if (open != null) {
            try {
                writing.to(open);
            } catch (IOException e) {
                // Its reader notices that it is gone.
            }
        }
    }

    @FunctionalInterface
    private interface Writing {
        void to(SocketWire wire) throws IOException;
    }
}
