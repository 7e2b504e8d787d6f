package dev.switchboard.doors.gateway.methods;

import dev.switchboard.problem.Problem;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.ErrorShape.Code;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Duration;
import tools.jackson.databind.JsonNode;

/** Problems of features in the words of the protocol. */
public final class Problems {
    private Problems() {}

    /** The error that a caller is told; its details have our own code. */
    public static ErrorShape shape(Problem problem) {
        return switch (problem) {
            case Problem.InvalidRequest invalid ->
                refused(problem, invalid.faults().getFirst().msg());
            case Problem.NotFound missing -> refused(problem, missing.detail());
            case Problem.Conflict conflict ->
                refused(
                        problem,
                        conflict.code().equals("turn_of_other_session")
                                ? "runId does not match sessionKey"
                                : conflict.detail());
            case Problem.BeyondEnd _ -> refused(problem, problem.detail());
            case Problem.PastRetention _ -> refused(problem, problem.detail());
            case Problem.Unauthenticated _ -> refused(problem, problem.detail());
            case Problem.Forbidden _ -> refused(problem, problem.detail());
            case Problem.TooBusy busy -> later(problem, busy.retryAfter());
            case Problem.Unavailable unavailable -> later(problem, unavailable.retryAfter());
            case Problem.Internal _ -> new ErrorShape(Code.UNAVAILABLE, problem.detail()).with(code(problem));
        };
    }

    private static ErrorShape refused(Problem problem, String message) {
        return ErrorShape.invalid(message).with(code(problem));
    }

    private static ErrorShape later(Problem problem, Duration wait) {
        return new ErrorShape(Code.UNAVAILABLE, problem.detail(), code(problem), true, wait.toMillis());
    }

    private static JsonNode code(Problem problem) {
        return GatewayJson.object().put("code", problem.code());
    }
}
