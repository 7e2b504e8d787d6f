package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ToolResult;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFileTest {
    @TempDir
    Path directory;

    private Workplace place;

    @BeforeEach
    void open() {
        place = new Workplace(directory);
    }

    @Test
    void linesComeWithTheirNumbers() throws Exception {
        place.file("a.txt", "one\n\nthree\r\nfour");

        ToolResult result = place.call("ReadFile", "path", "a.txt");

        assertThat(result.output()).isEqualTo("     1\tone\n     2\t\n     3\tthree\n     4\tfour\n");
        assertThat(result.message()).isEqualTo("4 lines read, from line 1. End of file reached.");
        assertThat(place.intents).isEmpty();
    }

    @Test
    void aPartCanBeRead() throws Exception {
        place.file("a.txt", numbered(10));

        ToolResult result = place.call("ReadFile", "path", "a.txt", "line_offset", 4, "n_lines", 2);

        assertThat(result.output()).isEqualTo("     4\tline 4\n     5\tline 5\n");
        assertThat(result.message()).isEqualTo("2 lines read, from line 4. There is more: go on with line_offset 6.");
        assertThat(place.call("ReadFile", "path", "a.txt", "line_offset", 10, "n_lines", 1)
                        .message())
                .isEqualTo("1 line read, from line 10. End of file reached.");
    }

    @Test
    void beyondTheEndThereIsNothing() throws Exception {
        place.file("a.txt", numbered(3));

        ToolResult result = place.call("ReadFile", "path", "a.txt", "line_offset", 4);

        assertThat(result.ok()).isTrue();
        assertThat(result.output()).isEmpty();
        assertThat(result.message()).isEqualTo("No lines read: the file has 3 lines.");
    }

    @Test
    void numbersMayBeWrittenInAnyWay() throws Exception {
        place.file("a.txt", numbered(3));

        assertThat(place.call(
                                "ReadFile",
                                "path",
                                "a.txt",
                                "line_offset",
                                2.0,
                                "n_lines",
                                new BigInteger("9".repeat(30)))
                        .output()
                        .lines())
                .hasSize(2);
    }

    @Test
    void anEmptyFileIsNoError() throws Exception {
        place.file("a.txt", "");

        assertThat(place.call("ReadFile", "path", "a.txt")).isEqualTo(ToolResult.ok("", "The file is empty.", ""));
    }

    @Test
    void aThousandLinesComeAtATime() throws Exception {
        place.file("a.txt", numbered(1001));

        ToolResult result = place.call("ReadFile", "path", "a.txt", "n_lines", 5000);

        assertThat(result.output().lines()).hasSize(1000);
        assertThat(result.message()).contains("1000 lines read").endsWith("go on with line_offset 1001.");
    }

    @Test
    void hundredKibibytesComeAtATime() throws Exception {
        place.file("a.txt", (("ü".repeat(500) + "\n").repeat(500)));

        ToolResult result = place.call("ReadFile", "path", "a.txt");

        // 1001 bytes a line: the limit of 102,400 is passed with line 103.
        assertThat(result.output().lines()).hasSize(103);
        assertThat(result.message()).endsWith("go on with line_offset 104.");
    }

    @Test
    void longLinesAreCutAndNamed() throws Exception {
        place.file("a.txt", "short\n" + "x".repeat(1999) + "😀".repeat(50_000) + "\n" + "y".repeat(2000) + "\n");

        ToolResult result = place.call("ReadFile", "path", "a.txt");

        assertThat(result.output().lines())
                .containsExactly("     1\tshort", "     2\t" + "x".repeat(1999) + "...", "     3\t" + "y".repeat(2000));
        assertThat(result.message()).contains("Cut at 2000 characters: lines 2.");
    }

    @Test
    void whatIsNoTextIsShownAsFarAsItGoes() throws Exception {
        Files.write(place.workDir.resolve("a.bin"), new byte[] {'a', 0, (byte) 0xFF, 'b', '\n', (byte) 0xC3});

        assertThat(place.call("ReadFile", "path", "a.bin").output())
                .isEqualTo("     1\ta\uFFFD\uFFFDb\n     2\t\uFFFD\n");
    }

    @Test
    void aLargeFileIsReadAside() throws Exception {
        place.file("a.txt", "0123456789abcde\n".repeat(1_000_000));

        assertThat(place.call("ReadFile", "path", "a.txt", "line_offset", 999_999)
                        .output())
                .isEqualTo("999999\t0123456789abcde\n1000000\t0123456789abcde\n");
    }

    @Test
    void whatMayNotBeReadIsAnAnswer() throws Exception {
        assertThat(place.call("ReadFile", "path", "/etc/passwd").brief()).isEqualTo("Path outside working directory");
        assertThat(place.call("ReadFile", "path", "missing.txt").brief()).isEqualTo("File not found");
        assertThat(place.call("ReadFile", "path", ".").brief()).isEqualTo("Invalid path");
        assertThat(place.call("ReadFile", "path", "a", "line_offset", 0).brief())
                .isEqualTo("Invalid arguments");
    }

    @Test
    void aLinkThatIsPutInPlaceMeanwhileIsNotFollowedOut() throws IOException, InterruptedException {
        Path outside = Files.writeString(directory.resolve("secret.txt"), "out");
        place = new Workplace(Files.createDirectory(directory.resolve("work")));
        Path file = place.file("a.txt", "in");
        Plan.Act act = (Plan.Act) place.plan("ReadFile", "path", "a.txt");
        Files.delete(file);
        Files.createSymbolicLink(file, outside);

        assertThat(act.effect().perform().brief()).isEqualTo("Path outside working directory");
    }

    private static String numbered(int lines) {
        return IntStream.rangeClosed(1, lines).mapToObj(n -> "line " + n + "\n").collect(Collectors.joining());
    }
}
