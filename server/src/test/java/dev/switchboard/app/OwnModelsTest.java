package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.ModelChoice.Price;
import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.config.Loader;
import dev.switchboard.config.Sources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OwnModelsTest {
    @TempDir
    private Path directory;

    private ModelsConfig models(String model) throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, """
                models:
                  k2: {provider: moonshot, model: kimi-k2, max-context-size: 262144%s}
                providers:
                  moonshot: {type: kimi, base-url: "https://api.example.org/v1", api-key: sk-x}
                """.formatted(model));
        return OwnModels.of(Loader.load(SwitchboardConfig.class, new Sources(Map.of(), Map.of(), file, true, Set.of()))
                .value());
    }

    @Test
    void aModelHasThePriceThatIsConfigured() throws Exception {
        ModelsConfig models = models(", price: {prompt: 0.6, completion: 2.5, cached: 0.15, currency: CNY}");

        assertThat(models.models().get("k2").price())
                .isEqualTo(new Price(new BigDecimal("0.6"), new BigDecimal("2.5"), new BigDecimal("0.15"), "CNY"));
    }

    @Test
    void cachedTokensAndTheCurrencyNeedNotBeSaid() throws Exception {
        assertThat(models(", price: {prompt: 0.6, completion: 2.5}")
                        .models()
                        .get("k2")
                        .price())
                .isEqualTo(new Price(new BigDecimal("0.6"), new BigDecimal("2.5"), null, "USD"));
    }

    @Test
    void aModelWithoutAPriceHasNone() throws Exception {
        assertThat(models("").models().get("k2").price()).isNull();
    }

    @Test
    void aPriceThatCannotBeIsNamed() {
        assertThatThrownBy(() -> models(", price: {prompt: -1, completion: 2.5}"))
                .hasMessageContaining("models.k2.price.prompt: -1 (expected: 0 to ");
    }
}
