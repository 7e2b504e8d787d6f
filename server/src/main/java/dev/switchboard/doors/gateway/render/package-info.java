/**
 * What happens in chats, and what was said in them, in the words of the gateway protocol. Start at
 * {@link dev.switchboard.doors.gateway.render.ChatPayloads}.
 */
@NullMarked
package dev.switchboard.doors.gateway.render;

import org.jspecify.annotations.NullMarked;
