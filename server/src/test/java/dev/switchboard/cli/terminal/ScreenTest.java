package dev.switchboard.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SystemTime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes to which stream, and in how many pieces. */
class ScreenTest {
    private final Taker out = new Taker();
    private final Taker err = new Taker();

    @Test
    void whatIsTakenInSmallPiecesOrNotAtOnceIsWrittenWhole() {
        out.atOnce = 7;
        Screen screen = screen(Terminals.NONE, Verbosity.NORMAL);
        String record = "{\"text\":\"" + "长".repeat(1000) + "\"}";

        screen.data(record);

        assertThat(out.text()).isEqualTo(record + "\n");
    }

    @Test
    void aReaderWhoHasLeftIsNoticedAtTheNextRecord() {
        Screen screen = screen(Terminals.NONE, Verbosity.NORMAL);
        out.gone = true;

        assertThatThrownBy(() -> screen.data("x")).isInstanceOf(OutputClosed.class);
    }

    @Test
    void nobodyWhoReadsNotesIsNoFailure() {
        Screen screen = screen(Terminals.NONE, Verbosity.NORMAL);
        err.gone = true;

        screen.note("x");
        screen.data("y");

        assertThat(out.text()).isEqualTo("y\n");
    }

    @Test
    void onOneTerminalANoteBeginsItsOwnLine() {
        Screen screen = screen(new Terminals(true, true, true), Verbosity.NORMAL);

        screen.piece("half a sen");
        screen.note("a note");

        assertThat(out.text()).isEqualTo("half a sen\n");
    }

    @Test
    void inAPipeANoteLeavesTheDataAlone() {
        Screen screen = screen(new Terminals(true, false, true), Verbosity.NORMAL);

        screen.piece("half a sen");
        screen.note("a note");
        screen.piece("tence");

        assertThat(out.text()).isEqualTo("half a sentence");
    }

    @Test
    void quietKeepsErrorsAndQuestions() {
        Screen screen = screen(Terminals.NONE, Verbosity.QUIET);

        screen.note("a note");
        screen.detail("a detail");
        screen.aside("a thought");
        screen.error(Style.RED, "an error");
        screen.ask("really? ");

        assertThat(err.text()).isEqualTo("an error\nreally? ");
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        screen(new Terminals(false, false, true), Verbosity.NORMAL).error(Style.RED, "x");
        assertThat(err.text()).isEqualTo("\u001b[31mx\u001b[0m\n");

        err.bytes.reset();
        new Screen(
                        surroundings(new Terminals(true, true, true), Map.of("NO_COLOR", "1")),
                        Language.EN,
                        Verbosity.NORMAL)
                .error(Style.RED, "x");
        assertThat(err.text()).isEqualTo("x\n");
    }

    private Screen screen(Terminals terminals, Verbosity verbosity) {
        return new Screen(surroundings(terminals, Map.of()), Language.EN, verbosity);
    }

    private Surroundings surroundings(Terminals terminals, Map<String, String> environment) {
        return new Surroundings(
                environment,
                terminals,
                InputStream.nullInputStream(),
                out,
                err,
                "/",
                new SystemTime(),
                new CountingIds(0.5),
                (kind, action) -> {},
                code -> {});
    }

    /** A pipe that takes a few bytes, then nothing, then a few bytes again. */
    private static final class Taker implements WritableByteChannel {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int atOnce = Integer.MAX_VALUE;
        private boolean full;
        private boolean gone;

        @Override
        public int write(ByteBuffer from) throws IOException {
            if (gone) {
                throw new IOException("Broken pipe");
            }
            full = !full && atOnce < Integer.MAX_VALUE;
            int taken = full ? 0 : Math.min(atOnce, from.remaining());
            byte[] piece = new byte[taken];
            from.get(piece);
            bytes.writeBytes(piece);
            return taken;
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {}
    }
}
