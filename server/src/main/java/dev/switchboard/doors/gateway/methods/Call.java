package dev.switchboard.doors.gateway.methods;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One call of a method.
 *
 * @param params as they were sent
 * @param accepted takes a first answer, before the one that the method returns
 */
public record Call(Caller caller, @Nullable JsonNode params, Consumer<ObjectNode> accepted) {}
