package dev.switchboard.signals;

/**
 * A piece of an item that is still being spoken. It is not logged.
 *
 * @param offset where the piece stands in the item, in UTF-16 code units; a piece at 0 replaces whatever the reader has of the item
 */
public record Delta(String itemId, ItemKind kind, int offset, String text) {}
