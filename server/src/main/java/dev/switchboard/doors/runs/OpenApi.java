package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import tools.jackson.databind.node.ObjectNode;

/** The description of this package's routes for programs, in OpenAPI 3.1. A test keeps it and the routes together. */
final class OpenApi {
    private OpenApi() {}

    /** The document as JSON text, for this version of the product. */
    static String document(String version) {
        try (InputStream resource = OpenApi.class.getResourceAsStream("openapi.json")) {
            if (resource == null) {
                throw new IllegalStateException("openapi.json is missing from the program");
            }
            ObjectNode document = (ObjectNode) Json.read(resource.readAllBytes());
            document.withObject("info").put("version", version);
            return Json.text(document) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
