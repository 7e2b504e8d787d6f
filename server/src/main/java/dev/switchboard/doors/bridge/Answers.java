package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.ProblemJson;
import dev.switchboard.web.Refusal;
import dev.switchboard.wire.bridge.Json;
import dev.switchboard.wire.bridge.MalformedException;
import dev.switchboard.wire.bridge.MissingException;
import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How the routes of the bridge answer: what went well with 200, what did not with {@code success: false} and the status that fits. */
final class Answers {
    /** The paths of document 004, at which any other method is as unknown as any other path. */
    private static final Set<String> POST_ONLY =
            Set.of("/openclaw/chat", "/openclaw/detect", "/openclaw/history", "/openclaw/sessions");

    private final boolean legacyStatus;

    /** @param legacyStatus whether failures are answered with 200 */
    Answers(boolean legacyStatus) {
        this.legacyStatus = legacyStatus;
    }

    /** What a route does with a body. */
    interface Call {
        /** Returns what is answered beside {@code success: true}. */
        ObjectNode answer(JsonNode body, Principal caller) throws GatewayException, InterruptedException;
    }

    /**
     * Answers a request.
     *
     * @param wording how this route words its failures
     */
    void answer(Exchange exchange, Wording wording, Call call) throws InterruptedException {
        exchange.answer(of(exchange, wording, call));
    }

    /** What is refused before a route is asked, or goes wrong in it. */
    static Answer render(Refusal refusal) {
        return switch (refusal) {
            case Refusal.UnknownPath _ -> notFound();
            case Refusal.UpgradeRequired _ -> notFound();
            case Refusal.MethodNotAllowed method when POST_ONLY.contains(method.path()) -> notFound();
            case Refusal.MethodNotAllowed method -> refused(method);
            case Refusal.Refused refused -> refused(refused);
            case Refusal.BodyTooLarge large -> refused(large);
            case Refusal.BodyTooSlow slow -> refused(slow);
            case Refusal.HeadTooLarge head -> refused(head);
        };
    }

    private Answer of(Exchange exchange, Wording wording, Call call) throws InterruptedException {
        try {
            ObjectNode json = call.answer(body(exchange), exchange.principal());
            ObjectNode whole = Json.object().put("success", true);
            whole.setAll(json);
            return Answer.json(200, Json.text(whole));
        } catch (MissingException e) {
            return failed(wording, "Missing required field: " + e.member(), Failure.invalid(""));
        } catch (MalformedException e) {
            Failure failure = Failure.invalid(String.valueOf(e.getMessage()));
            return failed(wording, wording.malformed(failure), failure);
        } catch (GatewayException e) {
            Failure failure = Failure.of(e);
            return failed(wording, wording.gateway(failure), failure);
        } catch (ProblemException e) {
            Failure failure = Failure.of(e.problem());
            return failed(wording, wording.malformed(failure), failure);
        }
    }

    private static JsonNode body(Exchange exchange) {
        JsonNode body = Json.read(exchange.body());
        if (body.isMissingNode()) {
            return Json.object();
        }
        if (!body.isObject()) {
            throw new MalformedException("the body: not an object (expected: a JSON object)");
        }
        return body;
    }

    private Answer failed(Wording wording, String text, Failure failure) {
        ObjectNode json = Json.object().put("success", false);
        if (wording.hasMessage()) {
            json.put("message", text);
        }
        json.put("error", text).put("code", failure.code());
        Answer answer = Answer.json(legacyStatus ? 200 : failure.status(), Json.text(json));
        Duration wait = failure.retryAfter();
        return wait == null
                ? answer
                : answer.with(
                        "Retry-After",
                        Long.toString(Math.max(1, wait.plusMillis(999).toSeconds())));
    }

    private static Answer notFound() {
        return Answer.json(404, "{\"error\":\"Not Found\"}");
    }

    private static Answer refused(Refusal refusal) {
        ObjectNode json = Json.object()
                .put("success", false)
                .put("error", ProblemJson.detail(refusal))
                .put("code", Failure.upper(ProblemJson.code(refusal)));
        if (refusal instanceof Refusal.Refused(Problem problem) && problem.next() != null) {
            json.put("next", problem.next());
        }
        return Answer.json(ProblemJson.status(refusal), Json.text(json));
    }

    /** How a route words its failures (document 004 leaves that to the routes). */
    enum Wording {
        CHAT("Chat error"),
        HISTORY("History error"),
        SESSIONS("Sessions error"),
        ABORT("Abort error"),
        RESET("Reset error"),
        STATUS("Status error"),
        DETECT("Connection error");

        private static final String NOT_CONNECTED =
                "Failed to connect to OpenClaw Gateway. Check the URL and the credentials, and whether the gateway runs there.";

        private final String trouble;

        Wording(String trouble) {
            this.trouble = trouble;
        }

        String malformed(Failure failure) {
            return trouble + ": " + failure.text();
        }

        String gateway(Failure failure) {
            return this == DETECT ? NOT_CONNECTED : malformed(failure);
        }

        /** Whether failures also have a {@code message}, where the other routes have an {@code error} only. */
        boolean hasMessage() {
            return this == DETECT;
        }
    }
}
