package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.SampleConfig.Mode;
import dev.switchboard.config.SampleConfig.Model;
import dev.switchboard.config.SampleConfig.Price;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoaderTest {
    private SampleSources sources;

    @BeforeEach
    void makeSources(@TempDir Path directory) {
        sources = new SampleSources(directory);
    }

    @Test
    void whenNobodySaysAnythingTheDefaultsHold() {
        assertThat(sources.load().value()).isEqualTo(SampleConfig.defaults());
    }

    @Test
    void aFlagWinsOverAVariableAndThatOverTheFileAndThatOverTheDefault() {
        assertThat(port()).isEqualTo(9000);
        sources.file("web:\n  port: 1");
        assertThat(port()).isEqualTo(1);
        sources.variable("OLD_PORT", "2");
        assertThat(port()).isEqualTo(2);
        sources.variable("SAMPLE_PORT", "3");
        assertThat(port()).isEqualTo(3);
        sources.variable("SWITCHBOARD_WEB_PORT", "4");
        assertThat(port()).isEqualTo(4);
        sources.flag("--port", "web.port", "5");
        assertThat(port()).isEqualTo(5);
    }

    @Test
    void everyKindOfValueIsReadFromTheFile() {
        sources.file("""
                token: t0p
                web:
                  origins: [ "http://x", http://y ]
                  upstream: https://up.example/path
                runs:
                  timeout: 1h30m
                  largest-body: 64KiB
                  strict: no
                  mode: allow-all
                  share: 0.25
                  serial: 9007199254740993
                  ports: [80, 443]
                  outbox-bytes: 64KiB
                  kept-bytes: 1000
                """);

        SampleConfig config = sources.load().value();

        assertThat(config.token().reveal()).isEqualTo("t0p");
        assertThat(config.web().origins()).containsExactly("http://x", "http://y");
        assertThat(config.web().upstream()).isEqualTo(URI.create("https://up.example/path"));
        assertThat(config.runs())
                .isEqualTo(new SampleConfig.Runs(
                        64,
                        Duration.ofMinutes(90),
                        new ByteSize(65536),
                        false,
                        Mode.ALLOW_ALL,
                        0.25,
                        9_007_199_254_740_993L,
                        List.of(80, 443),
                        65536,
                        1000));
    }

    @Test
    void aVariableSaysAListWithCommas() {
        sources.variable("SWITCHBOARD_WEB_ORIGINS", "http://x, http://y,");

        assertThat(sources.load().value().web().origins()).containsExactly("http://x", "http://y");
    }

    @Test
    void anEmptyVariableAndAKeyWithNothingBehindItAreNotSet() {
        sources.variable("SWITCHBOARD_WEB_PORT", "").file("web:\nruns:\n  strict:\n  max-running: 3\nmodels:\n");

        SampleConfig config = sources.load().value();

        assertThat(config.web()).isEqualTo(SampleConfig.defaults().web());
        assertThat(config.runs().strict()).isTrue();
        assertThat(config.runs().maxRunning()).isEqualTo(3);
    }

    @Test
    void pathsOfTheFileAreRelativeToItAndTheTildeIsHome() {
        sources.variable("HOME", "/home/me").file("data: below/here");
        assertThat(sources.load().value().data()).isEqualTo(sources.path().resolveSibling("below/here"));

        sources.file("data: ~/there");
        assertThat(sources.load().value().data()).isEqualTo(Path.of("/home/me/there"));

        sources.flag("--data", "data", "~/odd");
        assertThat(sources.load().value().data()).isEqualTo(Path.of("~/odd"));
    }

    @Test
    void namesOfATableComeFromEverySource() {
        sources.file("models:\n  kimi-k2.5:\n    provider: kimi\n    price: {input: 1.5, output: 2}\n")
                .variable("SWITCHBOARD_MODELS_KIMI_K2_5_API_KEY", "k1")
                .variable("SWITCHBOARD_MODELS_OTHER_ONE_PROVIDER", "x")
                .variable("SWITCHBOARD_MODELS_OTHER_ONE_MODES", "ask,ALLOW_ALL")
                .flag("--model", "models.by.flag.provider", "y");

        assertThat(sources.load().value().models())
                .containsOnlyKeys("kimi-k2.5", "other-one", "by.flag")
                .containsEntry(
                        "kimi-k2.5",
                        new Model(
                                "kimi",
                                new Secret("k1"),
                                Set.of(),
                                new Price(new BigDecimal("1.5"), new BigDecimal("2")),
                                Map.of()))
                .containsEntry("other-one", new Model("x", null, Set.of(Mode.ASK, Mode.ALLOW_ALL), null, Map.of()))
                .containsEntry("by.flag", new Model("y", null, Set.of(), null, Map.of()));
    }

    @Test
    void namesOfATableKeepTheOrderOfTheFile() {
        sources.file("models:\n  z: {provider: a}\n  a: {provider: b}\n  m: {provider: c}\n");

        assertThat(sources.load().value().models().keySet()).containsExactly("z", "a", "m");
    }

    @Test
    void aTableOfTextsTakesItsNamesFromVariablesToo() {
        sources.variable("SWITCHBOARD_WORDS_GOOD_DAY", "hello");

        assertThat(sources.load().value().words())
                .containsEntry("good-day", "hello")
                .hasSize(2);
    }

    @Test
    void aTableWithinAnEntryTakesItsNamesFromEverySource() {
        sources.file("models:\n  k2:\n    provider: kimi\n    headers:\n      x-one: a\n")
                .variable("SWITCHBOARD_MODELS_K2_HEADERS_X_API_KEY", "b")
                .flag("--header", "models.k2.headers.x-three", "c");

        assertThat(sources.load().value().models())
                .containsOnlyKeys("k2")
                .hasEntrySatisfying(
                        "k2",
                        model -> assertThat(model.headers())
                                .containsExactly(
                                        Map.entry("x-one", "a"),
                                        Map.entry("x-three", "c"),
                                        Map.entry("x-api-key", "b")));
    }

    @Test
    void aNumberOfBytesMustFit() {
        sources.variable("SWITCHBOARD_RUNS_OUTBOX_BYTES", "2GiB");

        assertThat(sources.refusals())
                .containsExactly("runs.outbox-bytes: \"2GiB\" (expected: a size such as 64KiB,"
                        + " 10MB or 1GiB), from environment variable SWITCHBOARD_RUNS_OUTBOX_BYTES");
    }

    @Test
    void aValueThatCannotBeIsToldWithItsKeyItsExpectationAndItsSource() {
        sources.variable("SWITCHBOARD_WEB_PORT", "many").file("""
                runs:
                  timeout: 5 weeks
                  mode: maybe
                web:
                  upstream: nowhere
                """);

        assertThat(sources.refusals())
                .containsExactlyInAnyOrder(
                        "web.port: \"many\" (expected: a whole number), from environment variable SWITCHBOARD_WEB_PORT",
                        "web.upstream: \"nowhere\" (expected: a URL), from " + sources.path() + ":5",
                        "runs.timeout: \"5 weeks\" (expected: a span of time such as 500ms, 15s, 10m or 1h30m), from "
                                + sources.path() + ":2",
                        "runs.mode: \"maybe\" (expected: one of ask, allow-all), from " + sources.path() + ":3");
    }

    @Test
    void aValueThatTheRecordRefusesIsToldWithItsSourceToo() {
        sources.flag("--port", "web.port", "70000");

        assertThat(sources.refusals()).containsExactly("web.port: 70000 (expected: 1 to 65535), from --port");

        sources.flag("--port", "web.port", "80").variable("SWITCHBOARD_WEB_UPSTREAM", "ftp://x");
        assertThat(sources.refusals())
                .containsExactly(
                        "web.upstream: ftp://x (expected: http), from environment variable SWITCHBOARD_WEB_UPSTREAM");
    }

    @Test
    void whatMustBeSetIsAskedFor() {
        sources.file("models:\n  k2:\n    price: {input: 1}\n");

        assertThat(sources.refusals())
                .containsExactly(
                        "models.k2.provider: not set (expected: text)",
                        "models.k2.price.output: not set (expected: a number)");
    }

    @Test
    void aWrongShapeIsToldByPlaceAndNeverQuoted() {
        sources.file("token: {sk-secret: x}\nweb: sk-secret\nmodels: [sk-secret]\nruns:\n  serial: [1]\n");

        assertThat(sources.refusals())
                .containsExactlyInAnyOrder(
                        "token: keys and values (expected: text), from " + sources.path() + ":1",
                        "web: one value (expected: keys and values), from " + sources.path() + ":2",
                        "models: a list (expected: keys and values), from " + sources.path() + ":3",
                        "runs.serial: a list (expected: a whole number), from " + sources.path() + ":5");
    }

    @Test
    void aKeyThatDoesNotExistIsRefusedWithItsLineAndTheOneThatWasMeant() {
        sources.file(
                "runs:\n  max-runing: 1\nport: 2\nweb.port: 3\nbananas:\n  - 4\nmodels:\n  k2: {provider: x, api_key: y}\n");

        assertThat(sources.refusals())
                .containsExactlyInAnyOrder(
                        "runs.max-runing: no such key, in " + sources.path() + ":2; did you mean max-running?",
                        "port: no such key, in " + sources.path() + ":3; did you mean web.port?",
                        "web.port: no such key, in " + sources.path()
                                + ":4; write each word of the key on a line of its own, below the one before it",
                        "bananas: no such key, in " + sources.path() + ":5",
                        "models.k2.api_key: no such key, in " + sources.path() + ":8; did you mean api-key?");
    }

    @Test
    void aVariableThatDoesNotExistIsRefusedWithTheOneThatWasMeant() {
        sources.variable("SWITCHBOARD_RUNS_MAX_RUNING", "1")
                .variable("SWITCHBOARD_SOMEBODY_ELSES", "fine")
                .variable("UNRELATED", "fine");

        assertThat(sources.refusals())
                .containsExactly("SWITCHBOARD_RUNS_MAX_RUNING: no such environment variable;"
                        + " did you mean SWITCHBOARD_RUNS_MAX_RUNNING?");
    }

    @Test
    void aFlagThatSetsNothingIsRefused() {
        sources.flag("--set", "web.prot", "1");

        assertThat(sources.refusals()).containsExactly("web.prot: no such key, from --set; did you mean web.port?");
    }

    @Test
    void everySettingKnowsWhoSaidWhat() {
        sources.file("web:\n  port: 1").variable("SAMPLE_PORT", "3").flag("--port", "web.port", "5");

        Setting port = sources.load().setting("web.port").orElseThrow();

        assertThat(port.said())
                .containsExactly(
                        new Setting.Said(new Origin.Flag("--port"), "5"),
                        new Setting.Said(new Origin.Variable("SAMPLE_PORT"), "3"),
                        new Setting.Said(new Origin.File(sources.path(), 2), "1"),
                        new Setting.Said(new Origin.Default(), "9000"));
    }

    @Test
    void aSecretIsNeverInASetting() {
        sources.variable("SAMPLE_TOKEN", "sk-1").file("token: sk-2\nmodels:\n  k2: {provider: x, api-key: sk-3}\n");

        assertThat(sources.load().settings().toString()).contains("***").doesNotContain("sk-");
        assertThat(sources.load().toString()).doesNotContain("sk-");
    }

    @Test
    void aSettingCanBeAskedForByAnAlmostRightName() {
        assertThat(sources.load().setting("runs.maxrunning")).isEmpty();
        assertThat(sources.load().nearest("runs.maxrunning")).contains("runs.max-running");
        assertThat(sources.load().nearest("max-running")).contains("runs.max-running");
    }

    private int port() {
        return sources.load().value().web().port();
    }
}
