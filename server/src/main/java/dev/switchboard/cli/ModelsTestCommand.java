package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.config.Nearest;
import dev.switchboard.wire.runs.ModelDocument;
import dev.switchboard.wire.runs.ModelTestDocument;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard models test}: one real round trip to a model. */
@CommandLine.Command(name = "test")
final class ModelsTestCommand implements Command {
    private static final long MILLIS_SHOWN = 100;

    @Parameters(paramLabel = "MODEL", arity = "0..1")
    @Nullable
    String model;

    @Override
    public int run(Call call) {
        RunsClient client = call.client();
        String alias = model == null ? theDefault(call, client) : model;
        call.screen().note(call.say(Text.TESTING_MODEL, alias));
        Received<ModelTestDocument> result = test(call, client, alias);
        ModelTestDocument test = result.value();
        if (call.isText()) {
            call.screen().table(table(call, alias, test));
        } else {
            call.screen().data(result.json());
        }
        if (!test.error().isEmpty()) {
            throw new FailureException(new Failure(
                    ExitCode.FAILED,
                    "model_failed",
                    call.say(Text.MODEL_FAILED, alias),
                    Plain.line(test.error()),
                    "switchboard models ls"));
        }
        return test.stream() ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Received<ModelTestDocument> test(Call call, RunsClient client, String alias) {
        try {
            return client.testModel(alias);
        } catch (ClientException e) {
            if (!(e.problem() instanceof ClientProblem.Refused refused && refused.status() == 404)) {
                throw e;
            }
            List<String> known = client.models().items().stream()
                    .map(item -> item.value().alias())
                    .toList();
            String near = Nearest.to(alias, known)
                    .map(name -> call.say(Text.DID_YOU_MEAN, Plain.line(name)))
                    .orElse("");
            throw new FailureException(new Failure(
                    ExitCode.NOT_FOUND,
                    "no_model",
                    call.say(Text.UNKNOWN_MODEL, alias) + near,
                    "",
                    known.isEmpty() ? "switchboard doctor" : "switchboard models ls"));
        }
    }

    private static String theDefault(Call call, RunsClient client) {
        List<ModelDocument> models =
                client.models().items().stream().map(Received::value).toList();
        return models.stream()
                .filter(ModelDocument::isDefault)
                .findFirst()
                .or(() -> models.stream().findFirst())
                .map(ModelDocument::alias)
                .orElseThrow(() -> new FailureException(new Failure(
                        ExitCode.NOT_FOUND, "no_model", call.say(Text.NO_MODEL), "", "switchboard doctor")));
    }

    private static Table table(Call call, String alias, ModelTestDocument test) {
        return new Table(
                        call.say(Text.HEAD_MODEL),
                        call.say(Text.HEAD_STREAM),
                        call.say(Text.HEAD_TOOL),
                        call.say(Text.HEAD_THINKING),
                        call.say(Text.HEAD_FIRST_TOKEN))
                .row(Plain.line(alias), mark(test.stream()), mark(test.toolCall()), mark(test.thinking()), first(test));
    }

    /** A model on the same machine speaks within milliseconds. */
    private static String first(ModelTestDocument test) {
        long ms = test.firstTokenMs();
        if (ms < 0) {
            return "–";
        }
        return ms < MILLIS_SHOWN ? ms + "ms" : Moments.span(Duration.ofMillis(ms));
    }

    private static String mark(boolean works) {
        return works ? "✓" : "✗";
    }
}
