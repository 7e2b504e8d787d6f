package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;

/** Tells once that the connection is gone, however often it cannot be made again, and once that it is back. One thread at a time. */
public final class LinkNotes {
    private final Screen screen;
    private boolean gone;

    public LinkNotes(Screen screen) {
        this.screen = screen;
    }

    public void lost(String cause) {
        String line = screen.say(Text.RECONNECTING, Plain.line(cause));
        if (gone) {
            screen.detail(line);
        } else {
            screen.note(Style.YELLOW, line);
        }
        gone = true;
    }

    public void back() {
        if (gone) {
            screen.note(Style.DIM, screen.say(Text.RECONNECTED));
        }
        gone = false;
    }
}
