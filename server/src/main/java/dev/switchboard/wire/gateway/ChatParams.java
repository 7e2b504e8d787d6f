package dev.switchboard.wire.gateway;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The parameters of the methods that begin with {@code chat.}. Newer clients add some that change nothing here. */
public sealed interface ChatParams {

    /**
     * {@code chat.send}.
     *
     * @param message may be empty when something is attached
     * @param timeoutMs how long the turn may work
     */
    record Send(
            String sessionKey,
            String message,
            String idempotencyKey,
            @Nullable String thinking,
            @Nullable Boolean deliver,
            List<Attachment> attachments,
            @Nullable Long timeoutMs)
            implements ChatParams {

        public static Send read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "agentId",
                            "sessionId",
                            "mentions",
                            "workContext",
                            "intent",
                            "fastMode",
                            "fastAutoOnSeconds",
                            "queueMode",
                            "originatingChannel",
                            "originatingTo",
                            "originatingAccountId",
                            "originatingThreadId",
                            "replyToId",
                            "toolBindings",
                            "systemInputProvenance",
                            "systemProvenanceReceipt",
                            "suppressCommandInterpretation",
                            "expectedLeafEntryId",
                            "expectedSessionRoutingContract",
                            "expectedPermissionMode",
                            "expectedToolOverrides");
            Send send = new Send(
                    object.text("sessionKey"),
                    object.textOrEmpty("message"),
                    object.text("idempotencyKey"),
                    object.optional("thinking"),
                    object.optionalFlag("deliver"),
                    Attachment.read(object.any("attachments"), object),
                    object.optionalWhole("timeoutMs", 0, Integer.MAX_VALUE));
            object.end();
            return send;
        }
    }

    /**
     * Something that comes with a message. One without content counts as none.
     *
     * @param content base64, or a data URL
     */
    record Attachment(
            @Nullable String type,
            @Nullable String mimeType,
            @Nullable String fileName,
            @Nullable String content) {

        /** Anything may stand in an attachment; what we do not know is passed over. */
        static List<Attachment> read(@Nullable JsonNode attachments, ClosedObject params) {
            if (attachments == null) {
                return List.of();
            }
            if (!attachments.isArray()) {
                params.fault("attachments", "must be array");
                return List.of();
            }
            return attachments
                    .valueStream()
                    .map(each -> new Attachment(
                            text(each, "type"), text(each, "mimeType"), text(each, "fileName"), text(each, "content")))
                    .filter(each -> each.content() != null && !each.content().isEmpty())
                    .toList();
        }

        private static @Nullable String text(JsonNode object, String name) {
            JsonNode value = object.path(name);
            return value.isString() ? value.stringValue() : null;
        }
    }

    /**
     * {@code chat.history}.
     *
     * @param limit messages, at most
     * @param maxBytes what they may take together
     */
    record History(
            String sessionKey,
            @Nullable Long limit,
            @Nullable Long maxBytes) implements ChatParams {
        private static final int LIMIT_MAX = 1000;
        private static final int BYTES_MIN = 1024;

        public static History read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params)
                    .also(
                            "agentId",
                            "cursor",
                            "offset",
                            "pendingBefore",
                            "inputRunIds",
                            "messageId",
                            "sessionId",
                            "maxChars");
            History history = new History(
                    object.text("sessionKey"),
                    object.optionalWhole("limit", 1, LIMIT_MAX),
                    object.optionalWhole("maxBytes", BYTES_MIN, Integer.MAX_VALUE));
            object.end();
            return history;
        }
    }

    /**
     * {@code chat.abort}.
     *
     * @param runId absent for all runs of the session
     */
    record Abort(String sessionKey, @Nullable String runId) implements ChatParams {
        public static Abort read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params).also("agentId", "preserveSideRuns");
            Abort abort = new Abort(object.text("sessionKey"), object.optionalText("runId"));
            object.end();
            return abort;
        }
    }

    /** {@code chat.inject}. */
    record Inject(
            String sessionKey, String message, @Nullable String label) implements ChatParams {
        private static final int LABEL_MAX = 100;

        public static Inject read(@Nullable JsonNode params) throws InvalidParamsException {
            ClosedObject object = ClosedObject.of(params).also("agentId");
            Inject inject = new Inject(
                    object.text("sessionKey"), object.text("message"), object.optionalText("label", LABEL_MAX));
            object.end();
            return inject;
        }
    }
}
