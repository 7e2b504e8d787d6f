package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.ChatTurn;
import dev.switchboard.chat.Chats;
import dev.switchboard.chat.Sent;
import dev.switchboard.chat.SessionPatch;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.StoredTurn;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.time.Time;
import dev.switchboard.wire.gateway.AgentParams;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that set agents to work and wait for them. */
final class AgentMethods {
    private static final Duration WAIT_DEFAULT = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofMinutes(1);

    private final Chats chats;
    private final Time time;

    AgentMethods(Desk desk) {
        this.chats = desk.chats();
        this.time = desk.time();
    }

    /** Answers twice: when the turn is accepted, and when it has ended. */
    JsonNode turn(Call call) throws InvalidParamsException, MethodException, InterruptedException {
        AgentParams.Turn asked = AgentParams.Turn.read(call.params());
        Principal principal = call.caller().principal();
        SessionKey key = session(principal, asked);
        ChatTurn turn = new ChatTurn(
                key,
                asked.message(),
                asked.idempotencyKey(),
                ChatEvent.Origin.USER,
                Attachments.read(asked.attachments()),
                asked.extraSystemPrompt() == null ? "" : asked.extraSystemPrompt(),
                asked.thinking() == null || asked.thinking().isBlank() ? null : asked.thinking(),
                asked.timeout() == null || asked.timeout() == 0 ? null : Duration.ofSeconds(asked.timeout()));
        if (asked.label() != null) {
            chats.patch(principal, key, new SessionPatch(Map.of(), true, asked.label(), null));
        }
        Instant begun = time.now();
        Sent sent = chats.send(principal, turn);
        return switch (sent) {
            case Sent.Ended ended -> result(ended.turn(), ended.end(), begun);
            case Sent.Stopped stopped ->
                ChatMethods.status(asked.idempotencyKey(), "ok")
                        .put("summary", "stopped")
                        .set("runIds", GatewayJson.texts(stopped.turns()));
            case Sent.Answered answered -> {
                call.accepted().accept(accepted(answered.turn(), begun));
                yield result(answered.turn(), answered.end(), begun);
            }
            case Sent.Started started -> {
                call.accepted().accept(accepted(started.turn(), begun));
                yield result(started.turn(), end(principal, started.turn()), begun);
            }
            case Sent.InFlight going -> {
                call.accepted().accept(accepted(going.turn(), begun));
                yield result(going.turn(), end(principal, going.turn()), begun);
            }
        };
    }

    JsonNode await(Call call) throws InvalidParamsException, InterruptedException {
        AgentParams.Wait asked = AgentParams.Wait.read(call.params());
        Duration patience = asked.timeoutMs() == null ? WAIT_DEFAULT : Duration.ofMillis(asked.timeoutMs());
        Principal principal = call.caller().principal();
        Optional<TurnEnded> end = awaitKnown(principal, asked.runId(), patience);
        if (end.isEmpty()) {
            return ChatMethods.status(asked.runId(), "timeout");
        }
        TurnEnded ended = end.get();
        ObjectNode json =
                ChatMethods.status(asked.runId(), ended.outcome() == ChatEvent.Outcome.ERROR ? "error" : "ok");
        chats.turn(principal, asked.runId()).ifPresent(stored -> times(json, stored));
        if (ended.outcome() == ChatEvent.Outcome.ABORTED) {
            json.put("aborted", true).put("stopReason", ended.stopReason());
        }
        if (ended.errorMessage() != null) {
            json.put("error", ended.errorMessage());
        }
        return json;
    }

    JsonNode wake(Call call) throws InvalidParamsException {
        AgentParams.Wake wake = AgentParams.Wake.read(call.params());
        chats.wake(
                call.caller().principal(),
                chats.mainSession(),
                wake.text(),
                wake.now() ? Chats.WakeMode.NOW : Chats.WakeMode.NEXT_TURN);
        return GatewayJson.object().put("ok", true);
    }

    /** A turn that nobody has sent may still be sent: it is waited for all the same. */
    private Optional<TurnEnded> awaitKnown(Principal principal, String turn, Duration patience)
            throws InterruptedException {
        try {
            Optional<TurnEnded> end = chats.await(principal, turn, patience);
            if (end.isEmpty() && Thread.interrupted()) {
                throw new InterruptedException();
            }
            return end;
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.NotFound)) {
                throw e;
            }
            time.sleep(patience);
            return chats.turn(principal, turn).map(StoredTurn::end);
        }
    }

    private TurnEnded end(Principal principal, String turn) throws InterruptedException {
        while (true) {
            Optional<TurnEnded> end = chats.await(principal, turn, LOOK);
            if (end.isPresent()) {
                return end.get();
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }

    private SessionKey session(Principal principal, AgentParams.Turn asked) throws MethodException {
        String agent = asked.agentId() == null ? null : known(asked.agentId());
        if (given(asked.sessionKey())) {
            SessionKey key = chats.key(String.valueOf(asked.sessionKey()));
            if (agent != null && !key.agentId().equals(agent)) {
                throw MethodException.invalid("invalid agent params: agent \"" + agent
                        + "\" does not match session key agent \"" + key.agentId() + "\"");
            }
            return key;
        }
        if (given(asked.sessionId())) {
            return chats.find(principal, new SessionId(String.valueOf(asked.sessionId())))
                    .map(ChatSession::key)
                    .orElseThrow(() -> MethodException.invalid("No session found: " + asked.sessionId()));
        }
        return agent == null
                ? chats.mainSession()
                : chats.key("agent:" + agent + ":" + chats.config().mainKey());
    }

    private String known(String agent) throws MethodException {
        String id = SessionKey.agentId(agent, "");
        if (!id.equals(chats.config().defaultAgent())) {
            throw MethodException.invalid("invalid agent params: unknown agent id \"" + agent + "\"");
        }
        return id;
    }

    private static boolean given(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private ObjectNode result(String turn, TurnEnded end, Instant begun) throws MethodException {
        if (end.outcome() == ChatEvent.Outcome.ERROR) {
            throw ChatMethods.failed(turn, end);
        }
        boolean aborted = end.outcome() == ChatEvent.Outcome.ABORTED;
        ObjectNode json = ChatMethods.status(turn, "ok").put("summary", aborted ? "aborted" : "completed");
        ObjectNode result = json.putObject("result");
        List<String> texts =
                end.text().isBlank() ? List.of() : List.of(end.text().strip());
        texts.forEach(text ->
                result.withArray("payloads").addObject().put("text", text).putNull("mediaUrl"));
        result.withArray("payloads");
        ObjectNode meta = result.putObject("meta")
                .put("durationMs", Duration.between(begun, time.now()).toMillis())
                .put("stopReason", end.stopReason());
        if (aborted) {
            meta.put("aborted", true);
        }
        return json;
    }

    private static ObjectNode accepted(String turn, Instant at) {
        return ChatMethods.status(turn, "accepted").put("acceptedAt", at.toEpochMilli());
    }

    private static void times(ObjectNode json, StoredTurn stored) {
        Instant started = stored.startedAt() == null ? stored.createdAt() : stored.startedAt();
        json.put("startedAt", started.toEpochMilli());
        if (stored.endedAt() != null) {
            json.put("endedAt", stored.endedAt().toEpochMilli());
        }
    }
}
