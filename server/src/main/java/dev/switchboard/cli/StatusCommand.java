package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.StatusDocument;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** {@code switchboard status}. */
@CommandLine.Command(name = "status")
final class StatusCommand implements Command {
    private static final Duration PAUSE = Duration.ofSeconds(2);

    @Option(names = "--watch")
    boolean watch;

    @Override
    public int run(Call call) throws InterruptedException {
        RunsClient client = call.client();
        if (watch) {
            AtomicReference<String> shown = new AtomicReference<>("");
            Watching.every(call, PAUSE, client::status, status -> {
                String line = call.isText() ? line(call, status.value()) : status.json();
                if (!line.equals(shown.getAndSet(line))) {
                    call.screen().data(line);
                }
            });
        } else {
            show(call, client, client.status());
        }
        return ExitCode.OK;
    }

    private static void show(Call call, RunsClient client, Received<StatusDocument> received) {
        if (!call.isText()) {
            call.screen().data(received.json());
            return;
        }
        StatusDocument status = received.value();
        Facts facts = new Facts();
        facts.add(call.say(Text.HEAD_SERVER), client.server().toString());
        facts.add(call.say(Text.HEAD_VERSION), status.version());
        facts.add(
                call.say(Text.HEAD_MODELS),
                status.models().isEmpty() ? call.say(Text.NONE) : String.join(", ", status.models()));
        facts.add(call.say(Text.STATUS_RUNNING), String.valueOf(status.running()));
        facts.add(call.say(Text.STATUS_QUEUED), String.valueOf(status.queued()));
        facts.add(call.say(Text.STATUS_WAITING), String.valueOf(status.waiting()));
        facts.add(call.say(Text.HEAD_READERS), String.valueOf(status.readers()));
        facts.show(call.screen());
    }

    private static String line(Call call, StatusDocument status) {
        return call.say(Text.STATUS_RUNNING) + " " + status.running()
                + "  " + call.say(Text.STATUS_QUEUED) + " " + status.queued()
                + "  " + call.say(Text.STATUS_WAITING) + " " + status.waiting()
                + "  " + call.say(Text.HEAD_READERS) + " " + status.readers();
    }
}
