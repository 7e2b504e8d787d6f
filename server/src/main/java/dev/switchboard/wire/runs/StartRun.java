package dev.switchboard.wire.runs;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * A run to be started in the background, one that goes on when its readers leave.
 *
 * @param workDir absolute, as the server sees it
 * @param yolo whether tools need nobody's approval
 */
public record StartRun(
        String command,
        String workDir,
        @Nullable String sessionId,
        @Nullable String modelName,
        @Nullable String agentFile,
        boolean yolo,
        boolean thinking) {

    /** The request's body. */
    public byte[] json() {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject()
                    .writeStringProperty("command", command)
                    .writeStringProperty("work_dir", workDir)
                    .writeBooleanProperty("background", true)
                    .writeStringProperty("on_disconnect", "continue");
            optional(json, "session_id", sessionId);
            optional(json, "model_name", modelName);
            optional(json, "agent_file", agentFile);
            json.writeObjectPropertyStart("options")
                    .writeBooleanProperty("yolo", yolo)
                    .writeBooleanProperty("thinking", thinking)
                    .writeEndObject()
                    .writeEndObject();
        }
        return body.toByteArray();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
