package dev.switchboard.sample.right;

import dev.switchboard.sample.left.Left;
import org.assertj.core.data.Percentage;
import tools.jackson.databind.JsonNode;

/** Uses what its row allows, and one library that no row can name. */
public record Right(Left[] lefts, JsonNode node, Percentage share) {}
