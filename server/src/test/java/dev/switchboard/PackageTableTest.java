package dev.switchboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PackageTableTest {

    @Test
    void theBaseStandsForThePackagesOfItsSentence() {
        PackageTable.Row top =
                table("| `top` | x | the base, `extra` | – |").row("top").orElseThrow();

        assertThat(top.mayUse("low")).isTrue();
        assertThat(top.mayUse("lower/still")).isTrue();
        assertThat(top.mayUse("extra")).isTrue();
        assertThat(top.mayUse("other")).isFalse();
    }

    @Test
    void aFamilyCoversOneLevelAndItsMembersDoNotKnowEachOther() {
        PackageTable table = table("| `family/*` | x | – | – |");
        PackageTable.Row member = table.row("family/one").orElseThrow();

        assertThat(member.mayUse("family/two")).isFalse();
        assertThat(table.row("family")).isEmpty();
        assertThat(table.row("family/one/deeper")).isEmpty();
    }

    @Test
    void aNamedLibraryBringsItsPackagesAndNothingBesideThem() {
        PackageTable.Row top = table("| `top` | x | – | Jackson |").row("top").orElseThrow();

        assertThat(top.mayUseLibraryPackage("tools.jackson.databind.node")).isTrue();
        assertThat(top.mayUseLibraryPackage("org.slf4j")).isTrue();
        assertThat(top.mayUseLibraryPackage("tools.jackson.dataformat.yaml")).isFalse();
        assertThat(top.mayUseLibraryPackage("com.fasterxml.jackson.databind")).isFalse();
        assertThat(top.mayUseLibraryPackage("com.fasterxml.jackson.core")).isFalse();
        assertThat(top.mayUseLibraryPackage("org.slf4jx")).isFalse();
    }

    @Test
    void whatTheTableCannotMeanIsRefused() {
        assertThatThrownBy(() -> PackageTable.parse("nothing here")).hasMessageContaining("The base");
        assertThatThrownBy(() -> PackageTable.parse("*The base* is `low`.")).hasMessageContaining("no table");
        assertThatThrownBy(() -> table("| `top` | x | `nowhere` | – |")).hasMessageContaining("`nowhere`");
        assertThatThrownBy(() -> table("| `top` | x | – | Gadget |")).hasMessageContaining("Gadget");
        assertThatThrownBy(() -> table("| `low` | x | – | – |")).hasMessageContaining("two rows");
        assertThatThrownBy(() -> table("| `top` | x | – |")).hasMessageContaining("four cells");
        assertThatThrownBy(() -> table("| `top` | x | some others | – |")).hasMessageContaining("some others");
    }

    private static PackageTable table(String row) {
        return PackageTable.parse("""
                *The base* is `low`,
                `lower/still`. More words.

                | package | holds | may use | libraries |
                |---|---|---|---|
                | `low` | x | – | – |
                | `lower/still` | x | `low` | – |
                | `extra` | x | – | – |
                | `other` | x | – | – |
                """ + row + "\n");
    }
}
