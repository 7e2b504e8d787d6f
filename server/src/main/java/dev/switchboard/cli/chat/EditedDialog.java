package dev.switchboard.cli.chat;

import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Width;
import java.io.IOException;
import java.util.List;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;

/**
 * A conversation on a terminal whose lowest line is the person's, with editing and a history of what was typed. Whole rows of text are printed
 * above it; the row that is still being written is the first part of the prompt, so that text appears as it comes.
 */
final class EditedDialog implements Dialog {
    private static final String PROMPT = "> ";
    private static final String ANSWER = "y/s/n> ";
    private static final int ROW_MIN = 20;

    private final Terminal terminal;
    private final LineReaderImpl reader;
    private final boolean colour;

    // Guarded by this.
    private String row = "";
    private String prompt = PROMPT;

    /** @param commands that are completed at the beginning of a line */
    EditedDialog(Terminal terminal, List<String> commands, boolean colour) {
        this.terminal = terminal;
        this.colour = colour;
        LineReader made = LineReaderBuilder.builder()
                .terminal(terminal)
                .completer(new StringsCompleter(commands))
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.BRACKETED_PASTE, true)
                .build();
        this.reader = (LineReaderImpl) made;
    }

    @Override
    public Typed read() {
        try {
            String line = reader.readLine(whole());
            accepted();
            return new Typed.Line(line);
        } catch (UserInterruptException e) {
            accepted();
            return new Typed.Interrupted();
        } catch (EndOfFileException e) {
            return new Typed.End();
        }
    }

    /** The row that was begun stays above what was typed; what follows begins another one. */
    private synchronized void accepted() {
        row = "";
    }

    @Override
    public synchronized void text(String piece) {
        StringBuilder full = new StringBuilder();
        String rest = row + Plain.text(piece).replace("\t", "    ");
        int columns = Math.max(ROW_MIN, terminal.getSize().getColumns() - 1);
        int end = rowEnd(rest, columns);
        while (end >= 0) {
            full.append(rest, 0, end).append('\n');
            rest = rest.substring(rest.startsWith("\n", end) || rest.startsWith(" ", end) ? end + 1 : end);
            end = rowEnd(rest, columns);
        }
        row = rest;
        show(full);
    }

    /** Where the first row of a text ends; −1 when it may go on. */
    private static int rowEnd(String text, int columns) {
        int feed = text.indexOf('\n');
        String line = feed < 0 ? text : text.substring(0, feed);
        if (Width.of(line) <= columns) {
            return feed;
        }
        int used = 0;
        int space = -1;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            used += Width.of(Character.toString(line.codePointAt(i)));
            if (line.charAt(i) == ' ') {
                space = i;
            }
            if (used > columns) {
                return space > 0 ? space : i;
            }
        }
        return feed;
    }

    @Override
    public synchronized void endText() {
        if (!row.isEmpty()) {
            StringBuilder full = new StringBuilder(row).append('\n');
            row = "";
            show(full);
        }
    }

    @Override
    public synchronized void note(Style style, String line) {
        StringBuilder full = new StringBuilder();
        if (!row.isEmpty()) {
            full.append(row).append('\n');
            row = "";
        }
        show(full.append(style.on(Plain.text(line), colour)).append('\n'));
    }

    /** A question stands above the line on which it is answered, since it may be wider than the terminal. */
    @Override
    public synchronized void prompt(String question) {
        prompt = question.isEmpty() ? PROMPT : ANSWER;
        if (question.isEmpty()) {
            show(new StringBuilder());
        } else {
            note(Style.PLAIN, question.strip());
        }
    }

    private void show(StringBuilder rows) {
        reader.setPrompt(whole());
        if (!rows.isEmpty()) {
            reader.printAbove(rows.substring(0, rows.length() - 1));
        } else if (reader.isReading()) {
            reader.redisplay();
            terminal.flush();
        }
    }

    /** Per cent signs mean something in a prompt. */
    private synchronized String whole() {
        return (row.isEmpty() ? prompt : row + "\n" + prompt).replace("%", "%%");
    }

    @Override
    public void close() {
        endText();
        try {
            terminal.close();
        } catch (IOException e) {
            // The terminal is gone, and the command ends.
        }
    }
}
