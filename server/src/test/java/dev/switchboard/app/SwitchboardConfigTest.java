package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Key;
import dev.switchboard.config.Loader;
import dev.switchboard.config.Reference;
import dev.switchboard.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SwitchboardConfigTest {

    @Test
    void everyKeyIsExplainedInBothLanguages() {
        assertThat(Reference.keys(SwitchboardConfig.class))
                .hasSizeGreaterThan(20)
                .allSatisfy(key -> {
                    assertThat(key.en()).as(key.name()).isNotBlank();
                    assertThat(key.zh()).as(key.name()).matches("(?s).*\\p{IsHan}.*");
                });
    }

    @Test
    void noTwoKeysShareAVariable() {
        List<String> variables = Reference.keys(SwitchboardConfig.class).stream()
                .map(Key::variables)
                .flatMap(List::stream)
                .toList();

        assertThat(variables).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "zh"})
    void theFileOfDefaultsChangesNothing(String language, @TempDir Path directory) throws IOException {
        Path file = directory.resolve("config.yaml");
        Files.writeString(file, Reference.yaml(SwitchboardConfig.class, Locale.forLanguageTag(language)));

        assertThat(Loader.load(SwitchboardConfig.class, new Sources(Map.of(), Map.of(), file, true, Set.of()))
                        .value())
                .isEqualTo(SwitchboardConfig.defaults());
    }
}
