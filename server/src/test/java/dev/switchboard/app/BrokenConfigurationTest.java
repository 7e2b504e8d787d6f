package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever has broken the configuration file finds out of it with the commands alone. */
class BrokenConfigurationTest {
    @TempDir
    Path home;

    private Path file;

    @BeforeEach
    void breakIt() throws Exception {
        file = home.resolve(".config/switchboard/config.yaml");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "runs:\n  max-running: [1\nlog: {level: debug}\n");
    }

    @Test
    void whereItIsCanAlwaysBeAsked() throws Exception {
        CommandProcess path = command("config", "path");

        assertThat(path).isEqualTo(new CommandProcess(0, file + "\n", ""));
    }

    @Test
    void whatIsWrongIsToldWithItsPlaceAndTheWayToMendIt() throws Exception {
        CommandProcess serve = command("serve", "--port", "0", "--lang", "zh");

        assertThat(serve.exit()).isEqualTo(78);
        assertThat(serve.err())
                .startsWith("错误：配置无法使用\n  原因：" + file + ":3:4: not YAML: expected ',' or ']'")
                .endsWith("  下一步：${EDITOR:-vi} " + file + "\n");
    }

    @Test
    void theDoctorFindsItAndLooksFurther() throws Exception {
        CommandProcess doctor = command("doctor");

        assertThat(doctor.exit()).isEqualTo(1);
        assertThat(doctor.out())
                .contains("✗ the configuration cannot be used (" + file + ":3:4: not YAML")
                .contains("\n  → ${EDITOR:-vi} " + file + "\n")
                .contains("· no server answers at");
    }

    @Test
    void aFaultElsewhereIsMendedElsewhere() throws Exception {
        Files.delete(file);
        ProcessBuilder builder = CommandProcess.builder(home, "http://127.0.0.1:1", "config", "check");
        builder.environment().put("SWITCHBOARD_PORTS", "many");

        CommandProcess check = CommandProcess.end(builder.start(), home);

        assertThat(check.exit()).isEqualTo(78);
        assertThat(check.err()).contains("SWITCHBOARD_PORTS").endsWith("  next: switchboard config docs\n");
    }

    @Test
    void aFileThatIsNotThereIsMade() throws Exception {
        Path missing = home.resolve("other.yaml");

        CommandProcess check = command("config", "check", "--config", missing.toString());

        assertThat(check.err())
                .contains(missing + ": no such file")
                .endsWith("  next: switchboard config defaults > " + missing + "\n");
    }

    @Test
    void theDefaultsAreAConfigurationThatCanBeUsed() throws Exception {
        Files.writeString(file, command("config", "defaults").out());

        assertThat(command("config", "check")).isEqualTo(new CommandProcess(0, "", "the configuration can be used\n"));
    }

    private CommandProcess command(String... words) throws Exception {
        return CommandProcess.run(home, "http://127.0.0.1:1", words);
    }
}
