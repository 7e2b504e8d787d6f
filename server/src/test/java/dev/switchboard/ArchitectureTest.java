package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The product's code keeps to the package table of {@code docs/ARCHITECTURE.md} and to the rules written below it. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.switchboard");

    private final ArchitectureRules rules =
            new ArchitectureRules(CLASSES, "dev.switchboard", PackageTable.ofThisRepository());

    @Test
    void theWholeProductIsLookedAt() {
        assertThat(CLASSES.containPackage("dev.switchboard.runs")).isTrue();
        assertThat(CLASSES.contain("dev.switchboard.ArchitectureTest")).isFalse();
    }

    @Test
    void everyPackageIsInTheTable() {
        assertThat(rules.packagesMissingFromTheTable()).isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        assertThat(rules.packagesThatAreNotNullMarked()).isEmpty();
    }

    @Test
    void packagesUseOnlyWhatTheirRowAllows() {
        assertThat(rules.importsThatTheTableDoesNotAllow()).isEmpty();
    }

    @Test
    void librariesStayInTheRowsThatNameThem() {
        assertThat(rules.librariesOutsideTheirRow()).isEmpty();
    }

    @Test
    void packagesDoNotUseEachOtherInACircle() {
        assertThat(rules.cycles()).isEmpty();
    }

    @Test
    void onlyTimeReadsTheClockOrDrawsRandomness() {
        assertThat(rules.clockAndChanceOutsideTime()).isEmpty();
    }

    @Test
    void onlyAppSeesTheEnvironmentOrEndsTheProcess() {
        assertThat(rules.surroundingsOutsideApp()).isEmpty();
    }

    @Test
    void onlyAppAndTheCommandLineTouchTheTerminal() {
        assertThat(rules.terminalOutsideAppAndCli()).isEmpty();
    }

    @Test
    void nobodyLogsThroughTheJdk() {
        assertThat(rules.jdkLogging()).isEmpty();
    }
}
