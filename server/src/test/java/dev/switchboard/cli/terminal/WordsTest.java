package dev.switchboard.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Widths, tables, times and languages. */
class WordsTest {

    @Test
    void aChineseCharacterTakesTwoColumnsAndACombiningMarkNone() {
        assertThat(Width.of("ab")).isEqualTo(2);
        assertThat(Width.of("中文")).isEqualTo(4);
        assertThat(Width.of("ｗｉｄｅ")).isEqualTo(8);
        assertThat(Width.of("한글")).isEqualTo(4);
        assertThat(Width.of("e\u0301")).isEqualTo(1);
        assertThat(Width.of("🚀")).isEqualTo(2);
    }

    @Test
    void aCutNeverTearsACharacter() {
        assertThat(Width.cut("中文字", 6)).isEqualTo("中文字");
        assertThat(Width.cut("中文字", 5)).isEqualTo("中文…");
        assertThat(Width.cut("中文字", 4)).isEqualTo("中…");
        assertThat(Width.cut("🚀🚀", 3)).isEqualTo("🚀…");
    }

    @Test
    void columnsAreAsWideAsTheirWidestCell() {
        Table table = new Table("ID", "名称", "X").row("1", "a", "long last cell").row("22", "中文字", "");

        assertThat(table.lines(0)).containsExactly("ID  名称    X", "1   a       long last cell", "22  中文字");
        assertThat(table.lines(14)).containsExactly("ID  名称    X", "1   a       l…", "22  中文字");
    }

    @Test
    void controlCharactersAndTurnedTextAreTakenOut() {
        assertThat(Plain.text("a\u001b[2Jb\r\n\tc\u202e")).isEqualTo("a[2Jb\n\tc");
        assertThat(Plain.line(" a\u001b[2J\n\n b ")).isEqualTo("a [2J b");
    }

    @Test
    void timesAreLocalAndTodayNeedsNoDate() {
        SettableTime time = new SettableTime(Instant.parse("2025-11-19T07:15:23.512Z"));

        assertThat(Moments.local("2025-11-19T06:05:04Z", time)).isEqualTo("06:05:04");
        assertThat(Moments.local("2025-11-18T23:59:59.999Z", time)).isEqualTo("2025-11-18 23:59:59");
        assertThat(Moments.local("soon", time)).isEqualTo("soon");
        assertThat(Moments.local("", time)).isEmpty();
    }

    @Test
    void spansAreShort() {
        assertThat(Moments.span(Duration.ofMillis(912))).isEqualTo("0.9s");
        assertThat(Moments.span(Duration.ofSeconds(42))).isEqualTo("42s");
        assertThat(Moments.span(Duration.ofSeconds(185))).isEqualTo("3m05s");
        assertThat(Moments.span(Duration.ofMinutes(127))).isEqualTo("2h07m");
        assertThat(Moments.between("2025-11-19T00:00:00Z", "2025-11-19T00:00:00.250Z"))
                .isEqualTo("0.2s");
        assertThat(Moments.between("2025-11-19T00:00:00Z", "")).isEmpty();
    }

    @Test
    void theLocaleChoosesTheLanguage() {
        assertThat(Language.of(Map.of("LANG", "zh_CN.UTF-8"))).isEqualTo(Language.ZH);
        assertThat(Language.of(Map.of("LANG", "zh_CN.UTF-8", "LC_ALL", "C"))).isEqualTo(Language.EN);
        assertThat(Language.of(Map.of("LANG", "de_DE"))).isEqualTo(Language.EN);
        assertThat(Language.of(Map.of())).isEqualTo(Language.EN);
    }

    @Test
    void theLauncherSaysWhichStreamsAreTerminals() {
        assertThat(Terminals.of("t02")).isEqualTo(new Terminals(true, false, true));
        assertThat(Terminals.of("t")).isEqualTo(Terminals.NONE);
    }
}
