package dev.switchboard.wire.runs;

import java.util.List;

/** How a server does. */
public record StatusDocument(
        String version, List<String> models, long queued, long running, long waiting, long readers) {
    public StatusDocument {
        models = List.copyOf(models);
    }

    public static StatusDocument read(JsonMembers members) {
        String version = "";
        List<String> models = List.of();
        long queued = 0;
        long running = 0;
        long waiting = 0;
        long readers = 0;
        while (members.next()) {
            switch (members.name()) {
                case "version" -> version = members.text();
                case "models" -> models = members.scalars();
                case "queued" -> queued = members.number();
                case "running" -> running = members.number();
                case "waiting" -> waiting = members.number();
                case "readers" -> readers = members.number();
                default -> {}
            }
        }
        return new StatusDocument(version, models, queued, running, waiting, readers);
    }
}
