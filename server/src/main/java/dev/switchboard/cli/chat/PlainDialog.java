package dev.switchboard.cli.chat;

import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A conversation on a terminal that can do nothing but lines. */
final class PlainDialog implements Dialog {
    private final Screen screen;
    private final BlockingQueue<Typed> typed = new LinkedBlockingQueue<>();

    PlainDialog(Screen screen, Surroundings surroundings) {
        this.screen = screen;
        surroundings.signals().on(ProcessSignals.Kind.INT, () -> typed.add(new Typed.Interrupted()));
        Thread.ofPlatform().daemon().name("keyboard").start(() -> listen(surroundings));
    }

    private void listen(Surroundings surroundings) {
        BufferedReader lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        try {
            String line;
            while ((line = lines.readLine()) != null) {
                screen.answered();
                typed.add(new Typed.Line(line));
            }
        } catch (IOException e) {
            screen.detail(String.valueOf(e.getMessage()));
        }
        typed.add(new Typed.End());
    }

    @Override
    public Typed read() {
        try {
            return typed.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Typed.End();
        }
    }

    @Override
    public void text(String piece) {
        screen.piece(Plain.text(piece));
    }

    @Override
    public void endText() {
        screen.endLine();
    }

    @Override
    public void note(Style style, String line) {
        screen.error(style, line);
    }

    /** Only a question is worth a line of its own here. */
    @Override
    public void prompt(String prompt) {
        if (!prompt.isEmpty()) {
            screen.ask(prompt);
        }
    }

    @Override
    public void close() {
        screen.endLine();
    }
}
