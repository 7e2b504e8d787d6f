package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.wire.runs.RunStatus;

/** Words for where a run is in its life. */
public final class Statuses {
    private Statuses() {}

    public static String word(Screen screen, RunStatus status) {
        return screen.say(
                switch (status) {
                    case QUEUED -> Text.STATUS_QUEUED;
                    case RUNNING -> Text.STATUS_RUNNING;
                    case WAITING -> Text.STATUS_WAITING;
                    case FINISHED -> Text.STATUS_FINISHED;
                    case ERROR -> Text.STATUS_ERROR;
                    case CANCELLED -> Text.STATUS_CANCELLED;
                    case MAX_STEPS_REACHED -> Text.STATUS_MAX_STEPS;
                    case OTHER -> Text.STATUS_OTHER;
                });
    }
}
