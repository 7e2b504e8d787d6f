package dev.switchboard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A bridge that says what a test tells it: an answer for each path, and one conversation for each WebSocket, in turn. */
public final class ScriptedBridge implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<String, UnaryOperator<String>> answers = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Conversation> conversations = new ConcurrentLinkedQueue<>();
    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedBridge(ServerSocket listener) {
        this.listener = listener;
    }

    /** A request that came: a POST with its body, or a WebSocket with its path and query. */
    public record Asked(String path, String body, String authorization) {}

    /** What a WebSocket hears and says. */
    public interface Conversation {
        void hold(Talk talk) throws IOException;
    }

    /** The server's side of one WebSocket. */
    public interface Talk {
        /** The next message of the client; absent when it has gone. */
        @Nullable
        String hear() throws IOException;

        void say(String json) throws IOException;

        void close(int code, String reason) throws IOException;

        /** Ends the connection without a goodbye. */
        void cut();
    }

    public static ScriptedBridge start() {
        try {
            ScriptedBridge bridge = new ScriptedBridge(new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1")));
            Thread.ofVirtual().name("scripted-bridge").start(bridge::accept);
            return bridge;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    /** Answers requests to a path; the answer is made of the body. */
    public ScriptedBridge on(String path, UnaryOperator<String> answer) {
        answers.put(path, answer);
        return this;
    }

    /** What the next WebSocket hears and says. */
    public ScriptedBridge socket(Conversation conversation) {
        conversations.add(conversation);
        return this;
    }

    /** What was asked at a path, in order. */
    public List<Asked> asked(String path) {
        return asked.stream().filter(each -> each.path().equals(path)).toList();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = listener.accept();
                open.add(socket);
                Thread.ofVirtual().name("scripted-bridge").start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            SocketWire wire = new SocketWire(socket);
            Map<String, String> head = wire.readHead();
            String path = head.getOrDefault("", "").split(" ", -1)[1];
            String authorization = head.getOrDefault("authorization", "");
            if (head.containsKey("sec-websocket-key")) {
                asked.add(new Asked(path, "", authorization));
                hold(wire, head);
            } else {
                String body = new String(
                        wire.readBody(Integer.parseInt(head.getOrDefault("content-length", "0"))),
                        StandardCharsets.UTF_8);
                asked.add(new Asked(path, body, authorization));
                answer(wire, path, body);
            }
        } catch (IOException e) {
            // The client went away, which some tests want.
        }
    }

    private void hold(SocketWire wire, Map<String, String> head) throws IOException {
        Conversation conversation = conversations.poll();
        if (conversation == null) {
            wire.writeRaw("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            return;
        }
        wire.upgrade(head);
        conversation.hold(new WireTalk(wire));
    }

    private void answer(SocketWire wire, String path, String body) throws IOException {
        UnaryOperator<String> answer = answers.get(path);
        byte[] json =
                (answer == null ? "{\"error\":\"Not Found\"}" : answer.apply(body)).getBytes(StandardCharsets.UTF_8);
        wire.writeRaw("HTTP/1.1 " + (answer == null ? "404 Not Found" : "200 OK")
                + "\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: " + json.length
                + "\r\n\r\n");
        wire.writeBody(json);
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record WireTalk(SocketWire wire) implements Talk {
        @Override
        public @Nullable String hear() throws IOException {
            for (SocketWire.Frame frame = wire.read(); frame != null; frame = wire.read()) {
                if (frame.opcode() == SocketWire.CLOSE) {
                    return null;
                }
                if (frame.opcode() == SocketWire.TEXT) {
                    return frame.text();
                }
            }
            return null;
        }

        @Override
        public void say(String json) throws IOException {
            wire.send(SocketWire.TEXT, json.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close(int code, String reason) throws IOException {
            wire.sendClose(code, reason);
            hear();
        }

        @Override
        public void cut() {
            wire.cut();
        }
    }
}
