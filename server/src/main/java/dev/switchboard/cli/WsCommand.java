package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.FrameSocket;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code switchboard ws}: the frames of a WebSocket as lines. One thread reads the socket, another one standard input. */
@CommandLine.Command(name = "ws")
final class WsCommand implements Command {
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final int NORMAL = 1000;

    @Parameters(paramLabel = "PATH", arity = "0..1")
    String path = "/openclaw/ws";

    @Option(names = "--linger", paramLabel = "SPAN", converter = Span.class)
    Duration linger = Duration.ofSeconds(2);

    private final AtomicInteger left = new AtomicInteger(-1);
    private volatile boolean inputEnded;

    @Override
    public int run(Call call) throws InterruptedException {
        String whole = path.startsWith("/") ? path : "/" + path;
        try (FrameSocket socket = call.chats().socket(whole)) {
            call.screen().note(Style.DIM, call.say(Text.WS_OPEN, call.serverName(), whole));
            call.surroundings().signals().on(ProcessSignals.Kind.INT, () -> leave(socket, ExitCode.SIGINT));
            call.surroundings().signals().on(ProcessSignals.Kind.TERM, () -> leave(socket, ExitCode.SIGTERM));
            Thread.ofPlatform().daemon().name("input").start(() -> send(call, socket));
            return read(call, socket);
        }
    }

    private int read(Call call, FrameSocket socket) throws InterruptedException {
        Duration quiet = Duration.ZERO;
        while (left.get() < 0) {
            switch (socket.next(LOOK)) {
                case null -> {
                    quiet = inputEnded ? quiet.plus(LOOK) : Duration.ZERO;
                    if (quiet.compareTo(linger) >= 0) {
                        call.screen().note(Style.DIM, call.say(Text.WS_LEFT));
                        return ExitCode.OK;
                    }
                }
                case FrameSocket.Message message -> {
                    quiet = Duration.ZERO;
                    call.screen().data(line(call, message.text()));
                }
                case FrameSocket.Binary binary -> {
                    quiet = Duration.ZERO;
                    call.screen().note(Style.DIM, call.say(Text.WS_BINARY, binary.bytes()));
                }
                case FrameSocket.Closed closed -> {
                    return left.get() < 0 ? closed(call, closed) : left.get();
                }
            }
        }
        return left.get();
    }

    /** A frame on one line: in JSON, line feeds outside of texts mean nothing. */
    private static String line(Call call, String frame) {
        return call.isText()
                ? frame.replace('\n', ' ').replace('\r', ' ')
                : JsonText.object(
                        json -> json.writeStringProperty("type", "message").writeStringProperty("text", frame));
    }

    private static int closed(Call call, FrameSocket.Closed closed) {
        if (!call.isText()) {
            call.screen()
                    .data(JsonText.object(json -> json.writeStringProperty("type", "closed")
                            .writeNumberProperty("code", closed.code())
                            .writeStringProperty("reason", closed.reason())));
        }
        String what = call.say(Text.WS_CLOSED, closed.code(), Plain.line(closed.reason()));
        if (closed.code() == NORMAL) {
            call.screen().note(Style.DIM, what);
            return ExitCode.OK;
        }
        int exit = switch (closed.code()) {
            case 1001, 1005, 1006, 1012, 1013 -> ExitCode.TRY_AGAIN;
            default -> ExitCode.FAILED;
        };
        throw new FailureException(new Failure(exit, "closed_" + closed.code(), what, "", ""));
    }

    private void leave(FrameSocket socket, int exit) {
        if (left.compareAndSet(-1, exit)) {
            socket.close();
        }
    }

    private void send(Call call, FrameSocket socket) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(call.surroundings().in(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (!line.isEmpty()) {
                    socket.send(line);
                }
            }
        } catch (IOException e) {
            call.screen().detail(String.valueOf(e.getMessage()));
        } finally {
            inputEnded = true;
        }
    }
}
