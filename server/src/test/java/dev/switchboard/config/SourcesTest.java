package dev.switchboard.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SourcesTest {

    @Test
    void theNamedFileGoesBeforeTheUsers() {
        Map<String, String> environment = Map.of("XDG_CONFIG_HOME", "/xdg", "HOME", "/home/me");

        assertThat(sources(environment, Path.of("mine.yaml")).file()).isEqualTo(Path.of("mine.yaml"));
        assertThat(sources(environment, Path.of("mine.yaml")).fileNamed()).isTrue();
    }

    @Test
    void theUsersFileIsWhereTheDesktopKeepsSuchFiles() {
        assertThat(sources(Map.of("XDG_CONFIG_HOME", "/xdg", "HOME", "/home/me"), null)
                        .file())
                .isEqualTo(Path.of("/xdg/switchboard/config.yaml"));
        assertThat(sources(Map.of("XDG_CONFIG_HOME", "", "HOME", "/home/me"), null)
                        .file())
                .isEqualTo(Path.of("/home/me/.config/switchboard/config.yaml"));
        assertThat(sources(Map.of(), null).file()).isNull();
        assertThat(sources(Map.of("HOME", "/home/me"), null).fileNamed()).isFalse();
    }

    private static Sources sources(Map<String, String> environment, @Nullable Path named) {
        return Sources.of(Map.of(), environment, named, Set.of());
    }
}
