package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Language;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Words that are wrong, and the help. */
class UsageTest {
    private final Desk desk = new Desk();

    @Test
    void anUnknownCommandHasANeighbour() {
        assertThat(desk.run("stauts")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err())
                .startsWith("error: unknown command or argument: stauts (did you mean ")
                .contains("status")
                .endsWith("  next: switchboard --help\n");
        assertThat(desk.out()).isEmpty();
    }

    @Test
    void anUnknownOptionIsToldInChinese() {
        assertThat(desk.inChinese().run("run", "--yollo", "hi")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).startsWith("错误：未知选项：--yollo").endsWith("下一步：switchboard run --help\n");
    }

    @Test
    void aValueThatCannotBeIsNamed() {
        assertThat(desk.run("runs", "ls", "--limit", "many")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).startsWith("error: --limit: ").contains("many");
        assertThat(new Desk().run("status", "-o", "xml")).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void aMissingWordIsNamed() {
        assertThat(desk.run("runs", "show")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).isEqualTo("error: missing: RUN\n  next: switchboard runs show --help\n");
    }

    @Test
    void inJsonAWrongCallIsAProblemToo() {
        assertThat(desk.run("runs", "show", "-o", "json")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).startsWith("{\"type\":\"about:blank\",\"title\":\"missing: RUN\"");
    }

    @Test
    void globalOptionsMayStandAnywhere() {
        assertThat(desk.run("--lang", "zh", "version")).isEqualTo(ExitCode.OK);
        assertThat(new Desk().run("version", "--lang", "zh", "-o", "json")).isEqualTo(ExitCode.OK);
    }

    @Test
    void aGroupAloneShowsItsHelp() {
        assertThat(desk.run("runs")).isEqualTo(ExitCode.OK);
        assertThat(desk.out())
                .startsWith("Usage: switchboard runs")
                .contains("tail")
                .contains("cancel");
    }

    @Test
    void helpIsDataInThePersonsLanguage() {
        assertThat(desk.inChinese().run("run", "--help")).isEqualTo(ExitCode.OK);
        assertThat(desk.out())
                .startsWith("用法：switchboard run")
                .contains("--idempotency-key")
                .contains("模型在配置中的名称");
        assertThat(desk.err()).isEmpty();
    }

    @Test
    void helpOfACommandIsFoundByItsName() {
        desk.run("help", "approvals", "deny");
        assertThat(desk.out()).startsWith("Usage: switchboard approvals deny").contains("--feedback");
    }

    @Test
    void exitCodesAreATopic() {
        desk.run("help", "exit-codes");
        assertThat(desk.out()).contains("\n   75  try again").contains("124  --timeout has passed");
    }

    @Test
    void bothLanguagesHaveTheSameHelp() {
        assertThat(new TreeSet<>(Help.bundle(Language.ZH).keySet()))
                .isEqualTo(new TreeSet<>(Help.bundle(Language.EN).keySet()));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyCommandOptionAndWordIsDescribed(Language language) {
        CommandLine tree = CommandTree.whole(new GlobalOptions());
        ResourceBundle bundle = Help.bundle(language);
        tree.setResourceBundle(bundle);
        List<String> undescribed = new ArrayList<>();
        undescribed(tree, undescribed);

        assertThat(undescribed).isEmpty();
    }

    private static void undescribed(CommandLine command, List<String> found) {
        String name = command.getCommandSpec().qualifiedName();
        if (command.getCommandSpec().usageMessage().description().length == 0) {
            found.add(name);
        }
        for (OptionSpec option : command.getCommandSpec().options()) {
            if (option.description().length == 0) {
                found.add(name + " " + option.longestName());
            }
        }
        for (PositionalParamSpec word : command.getCommandSpec().positionalParameters()) {
            if (word.description().length == 0) {
                found.add(name + " " + word.paramLabel());
            }
        }
        command.getSubcommands().values().forEach(each -> undescribed(each, found));
    }
}
