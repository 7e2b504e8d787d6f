package dev.switchboard.cli.chat;

import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Surroundings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/** Chooses between a terminal with editing and one that can do nothing but lines. */
final class Dialogs {
    private Dialogs() {}

    static Dialog open(Screen screen, Surroundings surroundings) {
        String type = surroundings.variable("TERM");
        if (type.isEmpty() || type.equals("dumb") || !surroundings.terminals().out()) {
            return new PlainDialog(screen, surroundings);
        }
        try {
            Terminal terminal = TerminalBuilder.builder()
                    .system(true)
                    .encoding(StandardCharsets.UTF_8)
                    .jni(false)
                    .ffm(false)
                    .exec(true)
                    .dumb(false)
                    .build();
            return new EditedDialog(
                    terminal,
                    Conversation.COMMANDS,
                    surroundings.variable("NO_COLOR").isEmpty());
        } catch (IOException | IllegalStateException e) {
            screen.detail(String.valueOf(e.getMessage()));
            return new PlainDialog(screen, surroundings);
        }
    }
}
