package dev.switchboard.wire.gateway;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters of the methods that set agents to work or wait for them. Newer clients add some that change nothing here. */
public sealed interface AgentParams {

    /**
     * {@code agent}.
     *
     * @param agentId whose main session is meant when there is no key
     * @param timeout seconds that the turn may work
     */
    record Turn(
            String message,
            String idempotencyKey,
            @Nullable String sessionKey,
            @Nullable String agentId,
            @Nullable String sessionId,
            @Nullable String thinking,
            List<ChatParams.Attachment> attachments,
            @Nullable Long timeout,
            @Nullable String extraSystemPrompt,
            @Nullable String label)
            implements AgentParams {

        public static Turn read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "provider",
                            "model",
                            "to",
                            "replyTo",
                            "deliver",
                            "channel",
                            "replyChannel",
                            "accountId",
                            "replyAccountId",
                            "threadId",
                            "groupId",
                            "groupChannel",
                            "groupSpace",
                            "bestEffortDeliver",
                            "lane",
                            "spawnedBy",
                            "cwd",
                            "expectedExistingSessionId",
                            "promptMode",
                            "bootstrapContextMode",
                            "bootstrapContextRunKind",
                            "inputProvenance",
                            "voiceWakeTrigger");
            Turn turn = new Turn(
                    object.text("message"),
                    object.text("idempotencyKey"),
                    object.optional("sessionKey"),
                    object.optionalText("agentId"),
                    object.optional("sessionId"),
                    object.optional("thinking"),
                    ChatParams.Attachment.read(object.any("attachments"), object),
                    object.optionalWhole("timeout", 0, Integer.MAX_VALUE),
                    object.optional("extraSystemPrompt"),
                    object.optionalText("label", SessionsParams.LABEL_MAX));
            object.end();
            return turn;
        }
    }

    /** {@code agent.wait}. */
    record Wait(String runId, @Nullable Long timeoutMs) implements AgentParams {
        public static Wait read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params);
            Wait wait = new Wait(object.text("runId"), object.optionalWhole("timeoutMs", 0, Integer.MAX_VALUE));
            object.end();
            return wait;
        }
    }

    /** {@code agent.identity.get}. */
    record Identity(@Nullable String agentId, @Nullable String sessionKey) implements AgentParams {
        public static Identity read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params);
            Identity identity = new Identity(object.optionalText("agentId"), object.optional("sessionKey"));
            object.end();
            return identity;
        }
    }

    /** {@code wake}. */
    record Wake(String mode, String text) implements AgentParams {
        private static final Set<String> MODES = Set.of("now", "next-heartbeat");

        public static Wake read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params);
            Wake wake = new Wake(object.word("mode", MODES), object.text("text"));
            object.end();
            return wake;
        }

        /** Whether the agent is to hear of it at once. */
        public boolean now() {
            return mode.equals("now");
        }
    }

    /**
     * {@code node.event}.
     *
     * @param payload whichever way it was sent; absent when there is none or it is not JSON
     */
    record NodeEvent(String event, @Nullable JsonNode payload) implements AgentParams {
        public static NodeEvent read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params);
            String event = object.text("event");
            JsonNode payload = object.any("payload");
            String text = object.optional("payloadJSON");
            object.end();
            return new NodeEvent(event, payload != null || text == null ? payload : GatewayJson.readOrNull(text));
        }
    }

    /** Methods that take nothing, and those whose parameters change nothing here. */
    record Nothing() implements AgentParams {
        public static Nothing read(@Nullable JsonNode params, String... also) throws InvalidParamsException {
            ClosedObject.of(params).also(also).end();
            return new Nothing();
        }
    }
}
