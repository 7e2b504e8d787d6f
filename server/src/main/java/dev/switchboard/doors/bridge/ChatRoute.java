package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Time.Scheduled;
import dev.switchboard.web.Exchange;
import dev.switchboard.wire.bridge.ChatRequest;
import dev.switchboard.wire.bridge.Json;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code POST /openclaw/chat}: says something in a session. What comes of it is read over the socket. */
final class ChatRoute {
    private static final Logger LOG = LoggerFactory.getLogger(ChatRoute.class);
    private static final ThreadFactory SENDING =
            Thread.ofVirtual().name("bridge-send-", 0).factory();

    private static final int LABEL_CHARS = 30;
    private static final int LABEL_KEY_CHARS = 6;
    private static final int SUFFIX_DIGITS = 6;
    private static final int RADIX = 36;
    private static final long SUFFIXES = 2_176_782_336L; // 36 to the power of 6.

    private final Desk desk;
    private final Answers answers;
    /** Session keys are made of the time in milliseconds; this one was the last. */
    private final AtomicLong lastKey = new AtomicLong();

    ChatRoute(Desk desk, Answers answers) {
        this.desk = desk;
        this.answers = answers;
    }

    void handle(Exchange exchange) throws InterruptedException {
        answers.answer(exchange, Answers.Wording.CHAT, this::send);
    }

    private ObjectNode send(JsonNode body, Principal caller) throws GatewayException, InterruptedException {
        ChatRequest request = ChatRequest.of(body);
        Gateway gateway = desk.gateway(request.gateway(), caller);
        gateway.connect(desk.timings().connect());
        String given = request.sessionKey();
        String key = given == null ? newKey() : given;
        if (given == null) {
            label(gateway, key, request.message());
        }
        String turn = request.idempotencyKey();
        Sending sending = new Sending(request, key, turn == null ? newTurn() : turn);
        return sending.accepted(sending.begin(gateway));
    }

    /** Names a new session after what is said in it. A session without a name does as well. */
    private void label(Gateway gateway, String key, String message) throws InterruptedException {
        ObjectNode params = Json.object().put("key", key).put("label", labelOf(message, key));
        try {
            var _ = gateway.call("sessions.patch", params, desk.timings().call());
        } catch (GatewayException e) {
            LOG.info("a new session got no label: {}", Failure.of(e).code());
        } catch (ProblemException e) {
            LOG.info("a new session got no label: {}", e.problem().code());
        }
    }

    private static String labelOf(String message, String key) {
        int end = Math.min(LABEL_CHARS, message.length());
        if (end < message.length() && Character.isHighSurrogate(message.charAt(end - 1))) {
            end--;
        }
        String beginning = message.substring(0, end).replaceAll("\\R", " ");
        return beginning + " (" + key.substring(key.length() - LABEL_KEY_CHARS) + ")";
    }

    private String newKey() {
        long now = desk.time().now().toEpochMilli();
        return "bot_" + lastKey.updateAndGet(last -> Math.max(last + 1, now));
    }

    private String newTurn() {
        String suffix = Long.toString((long) (desk.ids().fraction() * SUFFIXES), RADIX);
        return "run_" + desk.time().now().toEpochMilli() + "_" + "0".repeat(SUFFIX_DIGITS - suffix.length()) + suffix;
    }

    /** One message on its way. Its sender waits for the acknowledgement, but not for ever. */
    private final class Sending {
        private final ChatRequest request;
        private final String key;
        private final String turn;
        /** The gateway's answer; an empty one when the sender did not wait for it. */
        private final CompletableFuture<ObjectNode> acknowledgement = new CompletableFuture<>();

        Sending(ChatRequest request, String key, String turn) {
            this.request = request;
            this.key = key;
            this.turn = turn;
        }

        ObjectNode begin(Gateway gateway) throws GatewayException {
            SENDING.newThread(() -> send(gateway)).start();
            Scheduled patience = desk.time()
                    .schedule(desk.timings().acknowledgement(), () -> acknowledgement.complete(Json.object()));
            try {
                return acknowledgement.join();
            } catch (CompletionException e) {
                switch (e.getCause()) {
                    case GatewayException refused -> throw refused;
                    case ProblemException problem -> throw problem;
                    case null, default -> throw e;
                }
            } finally {
                patience.cancel();
            }
        }

        /** What the sender is told: the turn's name is the gateway's, since its events bear that one. */
        ObjectNode accepted(ObjectNode said) {
            ObjectNode answer = Json.object();
            answer.put("runId", said.path("runId").asString(turn));
            answer.put("sessionKey", key);
            answer.put("status", "accepted");
            if (said.path("status").isString()) {
                answer.set("gatewayStatus", said.get("status"));
            }
            if (stopped(said)) {
                answer.set("aborted", said.get("aborted"));
                answer.set("runIds", said.path("runIds").isArray() ? said.get("runIds") : Json.list());
            }
            return answer;
        }

        private void send(Gateway gateway) {
            try {
                ObjectNode said =
                        gateway.call("chat.send", params(), desk.timings().send());
                if (stopped(said)) {
                    conclude(canonical -> ending(canonical, "aborted").put("stopReason", "stop"));
                }
                acknowledgement.complete(said);
            } catch (GatewayException e) {
                failed(e, Failure.of(e));
            } catch (ProblemException e) {
                failed(e, Failure.of(e.problem()));
            } catch (InterruptedException | RuntimeException | Error e) {
                failed(e, new Failure(500, "INTERNAL", "the server failed", false, null));
            }
        }

        /** Whoever still waits is answered; otherwise those who read the session are told, as the turn will never say anything. */
        private void failed(Throwable cause, Failure failure) {
            if (!acknowledgement.completeExceptionally(cause)) {
                LOG.warn("a message that was reported as accepted was not taken: {}", failure.code());
                conclude(canonical -> ending(canonical, "error").put("errorMessage", failure.text()));
            }
        }

        private void conclude(Function<String, ObjectNode> payload) {
            desk.conclude(request.gateway(), key, payload);
        }

        private ObjectNode ending(String canonical, String state) {
            return Json.object()
                    .put("runId", turn)
                    .put("sessionKey", canonical)
                    .put("seq", 1)
                    .put("state", state);
        }

        /** Whether the message was a word that stops turns: then it has none of its own, and no events. */
        private boolean stopped(ObjectNode said) {
            return said.path("aborted").isBoolean() && !said.has("runId");
        }

        private ObjectNode params() {
            ObjectNode params = Json.object()
                    .put("sessionKey", key)
                    .put("message", request.message())
                    .put("deliver", request.deliver())
                    .put("idempotencyKey", turn);
            if (request.attachments() != null) {
                params.set("attachments", request.attachments());
            }
            if (request.thinking() != null) {
                params.put("thinking", request.thinking());
            }
            if (request.timeoutMs() != null) {
                params.put("timeoutMs", request.timeoutMs());
            }
            return params;
        }
    }
}
