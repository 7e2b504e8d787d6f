package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceTest {

    @Test
    void everyKeyIsDescribed() {
        List<Key> keys = Reference.keys(SampleConfig.class);

        assertThat(keys)
                .extracting(Key::name)
                .containsExactly(
                        "token",
                        "data",
                        "web.port",
                        "web.origins",
                        "web.upstream",
                        "runs.max-running",
                        "runs.timeout",
                        "runs.largest-body",
                        "runs.strict",
                        "runs.mode",
                        "runs.share",
                        "runs.serial",
                        "runs.ports",
                        "runs.outbox-bytes",
                        "runs.kept-bytes",
                        "models.<name>.provider",
                        "models.<name>.api-key",
                        "models.<name>.modes",
                        "models.<name>.price.input",
                        "models.<name>.price.output",
                        "models.<name>.headers.<name>",
                        "words.<name>");
        assertThat(keys.get(2))
                .isEqualTo(new Key(
                        "web.port",
                        "a whole number",
                        "The port.",
                        "端口。",
                        List.of("SWITCHBOARD_WEB_PORT", "SAMPLE_PORT", "OLD_PORT"),
                        "9000",
                        false));
        assertThat(keys.get(6).defaultText()).isEqualTo("10m");
        assertThat(keys.get(15).variables()).containsExactly("SWITCHBOARD_MODELS_<NAME>_PROVIDER");
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh-CN"})
    void theFileOfDefaultsSaysTheDefaults(String language, @TempDir Path directory) {
        String yaml = Reference.yaml(SampleConfig.class, Locale.forLanguageTag(language));

        assertThat(new SampleSources(directory).file(yaml).load().value()).isEqualTo(SampleConfig.defaults());
        assertThat(yaml).contains("  timeout: 10m\n").contains("  port: 9000\n");
        assertThat(yaml).contains("  # <name>:\n").contains("    # provider:\n");
    }

    @Test
    void textsAreInTheLanguageOfTheReader() {
        assertThat(Reference.yaml(SampleConfig.class, Locale.ENGLISH))
                .contains("# The port.")
                .doesNotContain("端口");
        assertThat(Reference.yaml(SampleConfig.class, Locale.SIMPLIFIED_CHINESE))
                .contains("# 端口。")
                .doesNotContain("The port");
        assertThat(Reference.markdown(SampleConfig.class, Locale.CHINA))
                .contains("默认值")
                .contains("端口。");
    }

    @Test
    void theTableHasARowForEveryKeyAndCellsThatStayInTheirColumn() {
        List<String> lines =
                Reference.markdown(SampleConfig.class, Locale.ENGLISH).lines().toList();

        assertThat(lines).hasSize(2 + Reference.keys(SampleConfig.class).size());
        assertThat(lines)
                .contains("| `words.<name>` | Words \\| and what they mean. | text |  | `SWITCHBOARD_WORDS_<NAME>` |");
    }

    @Test
    void anExplanationSaysWhoWonAndWhatTheOthersSaid(@TempDir Path directory) {
        SampleSources sources = new SampleSources(directory)
                .variable("SWITCHBOARD_TOKEN", "sk-1")
                .file("token: sk-2\nweb: {port: 80}\n");

        assertThat(Explanation.of(sources.load().setting("web.port").orElseThrow(), Locale.ENGLISH))
                .isEqualTo("""
                        web.port = 80
                          %s:2: 80
                          default: 9000
                        The port.
                        Environment: SWITCHBOARD_WEB_PORT, SAMPLE_PORT, OLD_PORT
                        """.formatted(sources.path()));
        assertThat(Explanation.of(sources.load().setting("token").orElseThrow(), Locale.CHINESE))
                .contains("token = ***")
                .contains("环境变量 SWITCHBOARD_TOKEN: ***")
                .doesNotContain("sk-");
        assertThat(Explanation.of(sources.load().setting("web.upstream").orElseThrow(), Locale.ENGLISH))
                .startsWith("web.upstream = (not set)\n");
    }

    @Test
    void aRecordThatCannotBeAConfigurationIsABug() {
        assertBug(NoDoc.class, "NoDoc.value: no @Doc");
        assertBug(OneLanguage.class, "OneLanguage.value: no @Doc");
        assertBug(OddType.class, "java.lang.Object is no type");
        assertBug(MapOfMaps.class, "a map of maps");
    }

    private record NoDoc(int value) {}

    private record OneLanguage(
            @Doc(en = "Something.", zh = " ") int value) {}

    private record OddType(
            @Doc(en = "Something.", zh = "某物。") Object value) {}

    private record MapOfMaps(
            @Doc(en = "Something.", zh = "某物。") Map<String, Map<String, String>> value) {}

    private static void assertBug(Class<? extends Record> type, String message) {
        assertThatIllegalStateException().isThrownBy(() -> Reference.keys(type)).withMessageContaining(message);
    }
}
