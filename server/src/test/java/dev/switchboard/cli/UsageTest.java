package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Language;
import java.lang.reflect.Field;
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
        assertThat(desk.err()).startsWith("错误：未知选项：--yollo（是否想输入 --yolo？）").endsWith("下一步：switchboard run --help\n");
    }

    @Test
    void aValueThatCannotBeIsNamed() {
        assertThat(desk.run("runs", "ls", "--limit", "many")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err()).startsWith("error: --limit: \"many\" (expected: a whole number)\n");

        Desk format = new Desk().inChinese();
        assertThat(format.run("status", "-o", "xml")).isEqualTo(ExitCode.USAGE);
        assertThat(format.err()).startsWith("错误：--output：\"xml\"（应为：text, json, ndjson）\n");
    }

    @Test
    void aShellThatCannotBeHelpedIsToldWhichCan() {
        assertThat(desk.run("completion", "fish")).isEqualTo(ExitCode.USAGE);
        assertThat(desk.err())
                .isEqualTo("error: SHELL: \"fish\" (expected: bash, zsh)\n  next: switchboard completion --help\n");
    }

    @Test
    void slipsAreUnderstoodWhereverTheyAreMade() {
        assertThat(said("serve", "--prot", "9")).startsWith("error: unknown option: --prot (did you mean --port?)\n");
        assertThat(said("serve", "--prot=9")).contains("(did you mean --port?)");
        assertThat(said("serve", "--open"))
                .isEqualTo("error: unknown option: --open\n  next: switchboard serve --help\n");
        assertThat(said("approval", "ls")).contains("(did you mean approvals?)");
        assertThat(said("help", "exit-codez")).contains("(did you mean exit-codes?)");
        assertThat(said("help", "modles")).contains("(did you mean models?)");
        assertThat(said("help", "runs", "lss")).contains("(did you mean ls?)");
        assertThat(said("something"))
                .isEqualTo("error: unknown command or argument: something\n  next: switchboard --help\n");
    }

    private static String said(String... words) {
        Desk desk = new Desk();
        assertThat(desk.run(words)).isEqualTo(ExitCode.USAGE);
        return desk.err();
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

    @ParameterizedTest
    @EnumSource(Language.class)
    void everyExitCodeIsInTheTopic(Language language) throws Exception {
        String topic = Help.bundle(language).getString("topic.exit-codes");

        for (Field code : ExitCode.class.getFields()) {
            assertThat(topic).containsPattern("(?m)(^| ) *" + code.getInt(null) + "  ?\\S");
        }
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
