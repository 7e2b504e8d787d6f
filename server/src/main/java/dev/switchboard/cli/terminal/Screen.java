package dev.switchboard.cli.terminal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The two streams that a command writes: data on standard output, everything else on standard error. UTF-8 whatever the locale says. Any
 * thread may write; a line is never torn by another.
 */
public final class Screen {
    private static final Duration BUSY = Duration.ofMillis(2);

    private static final Duration LAST_WORD = Duration.ofMillis(300);

    private final Surroundings surroundings;
    private final Language language;
    private final Verbosity verbosity;
    private final ReentrantLock writing = new ReentrantLock();
    private final boolean colourOnOut;
    private final boolean colourOnErr;
    private final int columns;

    private boolean outInLine;
    private boolean errInLine;

    public Screen(Surroundings surroundings, Language language, Verbosity verbosity) {
        this.surroundings = surroundings;
        this.language = language;
        this.verbosity = verbosity;
        boolean colour = surroundings.variable("NO_COLOR").isEmpty()
                && !surroundings.variable("TERM").equals("dumb");
        this.colourOnOut = colour && surroundings.terminals().out();
        this.colourOnErr = colour && surroundings.terminals().err();
        this.columns = surroundings.terminals().out() ? columns(surroundings.variable("COLUMNS")) : 0;
    }

    /** One record of data, followed by a line feed. */
    public void data(byte[] record) {
        writing.lock();
        try {
            endErrLine();
            ByteBuffer line = ByteBuffer.allocate(record.length + 1)
                    .put(record)
                    .put((byte) '\n')
                    .flip();
            writeOut(line);
            outInLine = false;
        } finally {
            writing.unlock();
        }
    }

    public void data(String record) {
        data(bytes(record));
    }

    /** A piece of text that goes on. */
    public void piece(String text) {
        writing.lock();
        try {
            if (!text.isEmpty()) {
                endErrLine();
                writeOut(ByteBuffer.wrap(bytes(text)));
                outInLine = !text.endsWith("\n");
            }
        } finally {
            writing.unlock();
        }
    }

    /** Ends the line of data, if one is open. */
    public void endLine() {
        writing.lock();
        try {
            if (outInLine) {
                writeOut(ByteBuffer.wrap(bytes("\n")));
                outInLine = false;
            }
        } finally {
            writing.unlock();
        }
    }

    public void table(Table table) {
        List<String> lines = table.lines(columns);
        StringBuilder text = new StringBuilder(Style.BOLD.dress(lines.getFirst(), colourOnOut));
        lines.stream().skip(1).forEach(line -> text.append('\n').append(line));
        data(text.toString());
    }

    /** A line about what is going on; silent with {@code -q}. */
    public void note(Style style, String line) {
        if (verbosity != Verbosity.QUIET) {
            error(style, line);
        }
    }

    public void note(String line) {
        note(Style.PLAIN, line);
    }

    /** A line for those who want to know more. */
    public void detail(String line) {
        if (verbosity.compareTo(Verbosity.VERBOSE) >= 0) {
            error(Style.DIM, line);
        }
    }

    /** A line on standard error that is never left out. */
    public void error(Style style, String line) {
        writing.lock();
        try {
            leaveOutLine();
            endErrLine();
            writeErr(style.dress(line, colourOnErr) + "\n");
        } finally {
            writing.unlock();
        }
    }

    /** A question, after which the person writes. */
    public void ask(String question) {
        writing.lock();
        try {
            leaveOutLine();
            endErrLine();
            writeErr(Style.BOLD.dress(question, colourOnErr));
            errInLine = true;
        } finally {
            writing.unlock();
        }
    }

    /** The person has ended the line of the question. */
    public void answered() {
        writing.lock();
        try {
            errInLine = false;
        } finally {
            writing.unlock();
        }
    }

    /** A piece of text on standard error that goes on, such as a thought; silent with {@code -q}. */
    public void aside(String text) {
        writing.lock();
        try {
            if (verbosity != Verbosity.QUIET && !text.isEmpty()) {
                if (!errInLine) {
                    leaveOutLine();
                }
                writeErr(Style.DIM.dress(text, colourOnErr));
                errInLine = !text.endsWith("\n");
            }
        } finally {
            writing.unlock();
        }
    }

    /** The last line of a process that ends now: it waits for a record that is being written, but not for a reader who has stopped. */
    public void lastWord(String line) {
        boolean mine = false;
        try {
            mine = writing.tryLock(LAST_WORD.toMillis(), TimeUnit.MILLISECONDS);
            if (mine) {
                leaveOutLine();
                endErrLine();
            }
            writeErr(line + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (mine) {
                writing.unlock();
            }
        }
    }

    /** A text in the person's language. */
    public String say(Text text, Object... values) {
        return text.in(language, values);
    }

    public Language language() {
        return language;
    }

    public boolean debug() {
        return verbosity == Verbosity.DEBUG;
    }

    /** Where both streams end on the same terminal, a line of data is ended before something else is said. */
    private void leaveOutLine() {
        if (surroundings.terminals().out() && surroundings.terminals().err()) {
            endLine();
        }
    }

    private void endErrLine() {
        if (errInLine) {
            writeErr("\n");
            errInLine = false;
        }
    }

    private void writeOut(ByteBuffer bytes) {
        try {
            writeAll(surroundings.out(), bytes);
        } catch (IOException e) {
            throw new OutputClosed(e);
        }
    }

    private void writeErr(String text) {
        try {
            writeAll(surroundings.err(), ByteBuffer.wrap(bytes(text)));
        } catch (IOException e) {
            // Nobody is left who could be told.
        }
    }

    /** A pipe that another process has made non-blocking takes a part, or nothing for now. */
    private void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0) {
                pause();
            }
        }
    }

    private void pause() throws IOException {
        try {
            surroundings.time().sleep(BUSY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static int columns(String said) {
        try {
            return Math.max(40, Integer.parseInt(said));
        } catch (NumberFormatException e) {
            return 100;
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
