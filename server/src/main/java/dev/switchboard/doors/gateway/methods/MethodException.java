package dev.switchboard.doors.gateway.methods;

import dev.switchboard.wire.gateway.ErrorShape;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A method says no. */
final class MethodException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient ErrorShape error;
    private final transient @Nullable JsonNode payload;

    /** @param payload what is told beside the error */
    MethodException(ErrorShape error, @Nullable JsonNode payload) {
        super(error.code() + ": " + error.message(), null, false, false);
        this.error = error;
        this.payload = payload;
    }

    /** The request must not be repeated as it is. */
    static MethodException invalid(String message) {
        return new MethodException(ErrorShape.invalid(message), null);
    }

    ErrorShape error() {
        return error;
    }

    @Nullable
    JsonNode payload() {
        return payload;
    }
}
