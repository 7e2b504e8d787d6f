package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Page;
import dev.switchboard.client.Received;
import dev.switchboard.wire.runs.ModelDocument;
import picocli.CommandLine;

/** {@code switchboard models ls}. */
@CommandLine.Command(name = "ls")
final class ModelsLsCommand implements Command {

    @Override
    public int run(Call call) {
        Page<ModelDocument> page = call.client().models();
        Listing.show(call, page.items(), page.next(), () -> table(call, page));
        return ExitCode.OK;
    }

    private static Table table(Call call, Page<ModelDocument> page) {
        Table table = new Table(
                call.say(Text.HEAD_MODEL),
                call.say(Text.HEAD_PROVIDER),
                call.say(Text.HEAD_NAME),
                call.say(Text.HEAD_CAPABILITIES),
                call.say(Text.HEAD_DEFAULT));
        for (Received<ModelDocument> item : page.items()) {
            ModelDocument model = item.value();
            table.row(
                    Plain.line(model.alias()),
                    Plain.line(model.provider()),
                    Plain.line(model.model()),
                    Plain.line(String.join(", ", model.capabilities())),
                    model.isDefault() ? "✓" : "");
        }
        return table;
    }
}
