package dev.switchboard.doors.gateway.methods;

import dev.switchboard.agent.model.Models;
import dev.switchboard.chat.Chats;
import dev.switchboard.devices.Devices;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;

/**
 * What methods stand on.
 *
 * @param presence who is connected, as {@code system-presence} tells it
 * @param statePath where sessions are kept, for people
 */
public record Desk(
        Chats chats,
        Devices devices,
        Models models,
        Verbosity verbosity,
        Supplier<ArrayNode> presence,
        String version,
        String statePath,
        Time time,
        Ids ids) {}
