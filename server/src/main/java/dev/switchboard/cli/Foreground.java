package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.ProcessSignals.Kind;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that runs until a signal comes; it listens for signals from the beginning. */
final class Foreground {
    private final Call call;
    private final ServerStarter.Running server;
    private final AtomicInteger exit = new AtomicInteger();

    Foreground(Call call, ServerStarter.Running server) {
        this.call = call;
        this.server = server;
        call.surroundings().signals().on(Kind.INT, () -> signalled(ExitCode.SIGINT));
        call.surroundings().signals().on(Kind.TERM, () -> signalled(ExitCode.SIGTERM));
    }

    /** Waits for the end, and answers with the exit code: that of the signal which brought it about. */
    int serve() throws InterruptedException {
        server.join();
        return exit.get();
    }

    private void signalled(int code) {
        if (exit.compareAndSet(0, code)) {
            try {
                call.screen().note(Style.YELLOW, call.say(Text.STOPPING));
            } finally {
                server.stop(); // Also of a program whose files an upgrade has taken from under it.
            }
        } else {
            call.surroundings().halt().accept(code);
        }
    }
}
