package dev.switchboard.sample.left;

import dev.switchboard.sample.right.Right;
import tools.jackson.databind.JsonNode;

/** Uses a neighbour that uses it, and a library that its row does not name. */
public record Left(Right right, JsonNode node) {}
