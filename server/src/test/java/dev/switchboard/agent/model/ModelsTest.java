package dev.switchboard.agent.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.switchboard.agent.model.ModelChoice.Capability;
import dev.switchboard.agent.model.ModelChoice.Provider;
import dev.switchboard.config.Secret;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelsTest {
    private static final String CONFIG = """
            {"default_model": "k2",
             "models": {
               "k2": {"provider": "ms", "model": "kimi-k2-thinking", "max_context_size": 262144},
               "plain": {"provider": "ms", "model": "kimi-k2-0905", "max_context_size": 131072, "capabilities": ["image_in", "smell"],
                         "price": {"prompt": 0.6, "completion": 2.5}},
               "gpt": {"provider": "oa", "model": "gpt-4.1", "max_context_size": 1000000},
               "tiny": {"provider": "ms", "model": "tiny", "max_context_size": 49999},
               "claude": {"provider": "an", "model": "c", "max_context_size": 200000}},
             "providers": {
               "ms": {"type": "kimi", "base_url": "https://api.moonshot.cn/v1/", "api_key": "sk-file", "custom_headers": {"X-Team": "red"}},
               "oa": {"type": "openai_legacy", "base_url": "https://api.openai.com/v1", "api_key": "sk-oa"},
               "an": {"type": "anthropic", "base_url": "https://api.anthropic.com", "api_key": "sk-an"}},
             "loop_control": {"max_steps_per_run": 7, "max_retries_per_step": 2},
             "cli_output": {"anything": 1}}
            """;

    @TempDir
    Path home;

    @Test
    void theDefaultModelOfTheFileIsTakenAndItsIdTellsThatItThinks() throws Exception {
        ModelChoice choice = models(CONFIG, Map.of()).resolve(null, null, Map.of());

        assertThat(choice.alias()).isEqualTo("k2");
        assertThat(choice.provider()).isEqualTo(Provider.KIMI);
        assertThat(choice.baseUrl()).isEqualTo("https://api.moonshot.cn/v1");
        assertThat(choice.apiKey()).isEqualTo(new Secret("sk-file"));
        assertThat(choice.model()).isEqualTo("kimi-k2-thinking");
        assertThat(choice.maxContext()).isEqualTo(262144);
        assertThat(choice.capabilities()).containsExactly(Capability.THINKING);
        assertThat(choice.customHeaders()).containsExactly(Map.entry("X-Team", "red"));
        assertThat(choice.maxSteps()).isEqualTo(7);
        assertThat(choice.maxAttempts()).isEqualTo(2);
        assertThat(choice.envOverrides()).isEmpty();
        assertThat(choice.configured()).isTrue();
    }

    @Test
    void aNamedModelIsTakenWithItsCapabilitiesAndItsPrice() throws Exception {
        ModelChoice choice = models(CONFIG, Map.of()).resolve("plain", null, Map.of());

        assertThat(choice.model()).isEqualTo("kimi-k2-0905");
        assertThat(choice.capabilities()).containsExactly(Capability.IMAGE_IN);
        assertThat(choice.price())
                .isEqualTo(new ModelChoice.Price(new BigDecimal("0.6"), new BigDecimal("2.5"), null, "USD"));
    }

    @Test
    void anUnknownModelIsAnInvalidRequestThatNamesTheKnownOnes() {
        assertThatThrownBy(() -> models(CONFIG, Map.of()).resolve("k3", null, Map.of()))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    Problem.Fault fault =
                            ((Problem.InvalidRequest) e.problem()).faults().getFirst();
                    assertThat(fault.loc()).containsExactly("model_name");
                    assertThat(fault.type()).isEqualTo("value_error");
                    assertThat(fault.msg()).contains("k2, plain, gpt");
                });
    }

    @Test
    void withoutAnyModelTheChoiceIsNotConfigured() throws Exception {
        Models models = models(null, Map.of());

        ModelChoice choice = models.resolve("", null, Map.of());

        assertThat(choice.configured()).isFalse();
        assertThat(choice.model()).isEmpty();
        assertThat(choice.alias()).isEmpty();
        assertThatThrownBy(() -> models.client(choice)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aFileThatIsNotThereIsNotCreated() throws Exception {
        models(null, Map.of()).resolve(null, null, Map.of());

        assertThat(home).isEmptyDirectory();
    }

    @Test
    void theEnvironmentAloneDescribesAModelThatHasTheNameOfItsId() throws Exception {
        Map<String, String> env =
                Map.of("KIMI_BASE_URL", "http://127.0.0.1:1/v1", "KIMI_API_KEY", "sk-env\n", "KIMI_MODEL_NAME", "m-1");
        Models models = models(null, env);

        ModelChoice choice = models.resolve(null, null, Map.of());

        assertThat(choice.configured()).isTrue();
        assertThat(choice.alias()).isEqualTo("m-1");
        assertThat(choice.apiKey()).isEqualTo(new Secret("sk-env"));
        assertThat(choice.maxContext()).isEqualTo(100_000);
        assertThat(choice.envOverrides())
                .containsExactly(
                        Map.entry("KIMI_BASE_URL", "http://127.0.0.1:1/v1"),
                        Map.entry("KIMI_API_KEY", "******"),
                        Map.entry("KIMI_MODEL_NAME", "m-1"));
        assertThat(models.resolve("m-1", null, Map.of())).isEqualTo(choice);
        assertThat(models.list()).containsExactly(new Models.Listed("m-1", Provider.KIMI, "m-1", Set.of(), true));
    }

    @Test
    void aPriceIsThatOfTheConfiguredModelAtTheConfiguredAddressOnly() throws Exception {
        Models models = models(CONFIG, Map.of());

        assertThat(models.resolve("plain", null, Map.of("KIMI_MODEL_NAME", "other"))
                        .price())
                .isNull();
        assertThat(models.resolve("plain", null, Map.of("KIMI_BASE_URL", "https://other.example/v1"))
                        .price())
                .isNull();
        assertThat(models.resolve("plain", null, Map.of("KIMI_MODEL_NAME", "kimi-k2-0905"))
                        .price())
                .isNotNull();
    }

    @Test
    void theRequestGoesOverTheProcessAndTheProcessOverTheFile() throws Exception {
        Map<String, String> process = Map.of(
                "KIMI_MODEL_NAME", "from-process",
                "KIMI_MODEL_MAX_CONTEXT_SIZE", "60000",
                "KIMI_MODEL_CAPABILITIES", "thinking, IMAGE_IN,smell",
                "KIMI_MODEL_TEMPERATURE", "0.3",
                "KIMI_MODEL_TOP_P", "");
        Map<String, String> request = Map.of(
                "KIMI_MODEL_NAME", "from-request",
                "KIMI_MODEL_TOP_P", "0.9",
                "KIMI_MODEL_MAX_COMPLETION_TOKENS", "9000");

        ModelChoice choice = models(CONFIG, process).resolve("plain", null, request);

        assertThat(choice.alias()).isEqualTo("plain");
        assertThat(choice.model()).isEqualTo("from-request");
        assertThat(choice.maxContext()).isEqualTo(60_000);
        assertThat(choice.capabilities()).containsExactlyInAnyOrder(Capability.THINKING, Capability.IMAGE_IN);
        assertThat(choice.tuning()).isEqualTo(new ModelChoice.Tuning(0.3, 0.9, 9000));
        assertThat(choice.envOverrides())
                .containsEntry("KIMI_MODEL_NAME", "from-request")
                .containsEntry("KIMI_MODEL_CAPABILITIES", "thinking, IMAGE_IN,smell")
                .hasSize(6);
    }

    @Test
    void aListWithoutAnyCapabilityEmptiesTheSetFromTheProcessAndLeavesItAloneFromTheRequest() throws Exception {
        Map<String, String> none = Map.of("KIMI_MODEL_CAPABILITIES", "smell");

        assertThat(models(CONFIG, none).resolve("plain", null, Map.of()).capabilities())
                .isEmpty();
        assertThat(models(CONFIG, Map.of()).resolve("plain", null, none).capabilities())
                .containsExactly(Capability.IMAGE_IN);
    }

    @Test
    void whatARequestBringsDoesNotOutliveIt() throws Exception {
        Models models = models(CONFIG, Map.of());
        models.resolve(null, null, Map.of("KIMI_MODEL_NAME", "other", "KIMI_API_KEY", "sk-other"));

        ModelChoice next = models.resolve(null, null, Map.of());

        assertThat(next.model()).isEqualTo("kimi-k2-thinking");
        assertThat(next.apiKey()).isEqualTo(new Secret("sk-file"));
    }

    @Test
    void aConfiguredKeyIsNotSentToAnAddressThatTheRequestBrought() throws Exception {
        Map<String, String> request = Map.of("KIMI_BASE_URL", "https://evil.example/v1");

        ModelChoice fromFile = models(CONFIG, Map.of()).resolve(null, null, request);
        ModelChoice fromProcess = models(
                        CONFIG, Map.of("KIMI_API_KEY", "sk-env", "KIMI_BASE_URL", "https://api.moonshot.ai/v1"))
                .resolve(null, null, request);

        assertThat(fromFile.apiKey()).isEqualTo(Secret.NONE);
        assertThat(fromFile.customHeaders()).isEmpty();
        assertThat(fromProcess.apiKey()).isEqualTo(Secret.NONE);
        assertThat(fromProcess.envOverrides()).containsExactly(Map.entry("KIMI_BASE_URL", "https://evil.example/v1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://api.moonshot.cn/v1",
                "https://api.moonshot.cn:8443/v1",
                "https://api.moonshot.cn.example/v1"
            })
    void anotherSchemePortOrHostIsAnotherAddress(String url) throws Exception {
        assertThat(models(CONFIG, Map.of())
                        .resolve(null, null, Map.of("KIMI_BASE_URL", url))
                        .apiKey())
                .isEqualTo(Secret.NONE);
    }

    @Test
    void aConfiguredKeyIsSentToAnotherPathOfItsAddress() throws Exception {
        ModelChoice choice =
                models(CONFIG, Map.of()).resolve(null, null, Map.of("KIMI_BASE_URL", "https://API.moonshot.cn:443/v2"));

        assertThat(choice.apiKey()).isEqualTo(new Secret("sk-file"));
        assertThat(choice.customHeaders()).isNotEmpty();
    }

    @Test
    void aKeyThatTheRequestBringsIsSentWhereTheRequestSays() throws Exception {
        ModelChoice choice = models(CONFIG, Map.of())
                .resolve(null, null, Map.of("KIMI_API_KEY", "sk-mine", "KIMI_BASE_URL", "https://other.example/v1"));

        assertThat(choice.apiKey()).isEqualTo(new Secret("sk-mine"));
        assertThat(choice.customHeaders()).isEmpty();
    }

    @Test
    void theKeyOfTheProcessIsNotSentWhereAFileOfTheRequestPoints() throws Exception {
        Path file = write("other.json", CONFIG.replace("api.moonshot.cn", "evil.example"));

        ModelChoice keyAlone = models(null, Map.of("KIMI_API_KEY", "sk-env")).resolve(null, file, Map.of());
        ModelChoice keyAndAddress = models(
                        null, Map.of("KIMI_API_KEY", "sk-env", "KIMI_BASE_URL", "https://api.moonshot.ai/v1"))
                .resolve(null, file, Map.of());

        assertThat(keyAlone.apiKey()).isEqualTo(new Secret("sk-file"));
        assertThat(keyAlone.envOverrides()).isEmpty();
        assertThat(keyAndAddress.baseUrl()).isEqualTo("https://api.moonshot.ai/v1");
        assertThat(keyAndAddress.apiKey()).isEqualTo(new Secret("sk-env"));
    }

    @Test
    void anOpenAiProviderListensToItsOwnVariablesAndTheRestOfTheRequestIsIgnored() throws Exception {
        ModelChoice choice = models(CONFIG, Map.of("OPENAI_API_KEY", "sk-process", "KIMI_MODEL_NAME", "k"))
                .resolve(
                        "gpt",
                        null,
                        Map.of("OPENAI_BASE_URL", "https://api.openai.com/v2", "KIMI_MODEL_NAME", "x", "FOO", "y"));

        assertThat(choice.provider()).isEqualTo(Provider.OPENAI_LEGACY);
        assertThat(choice.model()).isEqualTo("gpt-4.1");
        assertThat(choice.apiKey()).isEqualTo(new Secret("sk-process"));
        assertThat(choice.envOverrides()).containsExactly(Map.entry("OPENAI_BASE_URL", "https://api.openai.com/v2"));
        assertThat(choice.ignoredEnv()).containsExactlyInAnyOrder("KIMI_MODEL_NAME", "FOO");
    }

    @Test
    void theFileOfTheRequestTakesThePlaceOfAllOthers() throws Exception {
        Path file = write("mine.json", """
                {"models": {"mine": {"provider": "p", "model": "m", "max_context_size": 60000}},
                 "providers": {"p": {"type": "scripted"}}}
                """);
        Models models = models(CONFIG, Map.of());

        assertThat(models.resolve("mine", file, Map.of()).provider()).isEqualTo(Provider.SCRIPTED);
        assertThat(models.resolve(null, file, Map.of()).configured()).isFalse();
        assertThatThrownBy(() -> models.resolve("k2", file, Map.of())).isInstanceOf(ProblemException.class);
    }

    @Test
    void aFileOfTheRequestThatIsNotThereIsAnInvalidRequest() {
        assertThatThrownBy(() -> models(CONFIG, Map.of()).resolve(null, home.resolve("gone.json"), Map.of()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("config_file");
        assertThat(home.resolve("gone.json")).doesNotExist();
    }

    @Test
    void theProductsOwnModelsGoBeforeThoseOfTheFile() throws Exception {
        ModelsConfig own = ModelsConfig.read(write("own.json", """
                {"default-model": "k2",
                 "models": {"k2": {"provider": "local", "model": "own", "max-context-size": 60000}},
                 "providers": {"local": {"type": "kimi", "base_url": "http://127.0.0.1:9/v1", "api_key": ""}}}
                """));
        Models models = new Models(
                new ModelSources(own, write("config.json", CONFIG), Map.of(), false, Duration.ofMinutes(1)),
                ModelsTest::noClient);

        assertThat(models.resolve(null, null, Map.of()).model()).isEqualTo("own");
        assertThat(models.resolve("k2", null, Map.of()).model()).isEqualTo("own");
        assertThat(models.resolve("gpt", null, Map.of()).model()).isEqualTo("gpt-4.1");
        assertThat(models.list()).extracting(Models.Listed::alias).containsExactly("k2", "plain", "gpt");
    }

    @Test
    void withDemoTheScriptedModelIsTheDefaultUnlessTheRequestBringsAnAddress() throws Exception {
        Models models = new Models(
                new ModelSources(
                        ModelsConfig.EMPTY, write("config.json", CONFIG), Map.of(), true, Duration.ofMinutes(1)),
                ModelsTest::noClient);

        ModelChoice demo = models.resolve(null, null, Map.of("KIMI_MODEL_NAME", "x"));
        assertThat(demo.alias()).isEqualTo("demo");
        assertThat(demo.provider()).isEqualTo(Provider.SCRIPTED);
        assertThat(demo.configured()).isTrue();
        assertThat(demo.ignoredEnv()).containsExactly("KIMI_MODEL_NAME");
        assertThat(models.resolve("demo", null, Map.of())).isEqualTo(models.resolve(null, null, Map.of()));
        assertThat(models.resolve("k2", null, Map.of()).provider()).isEqualTo(Provider.KIMI);
        assertThat(models.resolve(null, null, Map.of("KIMI_BASE_URL", "https://x.example/v1"))
                        .provider())
                .isEqualTo(Provider.KIMI);
        assertThat(models.list())
                .filteredOn(Models.Listed::isDefault)
                .extracting(Models.Listed::alias)
                .containsExactly("demo");
    }

    @Test
    void aContextWindowThatIsTooSmallIsRefused() {
        assertThatThrownBy(() -> models(CONFIG, Map.of()).resolve("tiny", null, Map.of()))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("49999")
                .hasMessageContaining("50000");
    }

    @Test
    void aProviderThatIsNotSpokenIsRefusedWhenItIsAskedForAndNotListed() throws Exception {
        Models models = models(CONFIG, Map.of());

        assertThatThrownBy(() -> models.resolve("claude", null, Map.of()))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("anthropic");
        assertThat(models.list())
                .extracting(Models.Listed::alias, Models.Listed::isDefault)
                .containsExactly(tuple("k2", true), tuple("plain", false), tuple("gpt", false));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "KIMI_MODEL_MAX_CONTEXT_SIZE|sk-secret",
                "KIMI_MODEL_MAX_CONTEXT_SIZE|6e4",
                "KIMI_MODEL_TEMPERATURE|sk-secret",
                "KIMI_MODEL_TEMPERATURE|NaN",
                "KIMI_MODEL_TOP_P|1.1",
                "KIMI_MODEL_MAX_TOKENS|0",
                "KIMI_BASE_URL|ftp://x",
                "KIMI_BASE_URL|https://user:sk-secret@x/v1",
                "KIMI_BASE_URL|https://x/v1?key=sk-secret",
                "KIMI_API_KEY|sk-secret\u00e9"
            })
    void aVariableThatCannotBeUsedIsNamedAndItsValueIsNot(String name, String value) {
        assertThatThrownBy(() -> models(CONFIG, Map.of()).resolve(null, null, Map.of(name, value)))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining(name)
                .hasMessageNotContaining("sk-secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"providers\": {\"p\": sk-secret}}|Invalid JSON",
                "[]|the file",
                "{\"default_model\": \"x\"}|default_model",
                "{\"models\": []}|models",
                "{\"models\": {\"a\": {\"provider\": \"p\", \"model\": \"m\", \"max_context_size\": 60000}}}|models.a.provider",
                "{\"models\": {\"a\": {\"model\": \"m\"}}}|models.a.provider",
                "{\"providers\": {\"p\": {\"type\": \"sk-secret\"}}}|providers.p.type",
                "{\"providers\": {\"p\": {\"type\": \"kimi\", \"base_url\": \"https://a\", \"api_key\": 5}}}|providers.p.api_key",
                "{\"providers\": {\"p\": {\"type\": \"kimi\", \"base_url\": \"x\", \"api_key\": \"sk-secret\"}}}|providers.p.base_url",
                "{\"providers\": {\"p\": {\"type\": \"kimi\", \"base_url\": \"https://a\", \"api_key\": \"k\", \"custom_headers\": {\"A B\": \"sk-secret\"}}}}|custom_headers",
                "{\"loop_control\": {\"max_steps_per_run\": 0}}|loop_control.max_steps_per_run"
            })
    void aFileThatBreaksARuleIsRefusedWithItsPlaceAndWithoutItsSecrets(String content, String place) {
        assertThatThrownBy(() -> models(content, Map.of()).resolve(null, null, Map.of()))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining(place)
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void aProviderThatIsWrittenInCodeKeepsToTheRulesAsWell() {
        assertThat(new ModelsConfig.Provider(
                                ModelsConfig.Type.KIMI, "https://x.example/v1/", new Secret(" k\n"), Map.of())
                        .baseUrl())
                .isEqualTo("https://x.example/v1");
        assertThatThrownBy(() -> new ModelsConfig.Provider(
                        ModelsConfig.Type.KIMI, "https://user:sk-secret@x.example", Secret.NONE, Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("sk-secret");
    }

    @Test
    void aFileThatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> models(" ".repeat(1 << 20) + "{}", Map.of()).resolve(null, null, Map.of()))
                .isInstanceOf(ModelConfigException.class)
                .hasMessageContaining("1048576");
    }

    @Test
    void nothingThatPrintsAChoicePrintsItsKeyOrTheTextOfItsHeaders() throws Exception {
        ModelChoice choice = models(CONFIG.replace("red", "sk-header"), Map.of("KIMI_API_KEY", "sk-process"))
                .resolve(null, null, Map.of("KIMI_API_KEY", "sk-request"));

        assertThat(choice.toString()).doesNotContain("sk-");
        assertThat(ModelsConfig.read(home.resolve("config.json")).toString()).doesNotContain("sk-");
    }

    private Models models(@Nullable String config, Map<String, String> env) throws Exception {
        Path file = config == null ? home.resolve("config.json") : write("config.json", config);
        return new Models(
                new ModelSources(ModelsConfig.EMPTY, file, env, false, Duration.ofMinutes(10)), ModelsTest::noClient);
    }

    private Path write(String name, String content) throws Exception {
        return Files.writeString(home.resolve(name), content);
    }

    private static ModelClient noClient(ModelChoice choice) {
        throw new AssertionError("nobody calls a model here: " + choice);
    }
}
