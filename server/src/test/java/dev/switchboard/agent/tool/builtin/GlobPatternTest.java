package dev.switchboard.agent.tool.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.regex.PatternSyntaxException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobPatternTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "*, a.b, true",
                "*, a/b, false",
                "*, .a, true",
                "a?c, abc, true",
                "a?c, a/c, false",
                "**, a/b/c, true",
                "**/c, c, true",
                "**/c, a/b/c, true",
                "**/c, xc, false",
                "a/**/c, a/c, true",
                "a/**/c, a/b/b/c, true",
                "a**c, abbc, true",
                "a**c, a/c, false",
                "a/**, a, false",
                "[abc], b, true",
                "[a-c]x, bx, true",
                "[!a-c]x, dx, true",
                "[!a-c]x, bx, false",
                "[^a]x, bx, true",
                "[]]x, ]x, true",
                "[!/]x, /x, false",
                "[.-0]x, /x, false",
                "[a\\]x, \\x, true",
                "\"{a,b}.c\", b.c, true",
                "\"{a,b{c,d}}\", bd, true",
                "\"{a,**/b}\", x/y/b, true",
                "\"a,b\", \"a,b\", true",
                "a}, a}, true",
                "\\*, *, true",
                "\\*, x, false",
                "a.b, axb, false",
                "(a)+$, (a)+$, true",
                "ä*, äö, true",
                "a😀?, a😀b, true",
            })
    void aGlobFitsWhatItShould(String glob, String path, boolean fits) {
        assertThat(GlobPattern.compile(glob).matcher(path).matches()).isEqualTo(fits);
    }

    @Test
    void whatIsNoGlobIsRefused() {
        for (String glob : new String[] {"[a", "{a", "a\\", "x".repeat(1001), "[z-a]"}) {
            assertThatThrownBy(() -> GlobPattern.compile(glob)).as(glob).isInstanceOf(PatternSyntaxException.class);
        }
    }
}
