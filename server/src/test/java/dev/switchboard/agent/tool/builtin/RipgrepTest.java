package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RipgrepTest extends GrepContract {
    @BeforeAll
    static void ripgrepIsHere() {
        assumeTrue(Files.isExecutable(Workplace.RIPGREP), "this machine has no " + Workplace.RIPGREP);
    }

    @Override
    Path ripgrep() {
        return Workplace.RIPGREP;
    }

    @Test
    void aProgramThatIsNotThereIsAnAnswer() throws Exception {
        Path gone = directory.resolve("rg");
        place = new Workplace(place.workDir, ToolConfig.DEFAULTS, System.getenv(), gone);

        assertThat(grep("x").ok()).isFalse();
    }

    @Test
    void typesThatOnlyRipgrepKnowsWork() throws Exception {
        place.file("a.nix", "needle\n");
        place.file("b.txt", "needle\n");

        assertThat(grep("needle", "type", "nix").output()).isEqualTo("a.nix\n");
    }
}
