package dev.switchboard.cli.chat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TurnTextTest {
    private final TurnText text = new TurnText();

    @Test
    void eachCharacterIsShownOnce() {
        assertThat(text.more("One ")).isEqualTo("One ");
        assertThat(text.more("One ")).isEmpty();
        assertThat(text.more("One two")).isEqualTo("two");
    }

    @Test
    void aTextThatGrowsAgainAfterAGapIsGoneOnWith() {
        text.more("One two");

        assertThat(text.more("One")).isEmpty();
        assertThat(text.more("One two three")).isEqualTo(" three");
    }

    @Test
    void whatIsSaidInPlaceOfWhatWasTakenBackBeginsAtItsLine() {
        text.more("Sure.\n\nI will wait");

        assertThat(text.more("Sure.\n\nI won't")).isEqualTo("\nI won't");
        assertThat(text.whole()).isEqualTo("Sure.\n\nI won't");
    }
}
