package dev.switchboard.client;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.wire.runs.ErrorDocument;
import dev.switchboard.wire.runs.JsonMembers;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The chat sessions of one server: over the bridge, and over the gateway what only that can do. Any thread may use it; each call blocks, and
 * throws {@link ClientException} for every failure.
 */
public final class ChatClient {
    /** The most messages of a history that the server hands over. */
    public static final int HISTORY_MAX = 1000;

    private static final JsonFactory JSON = new JsonFactory();
    private static final Duration CHAT = Duration.ofSeconds(45);
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private final Http http;
    private final String agent;

    /**
     * @param agent how this client names itself to the server
     */
    public ChatClient(ServerAddress server, Proxies proxies, String agent) {
        this.http = new Http(server, proxies, agent);
        this.agent = agent;
    }

    public ServerAddress server() {
        return http.server();
    }

    /**
     * What became of a message.
     *
     * @param turn by which its events are known
     * @param state {@code started}, {@code in_flight} or {@code ok}, as the gateway says; empty when it has not said so yet
     */
    public record Accepted(String turn, String state) {}

    /**
     * Says something in a session.
     *
     * @param turn names the turn; the same one again is the same turn
     */
    public Accepted send(String session, String message, String turn) {
        byte[] body = body(json -> json.writeStringProperty("message", message)
                .writeStringProperty("sessionKey", session)
                .writeStringProperty("idempotencyKey", turn));
        return read(http.post("/openclaw/chat", body, null, CHAT), members -> {
            String known = turn;
            String state = "";
            while (members.next()) {
                switch (members.name()) {
                    case "runId" -> known = members.text();
                    case "gatewayStatus" -> state = members.text();
                    default -> {}
                }
            }
            return new Accepted(known, state);
        });
    }

    /** The latest messages of a session, oldest first; none of one that does not exist. */
    public List<Received<ChatMessage>> history(String session, int limit) {
        byte[] body =
                body(json -> json.writeStringProperty("sessionKey", session).writeNumberProperty("limit", limit));
        return listed(http.post("/openclaw/history", body, null, Http.ONE_SHOT), "messages", ChatMessage::read);
    }

    /** The sessions, the one that was spoken in last first. */
    public List<Received<ChatSessionRow>> sessions(int limit) {
        byte[] body =
                body(json -> json.writeNumberProperty("limit", limit).writeBooleanProperty("includeLastMessage", true));
        return listed(http.post("/openclaw/sessions", body, null, Http.ONE_SHOT), "sessions", ChatSessionRow::read);
    }

    /**
     * Stops what goes on in a session; false when nothing did.
     *
     * @param turn only this one; absent for all of them
     */
    public boolean abort(String session, @Nullable String turn) {
        byte[] body = body(json -> {
            json.writeStringProperty("sessionKey", session);
            if (turn != null) {
                json.writeStringProperty("runId", turn);
            }
        });
        return read(http.post("/openclaw/abort", body, null, Http.ONE_SHOT), members -> {
            boolean aborted = false;
            while (members.next()) {
                if (members.name().equals("aborted")) {
                    aborted = members.flag();
                }
            }
            return aborted;
        });
    }

    /**
     * Changes a session, which is made when it does not exist.
     *
     * @param changes writes the members that change
     * @return the session as it is then, as JSON
     */
    public String patch(String session, Consumer<JsonGenerator> changes) throws InterruptedException {
        try (FrameSocket socket = http.socket("/")) {
            ask(socket, "1", "connect", this::greeting);
            return ask(socket, "2", "sessions.patch", json -> {
                json.writeStringProperty("key", session);
                changes.accept(json);
            });
        } catch (IOException e) {
            throw http.failed(e, ANSWER);
        }
    }

    /**
     * Reads a session.
     *
     * @param since the position after which to begin; absent for what comes from now on
     * @param patience how long to try to connect again
     */
    public ChatStream stream(String session, @Nullable Long since, Duration patience, Time time, Ids ids) {
        return new ChatStream(this, session, since, patience, time, ids);
    }

    /** A WebSocket at a path of the server, with its query. */
    public FrameSocket socket(String path) {
        return http.socket(path);
    }

    String object(Consumer<JsonGenerator> members) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            json.writeStartObject();
            members.accept(json);
            json.writeEndObject();
        }
        return text.toString();
    }

    private byte[] body(Consumer<JsonGenerator> members) {
        return object(members).getBytes(StandardCharsets.UTF_8);
    }

    private void greeting(JsonGenerator json) {
        json.writeNumberProperty("minProtocol", 3)
                .writeNumberProperty("maxProtocol", 4)
                .writeObjectPropertyStart("client")
                .writeStringProperty("id", "cli")
                .writeStringProperty("displayName", "switchboard")
                .writeStringProperty("version", agent.substring(agent.indexOf('/') + 1))
                .writeStringProperty("platform", "java")
                .writeStringProperty("mode", "cli")
                .writeEndObject()
                .writeStringProperty("role", "operator")
                .writeArrayPropertyStart("scopes")
                .writeString("operator.admin")
                .writeEndArray();
        if (!http.server().token().isEmpty()) {
            json.writeObjectPropertyStart("auth")
                    .writeStringProperty("token", http.server().token())
                    .writeEndObject();
        }
    }

    private String ask(FrameSocket socket, String id, String method, Consumer<JsonGenerator> params)
            throws IOException, InterruptedException {
        socket.send(object(json -> {
            json.writeStringProperty("type", "req")
                    .writeStringProperty("id", id)
                    .writeStringProperty("method", method)
                    .writeObjectPropertyStart("params");
            params.accept(json);
            json.writeEndObject();
        }));
        while (true) {
            switch (socket.next(ANSWER)) {
                case null ->
                    throw new ClientException(
                            new ClientProblem.NoAnswer(http.server().base(), ANSWER));
                case FrameSocket.Closed closed ->
                    throw new IOException(closed.reason().isEmpty() ? "closed with " + closed.code() : closed.reason());
                case FrameSocket.Binary ignored -> {}
                case FrameSocket.Message message -> {
                    GatewayAnswer answer = json(() -> GatewayAnswer.read(message.text()));
                    if (answer.id().equals(id)) {
                        return answer.payload();
                    }
                }
            }
        }
    }

    private <T> List<Received<T>> listed(byte[] body, String name, Function<JsonMembers, T> reader) {
        return read(body, members -> {
            List<Received<T>> found = new ArrayList<>();
            while (members.next()) {
                if (members.name().equals(name)) {
                    for (String element : members.elements()) {
                        JsonMembers each = JsonMembers.of(element.getBytes(StandardCharsets.UTF_8));
                        found.add(new Received<>(element, reader.apply(each)));
                    }
                }
            }
            return found;
        });
    }

    /** An answer of the bridge; one that says no with a status of 200, as it may be told to, is refused here. */
    private <T> T read(byte[] body, Function<JsonMembers, T> reader) {
        return json(() -> {
            JsonMembers members = JsonMembers.of(body);
            while (members.next()) {
                if (members.name().equals("success") && !members.flag()) {
                    ErrorDocument error = ErrorDocument.read(JsonMembers.of(body));
                    throw new ClientException(new ClientProblem.Refused(400, error, null));
                }
            }
            return reader.apply(JsonMembers.of(body));
        });
    }

    private <T> T json(java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (JacksonException e) {
            throw new ClientException(
                    new ClientProblem.NotSwitchboard(http.server().base(), "not the JSON that was expected"), e);
        }
    }

    /** What the gateway answers to a request; a refusal is thrown. */
    private record GatewayAnswer(String id, String payload) {
        static GatewayAnswer read(String text) {
            String id = "";
            boolean ok = false;
            boolean answer = false;
            String payload = "{}";
            ErrorDocument error = new ErrorDocument("", "", "", List.of());
            JsonMembers members = JsonMembers.of(text.getBytes(StandardCharsets.UTF_8));
            while (members.next()) {
                switch (members.name()) {
                    case "type" -> answer = members.text().equals("res");
                    case "id" -> id = members.text();
                    case "ok" -> ok = members.flag();
                    case "payload" -> payload = members.json();
                    case "error" -> error = error(members.object());
                    default -> {}
                }
            }
            if (answer && !ok) {
                throw new ClientException(new ClientProblem.Refused(status(error), error, null));
            }
            return new GatewayAnswer(answer ? id : "", payload);
        }

        private static ErrorDocument error(@Nullable JsonMembers members) {
            String code = "";
            String message = "";
            while (members != null && members.next()) {
                switch (members.name()) {
                    case "code" -> code = members.text();
                    case "message" -> message = members.text();
                    default -> {}
                }
            }
            return new ErrorDocument(code, message, "", List.of());
        }

        private static int status(ErrorDocument error) {
            if (error.code().equals("UNAVAILABLE")) {
                return 503;
            }
            if (error.detail().startsWith("unauthorized")) {
                return 401;
            }
            return error.code().equals("NOT_PAIRED") || error.detail().startsWith("missing scope") ? 403 : 400;
        }
    }
}
