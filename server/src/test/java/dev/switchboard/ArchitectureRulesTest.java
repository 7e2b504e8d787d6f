package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every rule fails on code that breaks it: the packages below {@code sample} break each of them on purpose. */
class ArchitectureRulesTest {
    private static final PackageTable TABLE = PackageTable.parse("""
            *The base* is `left`.

            | package | holds | may use | libraries |
            |---|---|---|---|
            | `left` | x | – | – |
            | `right` | x | `left` | Jackson |
            | `clockwork` | x | – | – |
            | `shell` | x | – | – |
            | `family/*` | x | – | – |
            """);

    private final ArchitectureRules rules = new ArchitectureRules(
            new ClassFileImporter().importPackages("dev.switchboard.sample"), "dev.switchboard.sample", TABLE);

    @Test
    void aPackageThatTheTableDoesNotNameIsReported() {
        assertThat(rules.packagesMissingFromTheTable()).containsExactly("unlisted");
    }

    @Test
    void aPackageThatIsNotNullMarkedIsReported() {
        assertThat(rules.packagesThatAreNotNullMarked())
                .contains("dev.switchboard.sample.unlisted")
                .doesNotContain("dev.switchboard.sample.left");
    }

    @Test
    void anImportAgainstTheTableIsReportedAndOneAlongItIsNot() {
        assertThat(rules.importsThatTheTableDoesNotAllow())
                .filteredOn(line -> !line.contains("family"))
                .isNotEmpty()
                .allSatisfy(
                        line -> assertThat(line).contains("sample.left.Left").contains("sample.right.Right"))
                .noneSatisfy(line -> assertThat(line).startsWith("Class <dev.switchboard.sample.right"));
    }

    @Test
    void aLibraryIsReportedWhereItsRowDoesNotNameItAndWhereNoRowCan() {
        assertThat(rules.librariesOutsideTheirRow())
                .anySatisfy(line -> assertThat(line).contains("Left").contains("tools.jackson.databind"))
                .anySatisfy(line -> assertThat(line).contains("Right").contains("org.assertj"))
                .noneMatch(line -> line.matches("\\w+ <dev\\.switchboard\\.sample\\.right.* type <tools\\.jackson.*"));
    }

    @Test
    void aCircleIsReported() {
        assertThat(rules.cycles()).isNotEmpty();
    }

    @Test
    void everyReadOfTheClockAndEveryDrawIsReported() {
        assertReported(
                rules.clockAndChanceOutsideTime(),
                "Instant.now",
                "LocalDate.now",
                "Clock.systemUTC",
                "System.nanoTime",
                "Thread.sleep",
                "UUID.randomUUID",
                "Random.<init>",
                "ThreadLocalRandom.current");
    }

    @Test
    void everyLookAtTheEnvironmentAndEveryExitIsReported() {
        assertReported(rules.surroundingsOutsideApp(), "System.getenv", "System.getProperty", "System.exit");
    }

    @Test
    void everyUseOfTheTerminalIsReported() {
        assertReported(
                rules.terminalOutsideAppAndCli(), "System.out", "System.err", "RuntimeException.printStackTrace");
    }

    @Test
    void loggingThroughTheJdkIsReported() {
        assertThat(rules.jdkLogging())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("java.util.logging"));
    }

    private static void assertReported(List<String> lines, String... members) {
        for (String member : members) {
            assertThat(lines).anySatisfy(line -> assertThat(line).contains(member));
        }
    }
}
