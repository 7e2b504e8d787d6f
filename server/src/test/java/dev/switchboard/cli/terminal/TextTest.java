package dev.switchboard.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextTest {
    private static final Pattern VALUE = Pattern.compile("<(\\d)>");

    @ParameterizedTest
    @EnumSource(Text.class)
    void bothLanguagesSayItWithTheSameValues(Text text) {
        String english = filled(text, Language.EN);
        String chinese = filled(text, Language.ZH);

        assertThat(english).isNotBlank();
        assertThat(chinese).isNotBlank();
        assertThat(values(chinese)).isEqualTo(values(english));
        assertThat(english).doesNotContain("{");
        assertThat(chinese).doesNotContain("{");
    }

    @Test
    void aValueThatLooksLikeAPlaceIsLeftAlone() {
        assertThat(Text.EXCLUDE.in(Language.EN, "{1}", "b")).isEqualTo("{1} and b exclude each other");
    }

    @Test
    void aNumberHasTheWordThatGoesWithIt() {
        assertThat(Text.RUN_ENDED.in(Language.EN, "done", 1L, 2L, "1s")).isEqualTo("done  1 step  2 tokens  1s");
        assertThat(Text.RUN_ENDED.in(Language.ZH, "好", 1L, 2L, "1s")).isEqualTo("好  1 步  2 个 token  1s");
    }

    private static String filled(Text text, Language language) {
        return text.in(language, "<0>", "<1>", "<2>", "<3>");
    }

    private static List<String> values(String text) {
        return VALUE.matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .sorted()
                .toList();
    }
}
