/**
 * Talking with an agent in a chat session: one message and its answer ({@link dev.switchboard.cli.chat.OneTurn}), or a conversation on a
 * terminal ({@link dev.switchboard.cli.chat.Conversation}).
 */
@NullMarked
package dev.switchboard.cli.chat;

import org.jspecify.annotations.NullMarked;
