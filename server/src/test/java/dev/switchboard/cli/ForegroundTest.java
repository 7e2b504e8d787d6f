package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Terminals;
import dev.switchboard.cli.terminal.Verbosity;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ForegroundTest {
    private final Map<ProcessSignals.Kind, Runnable> signals = new EnumMap<>(ProcessSignals.Kind.class);

    /** As when an upgrade has replaced the program's files: what is not loaded yet cannot be. */
    @Test
    void aServerStopsAlsoWhenNothingCanBeSaidAboutIt() throws Exception {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) {
                throw new NoClassDefFoundError("replaced");
            }
        };
        Surroundings surroundings = new Surroundings(
                Map.of(),
                Terminals.NONE,
                InputStream.nullInputStream(),
                Channels.newChannel(OutputStream.nullOutputStream()),
                Channels.newChannel(broken),
                "/work",
                new SettableTime(),
                new CountingIds(0.5),
                signals::put,
                code -> {});
        FakeProgram program = new FakeProgram();
        Screen screen = new Screen(surroundings, Language.EN, Verbosity.NORMAL);
        Call call = new Call(surroundings, program, new GlobalOptions(), screen);
        ServerStarter.Running server =
                program.server().start(new ServerStarter.Options(null, List.of(), null, null, false, false));
        Foreground foreground = new Foreground(call, server);

        assertThatThrownBy(() -> signals.get(ProcessSignals.Kind.TERM).run()).isInstanceOf(NoClassDefFoundError.class);

        assertThat(foreground.serve()).isEqualTo(ExitCode.SIGTERM);
    }
}
