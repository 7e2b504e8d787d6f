package dev.switchboard.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.Style;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A terminal of 30 columns that is made of memory. */
@Timeout(30)
class EditedDialogTest {
    private final PipedOutputStream keyboard = new PipedOutputStream();
    private final ByteArrayOutputStream paper = new ByteArrayOutputStream();
    private EditedDialog dialog;

    @BeforeEach
    void open() throws IOException {
        ExternalTerminal terminal =
                new ExternalTerminal("test", "xterm", new PipedInputStream(keyboard), paper, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(30, 20));
        dialog = new EditedDialog(terminal, List.of("/help", "/history"), false);
    }

    @AfterEach
    void close() throws IOException {
        keyboard.close();
        dialog.close();
    }

    @Test
    void whatIsTypedIsALine() throws Exception {
        CompletableFuture<Typed> read = CompletableFuture.supplyAsync(dialog::read);
        type("你好 100%\r");

        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(new Typed.Line("你好 100%"));
    }

    @Test
    void ctrlCAndCtrlDAreTold() throws Exception {
        CompletableFuture<Typed> first = CompletableFuture.supplyAsync(dialog::read);
        await("> ");
        type("\u0003");
        assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(new Typed.Interrupted());
        paper.reset();
        CompletableFuture<Typed> second = CompletableFuture.supplyAsync(dialog::read);
        await("> ");
        type("\u0004");
        assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(new Typed.End());
    }

    @Test
    void textThatComesWhileNobodyTypesIsBrokenBetweenWords() {
        dialog.text("The quick brown fox jumps ");
        dialog.text("over the lazy dog.");
        dialog.note(Style.DIM, "• Glob  *");
        dialog.text("敏捷的棕色狐狸跳过了懒狗然后又跳");
        dialog.endText();

        assertThat(shown()).isEqualTo("""
                        The quick brown fox jumps
                        over the lazy dog.
                        • Glob  *
                        敏捷的棕色狐狸跳过了懒狗然后
                        又跳
                        """);
    }

    @Test
    void textComesWhileALineIsTypedAndTheLineStays() throws Exception {
        CompletableFuture<Typed> read = CompletableFuture.supplyAsync(dialog::read);
        type("half");
        await("half");
        dialog.text("Spoken at 50% while ");
        await("50%");
        dialog.text("you type.\n");
        type(" done\r");

        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(new Typed.Line("half done"));
        assertThat(shown()).contains("you type.").doesNotContain("%%");
    }

    @Test
    void aTerminalIsNotGivenTheControlCharactersOfAnAgent() {
        dialog.text("red\u001b[31m!\n");

        assertThat(shown()).contains("red[31m!").doesNotContain("\u001b[31m");
    }

    private void type(String keys) throws IOException {
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    private String shown() {
        return paper.toString(StandardCharsets.UTF_8).replace("\r", "");
    }

    private void await(String text) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!shown().contains(text)) {
            assertThat(System.nanoTime()).as(shown()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
