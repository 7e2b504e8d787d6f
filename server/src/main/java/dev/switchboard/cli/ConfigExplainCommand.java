package dev.switchboard.cli;

import dev.switchboard.cli.Settings.Setting;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard config explain}: what a setting is, and what made it so. */
@CommandLine.Command(name = "explain")
final class ConfigExplainCommand implements Command {
    @Parameters(paramLabel = "KEY", arity = "0..1")
    @Nullable String key;

    @Option(names = "--config", paramLabel = "FILE")
    @Nullable Path config;

    @Override
    public int run(Call call) {
        List<Setting> settings = call.program().settings(config).all();
        if (key == null) {
            List<Received<Setting>> all =
                    settings.stream().map(each -> new Received<>(json(each), each)).toList();
            Listing.show(call, all, null, () -> table(call, settings));
            return ExitCode.OK;
        }
        Setting found = settings.stream()
                .filter(setting -> setting.key().equals(key) || setting.variable().equals(key))
                .findFirst()
                .orElseThrow(() -> new FailureException(new Failure(
                        ExitCode.NOT_FOUND,
                        "unknown_key",
                        call.say(Text.UNKNOWN_KEY, key),
                        "",
                        "switchboard config explain")));
        if (call.isText()) {
            show(call, found);
        } else {
            call.screen().data(json(found));
        }
        return ExitCode.OK;
    }

    private static Table table(Call call, List<Setting> settings) {
        Table table = new Table(call.say(Text.HEAD_KEY), call.say(Text.HEAD_VALUE), call.say(Text.HEAD_SOURCE));
        settings.forEach(setting -> table.row(setting.key(), setting.value(), setting.source()));
        return table;
    }

    private static void show(Call call, Setting setting) {
        Facts facts = new Facts();
        facts.add(call.say(Text.HEAD_KEY), setting.key());
        facts.add(call.say(Text.HEAD_VALUE), setting.value());
        facts.add(call.say(Text.HEAD_SOURCE), setting.source());
        facts.add(call.say(Text.HEAD_DEFAULT), setting.standard());
        facts.add(call.say(Text.HEAD_VARIABLE), setting.variable());
        facts.add(call.say(Text.HEAD_MEANING), setting.meaning());
        facts.show(call.screen());
    }

    private static String json(Setting setting) {
        return JsonText.object(json -> json.writeStringProperty("key", setting.key())
                .writeStringProperty("value", setting.value())
                .writeStringProperty("source", setting.source())
                .writeStringProperty("default", setting.standard())
                .writeStringProperty("variable", setting.variable())
                .writeStringProperty("meaning", setting.meaning()));
    }
}
