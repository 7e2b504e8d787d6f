package dev.switchboard.client;

/**
 * A document as it came and as it is understood.
 *
 * @param json the text, for whoever hands it on
 */
public record Received<T>(String json, T value) {}
