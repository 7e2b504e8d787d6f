package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.ChatTurn;
import dev.switchboard.chat.Chats;
import dev.switchboard.chat.Sent;
import dev.switchboard.chat.Transcript;
import dev.switchboard.chat.record.Attachment;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.chat.record.Setting;
import dev.switchboard.doors.gateway.render.TranscriptJson;
import dev.switchboard.doors.gateway.render.View;
import dev.switchboard.wire.gateway.ChatParams;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The methods that begin with {@code chat.}. */
final class ChatMethods {
    private static final int HISTORY_DEFAULT = 200;
    private static final int HISTORY_BYTES_MAX = 6 << 20;

    private final Chats chats;

    ChatMethods(Desk desk) {
        this.chats = desk.chats();
    }

    JsonNode send(Call call) throws InvalidParamsException, MethodException {
        ChatParams.Send send = ChatParams.Send.read(call.params());
        SessionKey key = chats.key(send.sessionKey());
        if (send.message().isBlank() && send.attachments().isEmpty()) {
            throw MethodException.invalid("message or attachment required");
        }
        List<Attachment> attachments = Attachments.read(send.attachments());
        ChatTurn turn = new ChatTurn(
                key,
                send.message(),
                send.idempotencyKey(),
                ChatEvent.Origin.USER,
                attachments,
                "",
                send.thinking() == null || send.thinking().isBlank() ? null : send.thinking(),
                limit(send.timeoutMs()));
        return switch (chats.send(call.caller().principal(), turn)) {
            case Sent.Started started -> status(started.turn(), "started");
            case Sent.Answered answered -> status(answered.turn(), "started");
            case Sent.InFlight going -> status(going.turn(), "in_flight");
            case Sent.Ended ended -> ended(ended.turn(), ended.end());
            case Sent.Stopped stopped -> stopped(stopped.turns());
        };
    }

    JsonNode history(Call call) throws InvalidParamsException {
        ChatParams.History asked = ChatParams.History.read(call.params());
        int limit = asked.limit() == null ? HISTORY_DEFAULT : Math.toIntExact(asked.limit());
        int bytes = asked.maxBytes() == null ? HISTORY_BYTES_MAX : (int) Math.min(HISTORY_BYTES_MAX, asked.maxBytes());
        Transcript transcript = chats.history(call.caller().principal(), chats.key(asked.sessionKey()), limit, bytes);
        ObjectNode json = GatewayJson.object().put("sessionKey", asked.sessionKey());
        String thinking = null;
        if (transcript.session() != null) {
            json.put("sessionId", transcript.session().session().value());
            thinking = transcript.session().settings().get(Setting.THINKING_LEVEL);
        }
        json.set(
                "messages",
                TranscriptJson.messages(transcript.messages(), call.caller().view()));
        json.put("thinkingLevel", thinking == null ? "off" : thinking);
        if (call.caller().view() == View.P4) {
            json.put("hasMore", transcript.hasMore());
        }
        return json;
    }

    JsonNode abort(Call call) throws InvalidParamsException {
        ChatParams.Abort abort = ChatParams.Abort.read(call.params());
        return stopped(chats.abort(call.caller().principal(), chats.key(abort.sessionKey()), abort.runId(), "rpc"));
    }

    JsonNode inject(Call call) throws InvalidParamsException {
        ChatParams.Inject inject = ChatParams.Inject.read(call.params());
        String id = chats.inject(
                call.caller().principal(), chats.key(inject.sessionKey()), inject.message(), inject.label());
        return GatewayJson.object().put("ok", true).put("messageId", id);
    }

    /** How long a turn may work; absent for as long as it takes. */
    static @Nullable Duration limit(@Nullable Long timeoutMs) {
        return timeoutMs == null || timeoutMs == 0 ? null : Duration.ofMillis(timeoutMs);
    }

    static ObjectNode status(String turn, String status) {
        return GatewayJson.object().put("runId", turn).put("status", status);
    }

    /** Why a turn failed, for whoever waits for it. */
    static MethodException failed(String turn, TurnEnded end) {
        String message = end.errorMessage() == null ? "the turn failed" : end.errorMessage();
        return new MethodException(
                new ErrorShape(ErrorShape.Code.UNAVAILABLE, message),
                status(turn, "error").put("summary", message));
    }

    private static ObjectNode ended(String turn, TurnEnded end) throws MethodException {
        return switch (end.outcome()) {
            case FINISHED -> status(turn, "ok");
            case ABORTED -> status(turn, "ok").put("aborted", true).put("stopReason", end.stopReason());
            case ERROR -> throw failed(turn, end);
        };
    }

    private static ObjectNode stopped(List<String> turns) {
        ObjectNode json = GatewayJson.object().put("ok", true).put("aborted", !turns.isEmpty());
        json.set("runIds", GatewayJson.texts(turns));
        return json;
    }
}
