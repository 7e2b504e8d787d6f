package dev.switchboard.doors.json;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.web.Exchange;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads request bodies. The two refusals that the protocol words as plain text have types of their own, so that the renderer finds them. */
public final class JsonBody {
    public static final String MISSING = "missing_body";
    public static final String MALFORMED = "json_invalid";

    private JsonBody() {}

    /** The body of a request; never a JSON null. */
    public static JsonNode read(Exchange exchange) {
        return read(exchange.header("Content-Type").orElse(""), exchange.body());
    }

    static JsonNode read(String contentType, byte[] body) {
        if (!isJson(contentType)) {
            throw refusal(MISSING, "missing JSON body");
        }
        JsonNode value;
        try {
            value = Json.read(body);
        } catch (JacksonException e) {
            throw refusal(MALFORMED, "malformed JSON body");
        }
        if (value.isMissingNode()) {
            throw refusal(MALFORMED, "malformed JSON body");
        }
        if (value.isNull()) {
            throw refusal(MISSING, "missing JSON body");
        }
        return value;
    }

    private static boolean isJson(String contentType) {
        int parameters = contentType.indexOf(';');
        String type = (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
        return type.equals("application/json") || (type.startsWith("application/") && type.endsWith("+json"));
    }

    private static ProblemException refusal(String type, String msg) {
        return new ProblemException(new Problem.InvalidRequest(List.of(new Problem.Fault(List.of(), type, msg, null))));
    }
}
