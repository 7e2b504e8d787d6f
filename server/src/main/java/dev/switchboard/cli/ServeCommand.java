package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code switchboard serve}: a server in the foreground. The first signal lets it end in order, the second ends it at once. */
@CommandLine.Command(name = "serve", aliases = "up")
final class ServeCommand implements Command {
    @Mixin
    ListenOptions listen = new ListenOptions();

    @Option(names = "--config", paramLabel = "FILE")
    @Nullable
    Path config;

    @Option(names = "--demo")
    boolean demo;

    @Option(names = "--insecure")
    boolean insecure;

    @Override
    public int run(Call call) throws InterruptedException {
        ServerStarter.Options options =
                new ServerStarter.Options(listen.host, listen.ports(call), listen.data, config, demo, insecure);
        ServerStarter.Running server = call.program().server().start(options);
        Foreground foreground = new Foreground(call, server);
        announce(call, server);
        if (!server.hasModel()) {
            call.screen().note(Style.YELLOW, call.say(Text.CHECK_NO_MODEL));
            call.screen().note("  " + call.say(Text.NEXT, Checks.modelFix()));
        }
        int exit = foreground.serve();
        call.screen().note(Style.DIM, call.say(Text.STOPPED));
        return exit;
    }

    /** The lines about addresses are for scripts too, so they are the same in every language. */
    static void announce(Call call, ServerStarter.Running server) {
        for (int port : server.taken()) {
            call.screen().error(Style.YELLOW, call.say(Text.PORT_TAKEN, port));
        }
        server.addresses().forEach(address -> call.screen().error(Style.PLAIN, "listening on " + address));
    }
}
