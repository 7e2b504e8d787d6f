/**
 * The record of chats: how each session stands, what has happened in it, and the store that keeps all that. Who keeps or tells of chats needs
 * no more than this; who sends, stops and answers is {@code chat}. Start at {@link dev.switchboard.chat.record.ChatEvent}.
 */
@NullMarked
package dev.switchboard.chat.record;

import org.jspecify.annotations.NullMarked;
