package dev.switchboard.cli.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Fragments and whole texts, joined so that each character is shown once. */
class SpokenTextTest {
    private final SpokenText spoken = new SpokenText();

    @Test
    void fragmentsGoOnWhereTheLastOneEnded() {
        assertThat(spoken.fragment("i", 0, "Hel")).isEqualTo("Hel");
        assertThat(spoken.fragment("i", 3, "lo")).isEqualTo("lo");
        assertThat(spoken.whole("i", "Hello!")).isEqualTo("!");
    }

    @Test
    void aFragmentThatOverlapsShowsOnlyWhatIsNew() {
        spoken.fragment("i", 0, "Hello");
        assertThat(spoken.fragment("i", 0, "Hello wor")).isEqualTo(" wor");
        assertThat(spoken.fragment("i", 2, "llo")).isEmpty();
    }

    @Test
    void aFragmentAfterAGapWaitsForTheWhole() {
        spoken.fragment("i", 0, "He");
        assertThat(spoken.fragment("i", 7, "orld")).isEmpty();
        assertThat(spoken.whole("i", "Hello world")).isEqualTo("llo world");
    }

    @Test
    void aWholeThatSaysSomethingElseIsShownOnItsOwnLine() {
        spoken.fragment("i", 0, "Hex");
        assertThat(spoken.whole("i", "Hello")).isEqualTo("\nHello");
    }

    @Test
    void itemsDoNotMix() {
        spoken.fragment("a", 0, "one");
        assertThat(spoken.fragment("b", 0, "two")).isEqualTo("two");
        assertThat(spoken.whole("a", "one.")).isEqualTo(".");
    }
}
