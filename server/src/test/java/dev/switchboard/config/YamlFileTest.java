package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YamlFileTest {
    private Path file;

    @BeforeEach
    void nameFile(@TempDir Path directory) {
        file = directory.resolve("config.yaml");
    }

    @Test
    void aFileThatNobodyNamedMayBeMissing() {
        assertThat(YamlFile.read(file, false).entries()).isEmpty();
        assertThat(SampleSources.refusals(() -> YamlFile.read(file, true)))
                .containsExactly(": " + file + ": no such file");
    }

    @Test
    void emptyDocumentsSayNothing() throws IOException {
        for (String text : List.of("", "\n\n", "# only a comment\n", "---\n", "---\n...\n")) {
            Files.writeString(file, text);
            assertThat(YamlFile.read(file, true).entries()).as(text).isEmpty();
        }
    }

    @Test
    void whatIsNotYamlIsToldWithItsPlaceAndReason() throws IOException {
        assertThat(refusal("web:\n  port: [1\nhost: a\n"))
                .isEqualTo(
                        file
                                + ":3:5: not YAML: expected ',' or ']', but got : (while parsing a flow sequence, from line 2)");
        assertThat(refusal("a: b: c\n")).isEqualTo(file + ":1:5: not YAML: mapping values are not allowed here");
        assertThat(refusal("a: 'x\n"))
                .isEqualTo(file + ":2:1: not YAML: found unexpected end of stream"
                        + " (while scanning a quoted scalar, from line 1)");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a: [sk-secret",
                "a: 'sk-secret",
                "a: b\n  c: \"sk-secret\n",
                "a: \"\\sk-secret\"",
                "a: sk-secret: x",
                "a: @sk-secret",
                "a: 1\nsk-secret\nb: 2\n",
                "%%sk-secret\n---\na: 1\n",
                "!sk-secret!x a: 1\n",
                "a: !sk-secret!x b\n",
                "- sk-secret\na: sk-secret\n",
                "a: {sk-secret: sk-secret\n",
                "a: |\n  sk-secret\n b: sk-secret\nsk-secret",
            })
    void nothingOfTheFileIsQuoted(String text) throws IOException {
        assertThat(refusal(text)).startsWith(file + ":").doesNotContain("sk-").doesNotContain("secret");
    }

    @Test
    void whatIsNoConfigurationIsRefused() throws IOException {
        assertThat(refusal("- a\n")).contains("(expected: keys and values)");
        assertThat(refusal("just text")).contains("(expected: keys and values)");
        assertThat(refusal("a: 1\n---\nb: 2\n")).contains("a second document");
        assertThat(refusal("a: 1\nb: 2\na: 3\n")).isEqualTo(file + ":3: a stands twice");
        assertThat(refusal("a: &x {b: 1}\nc: *x\n")).startsWith(file + ":2: an alias");
    }

    @Test
    void aFileHasABound() throws IOException {
        assertThat(refusal("a: " + "x".repeat(1 << 20))).contains("longer than 1 MiB");
        assertThat(refusal("a: " + "[".repeat(100_000))).contains("not YAML");
    }

    @Test
    void aFileThatIsNotTextIsRefused() throws IOException {
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xff});
        assertThat(SampleSources.refusals(() -> YamlFile.read(file, true)).getFirst())
                .contains("not UTF-8");

        assertThat(SampleSources.refusals(() -> YamlFile.read(file.getParent(), true))
                        .getFirst())
                .contains("cannot be read");
    }

    private String refusal(String text) throws IOException {
        Files.writeString(file, text);
        return SampleSources.refusals(() -> YamlFile.read(file, true))
                .getFirst()
                .substring(": ".length());
    }
}
