package dev.switchboard.cli;

import dev.switchboard.cli.terminal.JsonText;
import java.util.Locale;

/**
 * What a check has found.
 *
 * @param name of the check, for programs
 * @param fix the command or the line that helps; empty where nothing needs help
 */
record Finding(String name, State state, String what, String fix) {

    /** How bad it is. */
    enum State {
        OK("✓"),
        /** So it is, and it may well stay so. */
        NOTE("·"),
        /** Something works less well, or not yet. */
        WARNING("!"),
        BROKEN("✗");

        private final String mark;

        State(String mark) {
            this.mark = mark;
        }

        String mark() {
            return mark;
        }
    }

    static Finding ok(String name, String what) {
        return new Finding(name, State.OK, what, "");
    }

    static Finding note(String name, String what, String fix) {
        return new Finding(name, State.NOTE, what, fix);
    }

    static Finding warning(String name, String what, String fix) {
        return new Finding(name, State.WARNING, what, fix);
    }

    static Finding broken(String name, String what, String fix) {
        return new Finding(name, State.BROKEN, what, fix);
    }

    String json() {
        return JsonText.object(json -> {
            json.writeStringProperty("name", name)
                    .writeStringProperty("state", state.name().toLowerCase(Locale.ROOT))
                    .writeStringProperty("detail", what);
            if (!fix.isEmpty()) {
                json.writeStringProperty("fix", fix);
            }
        });
    }
}
