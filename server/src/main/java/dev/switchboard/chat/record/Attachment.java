package dev.switchboard.chat.record;

/**
 * What somebody sent along with a message. Only its name is kept: no model is told more than that there was one.
 *
 * @param mimeType empty when nobody said
 * @param bytes its size
 */
public record Attachment(String name, String mimeType, long bytes) {}
