/**
 * Chats: sessions that people and programs talk in. A turn of a session is a run; what happens in it is told in the session's own log, which is
 * written in the run's transactions. Start at {@link dev.switchboard.chat.Chats}; {@link dev.switchboard.chat.ChatLog} hears of the runs.
 */
@NullMarked
package dev.switchboard.chat;

import org.jspecify.annotations.NullMarked;
