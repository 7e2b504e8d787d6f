package dev.switchboard.cli;

import dev.switchboard.cli.live.ApprovalPolicy;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.TextView;
import dev.switchboard.cli.live.WatchedRun;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.ProcessSignals.Kind;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.AcceptedRun;
import dev.switchboard.wire.runs.StartRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code switchboard demo}: a server with the scripted model, one run with a tool and an approval, and what to try next. */
@CommandLine.Command(name = "demo")
final class DemoCommand implements Command {
    private static final int REMOVALS = 3;

    @Mixin
    ListenOptions listen = new ListenOptions();

    @Option(names = "--keep")
    boolean keep;

    @Override
    public int run(Call outer) throws InterruptedException {
        Path place = place(outer);
        Call call = outer.haltingAfter(() -> remove(outer, place));
        endOnSignals(call);
        try {
            ServerStarter.Running server = start(call, listen.data == null ? place.resolve("data") : listen.data);
            try {
                return show(call, server, workDir(place));
            } finally {
                server.stop();
            }
        } catch (IOException e) {
            throw noPlace(call, e);
        } finally {
            remove(call, place);
        }
    }

    /** Until the run listens for signals itself; nobody listens for the end of the terminal but this. */
    private static void endOnSignals(Call call) {
        ProcessSignals signals = call.surroundings().signals();
        IntConsumer halt = call.surroundings().halt();
        signals.on(Kind.INT, () -> halt.accept(ExitCode.SIGINT));
        signals.on(Kind.TERM, () -> halt.accept(ExitCode.SIGTERM));
        signals.on(Kind.HUP, () -> halt.accept(ExitCode.SIGHUP));
    }

    private int show(Call call, ServerStarter.Running server, Path workDir) throws InterruptedException {
        ServeCommand.announce(call, server);
        URI address = server.addresses().getFirst();
        call.screen().note(Style.GREEN, call.say(Text.DEMO_SERVER, address));
        call.screen().note(Style.GREEN, call.say(Text.DEMO_MODEL));
        int exit = scriptedRun(call, call.client(address.toString()), workDir);
        if (exit != ExitCode.OK) {
            return exit;
        }
        boolean person = call.surroundings().terminals().out();
        if (!keep && !person) {
            call.screen().note(call.say(Text.DEMO_OVER));
            return exit;
        }
        Foreground foreground = new Foreground(call, server);
        call.screen().note(call.say(Text.DEMO_NEXT, address, "{\"work_dir\":\"/tmp\",\"command\":\"hello\"}"));
        call.screen().note(Style.DIM, call.say(Text.DEMO_KEEPS));
        return foreground.serve();
    }

    private static int scriptedRun(Call call, RunsClient client, Path workDir) throws InterruptedException {
        StartRun run = new StartRun(call.say(Text.DEMO_TASK), workDir.toString(), null, null, null, false, true);
        call.screen().note("$ switchboard run \"" + run.command() + "\"");
        AcceptedRun accepted =
                client.start(run, call.surroundings().ids().uuid()).value();
        call.screen()
                .note(
                        Style.DIM,
                        call.say(Text.RUN_STARTED, ShortId.of(accepted.runId()), ShortId.of(accepted.sessionId())));
        boolean live = call.surroundings().terminals().out();
        ApprovalPolicy policy = call.mayAsk() ? ApprovalPolicy.ASK : ApprovalPolicy.APPROVE;
        return new WatchedRun(
                        client,
                        accepted,
                        new TextView(call.screen(), "", live, live, policy),
                        call.screen(),
                        call.surroundings(),
                        policy,
                        call::here)
                .follow(null, false);
    }

    /** Where no port was named and the default ones are all taken, any free port will do. */
    private ServerStarter.Running start(Call call, Path data) {
        List<Integer> named = listen.ports(call);
        try {
            return call.program().server().start(options(named, data));
        } catch (StartFailure e) {
            if (!named.isEmpty() || !e.code().equals(StartFailure.PORTS)) {
                throw e.followedBy(e.next().replaceFirst("^switchboard serve ", "switchboard demo "));
            }
            return call.program().server().start(options(List.of(0), data));
        }
    }

    private ServerStarter.Options options(List<Integer> ports, Path data) {
        return new ServerStarter.Options(listen.host, ports, data, null, true, false);
    }

    /** A directory of the demo's own, which goes when it ends. */
    private static Path place(Call call) {
        try {
            return Files.createTempDirectory("switchboard-demo");
        } catch (IOException e) {
            throw noPlace(call, e);
        }
    }

    private static Path workDir(Path place) throws IOException {
        Path workDir = Files.createDirectory(place.resolve("project"));
        Files.writeString(
                workDir.resolve("README.md"), "# A small project\n\nIt exists to be looked at by an agent.\n");
        Files.writeString(workDir.resolve("notes.txt"), "Nothing to see here.\n");
        return workDir;
    }

    private static FailureException noPlace(Call call, IOException e) {
        return new FailureException(new Failure(
                ExitCode.FAILED,
                "no_place",
                call.say(Text.DEMO_NO_PLACE),
                String.valueOf(e.getMessage()),
                "df -h /tmp"));
    }

    /** More than once, because a server that is still there may have put something new there meanwhile. */
    private static void remove(Call call, Path place) {
        for (int i = 0; i < REMOVALS && Files.exists(place); i++) {
            try (Stream<Path> found = Files.walk(place)) {
                for (Path path : found.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            } catch (IOException | UncheckedIOException e) {
                call.screen().detail(call.say(Text.DEMO_LEFT_OVER, place));
            }
        }
    }
}
