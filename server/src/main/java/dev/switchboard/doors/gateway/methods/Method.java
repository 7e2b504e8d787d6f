package dev.switchboard.doors.gateway.methods;

import dev.switchboard.wire.gateway.InvalidParamsException;
import tools.jackson.databind.JsonNode;

/** A method of the protocol. */
@FunctionalInterface
interface Method {

    /**
     * Does what the method does, and returns its answer.
     *
     * @throws InvalidParamsException when its parameters do not have the form
     * @throws MethodException when it says no
     * @throws dev.switchboard.problem.ProblemException when a feature says no
     */
    JsonNode call(Call call) throws InvalidParamsException, MethodException, InterruptedException;
}
