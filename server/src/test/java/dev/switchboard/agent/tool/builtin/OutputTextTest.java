package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputTextTest {
    private final OutputText text = new OutputText(1_000);

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7, 100})
    void charactersMayComeInPieces(int size) {
        String said = say("aä€😀\n".repeat(10), size);

        assertThat(said).isEqualTo("aä€😀\n".repeat(10));
        assertThat(text.toString()).isEqualTo(said);
        assertThat(text.isTruncated()).isFalse();
    }

    @Test
    void whatIsNoTextIsReplaced() {
        byte[] bytes = {'a', (byte) 0xFF, 0, 'b', (byte) 0xE2, (byte) 0x82};

        assertThat(text.append(bytes, bytes.length)).isEqualTo("a\uFFFD\uFFFDb");
        assertThat(text.end()).isEqualTo("\uFFFD");
        assertThat(text.toString()).isEqualTo("a\uFFFD\uFFFDb\uFFFD");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 13, 64, 5_000})
    void theHeadAndTheTailAreKept(int size) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < 500; i++) {
            all.append("line ").append(i).append('\n');
        }

        say(all.toString(), size);

        String kept = text.toString();
        assertThat(kept.length()).isBetween(900, 1_000);
        String[] parts = kept.split("\n\\[\\.\\.\\. \\d+ characters left out \\.\\.\\.\\]\n");
        assertThat(parts).hasSize(2);
        assertThat(all.toString()).startsWith(parts[0]).endsWith(parts[1]);
        long leftOut = Long.parseLong(kept.replaceAll("(?s).*\\.\\.\\. (\\d+) characters.*", "$1"));
        assertThat(leftOut).isEqualTo(all.length() - parts[0].length() - parts[1].length());
        assertThat(text.isTruncated()).isTrue();
    }

    @Test
    void whatJustFitsIsKeptWhole() {
        say("x\n".repeat(500), 33);

        assertThat(text.toString()).isEqualTo("x\n".repeat(500));
        assertThat(text.isTruncated()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 100_000})
    void longLinesAreCut(int size) {
        OutputText wide = new OutputText(50_000);
        String line = "y".repeat(1_999) + "😀" + "z".repeat(5_000);
        byte[] bytes = (line + "\n" + "w".repeat(2_000) + "\n").getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < bytes.length; at += size) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
            wide.append(piece, piece.length);
        }
        wide.end();

        assertThat(wide.toString()).isEqualTo("y".repeat(1_999) + "[...truncated]\n" + "w".repeat(2_000) + "\n");
        assertThat(wide.isTruncated()).isTrue();
    }

    @Test
    void noPairIsSplitAtACut() {
        for (int shift = 0; shift < 4; shift++) {
            OutputText pairs = new OutputText(1_000);
            byte[] bytes = ("x".repeat(shift) + "😀\n".repeat(5_000)).getBytes(StandardCharsets.UTF_8);
            pairs.append(bytes, bytes.length);
            pairs.end();

            String kept = pairs.toString();
            assertThat(new String(kept.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
                    .isEqualTo(kept);
        }
    }

    private String say(String all, int size) {
        byte[] bytes = all.getBytes(StandardCharsets.UTF_8);
        StringBuilder said = new StringBuilder();
        for (int at = 0; at < bytes.length; at += size) {
            byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size));
            said.append(text.append(piece, piece.length));
        }
        return said.append(text.end()).toString();
    }
}
