package dev.switchboard.doors.foreign;

import java.util.List;
import java.util.Set;

/**
 * What a connection asks to be allowed. Almost everything needs reading and writing only; what needs more gets a connection of its own, made
 * when it is needed, so that the one that lives long may do little.
 */
enum Access {
    TALK,
    ADMIN;

    private static final Set<String> TALKING = Set.of(
            "health",
            "logs.tail",
            "channels.status",
            "status",
            "usage.status",
            "usage.cost",
            "tts.status",
            "tts.providers",
            "models.list",
            "agents.list",
            "agent.identity.get",
            "skills.status",
            "voicewake.get",
            "sessions.list",
            "sessions.preview",
            "cron.list",
            "cron.status",
            "cron.runs",
            "system-presence",
            "last-heartbeat",
            "node.list",
            "node.describe",
            "node.event",
            "chat.history",
            "send",
            "agent",
            "agent.wait",
            "wake",
            "talk.mode",
            "tts.enable",
            "tts.disable",
            "tts.convert",
            "tts.setProvider",
            "voicewake.set",
            "node.invoke",
            "chat.send",
            "chat.abort",
            "browser.request");

    static Access of(String method) {
        return TALKING.contains(method) ? TALK : ADMIN;
    }

    List<String> scopes() {
        return switch (this) {
            case TALK -> List.of("operator.read", "operator.write");
            case ADMIN -> List.of("operator.admin");
        };
    }
}
