package dev.switchboard.agent.model;

/**
 * A tool as it is offered to a model.
 *
 * @param parameters JSON Schema of the arguments, as JSON text
 */
public record ToolSpec(String name, String description, String parameters) {}
