package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.principal.Principal;
import dev.switchboard.web.Exchange;
import dev.switchboard.wire.bridge.GatewayAddress;
import dev.switchboard.wire.bridge.Json;
import dev.switchboard.wire.bridge.MissingException;
import dev.switchboard.wire.bridge.SessionKeys;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What can be asked of a gateway over REST besides sending a message. */
final class SessionRoutes {
    private static final int HISTORY_MAX = 1000;
    private static final int SESSIONS_MAX = 100_000;
    private static final int TURN_CHARS_MAX = 256;

    private final Desk desk;
    private final Answers answers;

    SessionRoutes(Desk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    void detect(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.DETECT, this::detect);
    }

    void history(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.HISTORY, this::history);
    }

    void sessions(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.SESSIONS, this::sessions);
    }

    void abort(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.ABORT, this::abort);
    }

    void reset(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.RESET, this::reset);
    }

    /** How many read, and whether the gateway of those who name none can be reached. */
    void status(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.STATUS, this::status);
    }

    private ObjectNode detect(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        GatewayAddress address = GatewayAddress.of(body);
        if (address.url() == null) {
            throw new MissingException("gatewayUrl");
        }
        desk.gateway(address, caller).connect(desk.timings().connect());
        return Json.object().put("message", "Successfully connected to OpenClaw Gateway");
    }

    private ObjectNode history(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        String key = sessionKey(body);
        Long limit = Json.number(body, "limit", 1, HISTORY_MAX);
        ObjectNode params = Json.object().put("sessionKey", key);
        if (limit != null) {
            params.put("limit", limit);
        }
        return listed("messages", ask(body, caller, "chat.history", params));
    }

    private ObjectNode sessions(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        Long limit = Json.number(body, "limit", 1, SESSIONS_MAX);
        Boolean last = Json.flag(body, "includeLastMessage");
        ObjectNode params = Json.object();
        if (limit != null) {
            params.put("limit", limit);
        }
        if (last != null) {
            params.put("includeLastMessage", last);
        }
        return listed("sessions", ask(body, caller, "sessions.list", params));
    }

    private ObjectNode abort(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        String key = sessionKey(body);
        String turn = Json.text(body, "runId", TURN_CHARS_MAX);
        ObjectNode params = Json.object().put("sessionKey", key);
        if (turn != null && !turn.isEmpty()) {
            params.put("runId", turn);
        }
        ObjectNode said = ask(body, caller, "chat.abort", params);
        ObjectNode answer = Json.object().put("sessionKey", key);
        answer.put("aborted", said.path("aborted").asBoolean(false));
        answer.set("runIds", said.path("runIds").isArray() ? said.get("runIds") : Json.list());
        return answer;
    }

    private ObjectNode reset(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        String key = sessionKey(body);
        ObjectNode said = ask(body, caller, "sessions.reset", Json.object().put("key", key));
        ObjectNode answer = Json.object().put("sessionKey", key);
        JsonNode id = said.path("entry").path("sessionId");
        if (id.isString()) {
            answer.set("sessionId", id);
        }
        return answer;
    }

    private ObjectNode status(JsonNode body, Principal caller) throws InterruptedException {
        ObjectNode answer = Json.object();
        answer.put("sockets", desk.sockets().size());
        answer.put(
                "subscriptions",
                desk.sockets().stream().mapToInt(BridgeSocket::subscriptions).sum());
        ObjectNode gateway = answer.putObject("gateway");
        try {
            desk.gateway(GatewayAddress.DEFAULT, caller).connect(desk.timings().look());
            gateway.put("connected", true);
        } catch (GatewayException e) {
            Failure failure = Failure.of(e);
            gateway.put("connected", false).put("error", failure.text()).put("code", failure.code());
        }
        return answer;
    }

    private ObjectNode ask(JsonNode body, Principal caller, String method, ObjectNode params)
            throws GatewayException, InterruptedException {
        return desk.gateway(GatewayAddress.of(body), caller)
                .call(method, params, desk.timings().call());
    }

    private static String sessionKey(JsonNode body) {
        String key = SessionKeys.of(body, "sessionKey", "sessionId");
        if (key == null) {
            throw new MissingException("sessionKey");
        }
        return key;
    }

    /** A list as the gateway sent it. */
    private static ObjectNode listed(String name, ObjectNode said) {
        ObjectNode answer = Json.object();
        answer.set(name, said.path(name).isArray() ? said.get(name) : Json.list());
        return answer;
    }
}
