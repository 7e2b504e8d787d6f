package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ToolEnvironmentTest {
    @Test
    void onlyOrdinaryVariablesAreKept() {
        Map<String, String> server = Map.of(
                "PATH", "/bin",
                "HOME", "/home/ada",
                "LC_ALL", "de_DE.UTF-8",
                "TZ", "UTC",
                "TERM", "xterm",
                "KIMI_API_KEY", "secret",
                "PATH_TO_KEY", "secret",
                "SSH_AUTH_SOCK", "secret");

        assertThat(ToolEnvironment.scrubbed(server, Set.of()))
                .containsOnly(
                        Map.entry("PATH", "/bin"),
                        Map.entry("HOME", "/home/ada"),
                        Map.entry("LC_ALL", "de_DE.UTF-8"),
                        Map.entry("TZ", "UTC"),
                        Map.entry("TERM", "dumb"));
    }

    @Test
    void namedVariablesArePassed() {
        assertThat(ToolEnvironment.scrubbed(Map.of("GOPATH", "/go", "GO", "x"), Set.of("GOPATH", "MISSING")))
                .containsEntry("GOPATH", "/go")
                .doesNotContainKeys("GO", "MISSING");
    }

    @Test
    void aServerWithoutAnEnvironmentStillFindsPrograms() {
        assertThat(ToolEnvironment.scrubbed(Map.of(), Set.of()))
                .containsOnlyKeys("PATH", "LANG", "TERM")
                .containsEntry("LANG", "C.UTF-8");
    }
}
