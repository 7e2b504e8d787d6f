package dev.switchboard.cli.live;

import dev.switchboard.wire.runs.RunLine;
import java.util.ArrayList;
import java.util.List;

/** The messages of a run that count, in order: those of an attempt that was made again are left out. One thread at a time. */
final class Messages {
    private final List<RunLine.Said> said = new ArrayList<>();

    void hear(RunLine line) {
        if (line instanceof RunLine.Said message) {
            said.add(message);
        } else if (line instanceof RunLine.StepRetried retried) {
            said.removeIf(message -> retried.discarded().contains(message.itemId()));
        }
    }

    List<String> all() {
        return said.stream().map(RunLine.Said::text).toList();
    }

    /** The last one; empty when nothing was said. */
    String last() {
        return said.isEmpty() ? "" : said.getLast().text();
    }
}
