package dev.switchboard.agent.model;

/**
 * A call of a tool that a model made.
 *
 * @param arguments JSON text as the model wrote it: it may be anything, also empty
 */
public record ToolCall(String id, String name, String arguments) {}
