package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.config.Explanation;
import dev.switchboard.config.Origin;
import dev.switchboard.config.Setting;
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
    @Nullable
    String key;

    @Option(names = "--config", paramLabel = "FILE")
    @Nullable
    Path config;

    @Override
    public int run(Call call) {
        Settings settings = call.program().settings(config);
        if (key == null) {
            List<Received<Setting>> all = settings.all().stream()
                    .map(each -> new Received<>(json(call, each), each))
                    .toList();
            Listing.show(call, all, null, () -> table(call, settings.all()));
            return ExitCode.OK;
        }
        Setting found = find(call, settings, key);
        call.screen().data(call.isText() ? Explanation.of(found, call.locale()).stripTrailing() : json(call, found));
        return ExitCode.OK;
    }

    private static Setting find(Call call, Settings settings, String name) {
        return settings.all().stream()
                .filter(setting ->
                        setting.name().equals(name) || setting.key().variables().contains(name))
                .findFirst()
                .orElseThrow(() -> {
                    String near = settings.nearest(name)
                            .map(known -> call.say(Text.DID_YOU_MEAN, known))
                            .orElse("");
                    return new FailureException(new Failure(
                            ExitCode.NOT_FOUND,
                            "unknown_key",
                            call.say(Text.UNKNOWN_KEY, name) + near,
                            "",
                            "switchboard config explain"));
                });
    }

    private static Table table(Call call, List<Setting> settings) {
        Table table = new Table(call.say(Text.HEAD_KEY), call.say(Text.HEAD_VALUE), call.say(Text.HEAD_SOURCE));
        settings.forEach(setting -> table.row(setting.name(), value(setting), origin(call, setting)));
        return table;
    }

    private static String json(Call call, Setting setting) {
        return JsonText.object(json -> {
            json.writeStringProperty("key", setting.name())
                    .writeStringProperty("value", value(setting))
                    .writeStringProperty("source", source(setting))
                    .writeStringProperty("default", setting.key().defaultText())
                    .writeStringProperty(
                            "meaning",
                            call.screen().language() == Language.ZH
                                    ? setting.key().zh()
                                    : setting.key().en());
            json.writeArrayPropertyStart("variables");
            setting.key().variables().forEach(json::writeString);
            json.writeEndArray();
        });
    }

    private static String value(Setting setting) {
        return setting.said().isEmpty() ? "" : setting.said().getFirst().text();
    }

    private static String source(Setting setting) {
        return setting.said().isEmpty()
                ? ""
                : setting.said().getFirst().origin().describe();
    }

    private static String origin(Call call, Setting setting) {
        if (setting.said().isEmpty()) {
            return "";
        }
        Origin origin = setting.said().getFirst().origin();
        return switch (origin) {
            case Origin.Flag flag -> flag.describe();
            case Origin.Variable variable -> variable.name();
            case Origin.File file -> file.describe();
            case Origin.Default ignored -> call.say(Text.SOURCE_DEFAULT);
        };
    }
}
