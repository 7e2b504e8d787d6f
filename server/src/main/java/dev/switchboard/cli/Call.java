package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Format;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.Proxies;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.ServerAddress;
import dev.switchboard.time.Time;
import java.util.List;
import java.util.Locale;

/**
 * One call of the command line: the process around it, the program it belongs to, what was asked for with every command.
 */
record Call(Surroundings surroundings, Program program, GlobalOptions options, Screen screen) {
    private static final String DEFAULT_SERVER = "http://127.0.0.1:9000";
    private static final List<String> CLIENTS = List.of(
            "switchboard run ",
            "switchboard runs ",
            "switchboard chat",
            "switchboard sessions ",
            "switchboard ws",
            "switchboard approvals ",
            "switchboard models ",
            "switchboard status",
            "switchboard doctor");

    /** The same call, which cleans up before the process is ended at once. */
    Call haltingAfter(Runnable last) {
        return new Call(surroundings.haltingAfter(last), program, options, screen);
    }

    Format format() {
        return options.format();
    }

    boolean isText() {
        return format() == Format.TEXT;
    }

    Time time() {
        return surroundings.time();
    }

    String say(Text text, Object... values) {
        return screen.say(text, values);
    }

    Locale locale() {
        return Locale.of(screen.language().tag());
    }

    /** Whether a person sits here who can be asked. */
    boolean mayAsk() {
        return !options.noInput
                && surroundings.terminals().in()
                && surroundings.terminals().err();
    }

    /** A client of the server that was named, by flag before environment, or of the one on this machine. */
    RunsClient client() {
        return client(serverName());
    }

    RunsClient client(String server) {
        return client(server, token());
    }

    /** The chat sessions of that server. */
    ChatClient chats() {
        return new ChatClient(address(serverName(), token()), proxies(), agent());
    }

    /** A client of whatever is there: it shows no token. */
    RunsClient stranger(String server) {
        return client(server, "");
    }

    private RunsClient client(String server, String token) {
        return new RunsClient(address(server, token), proxies(), agent());
    }

    private String token() {
        return options.token == null ? surroundings.variable("SWITCHBOARD_TOKEN") : options.token;
    }

    private String agent() {
        return "switchboard/" + program.version();
    }

    private ServerAddress address(String server, String token) {
        try {
            return ServerAddress.parse(server, token);
        } catch (IllegalArgumentException e) {
            throw usage(say(Text.BAD_SERVER, server), "switchboard --server http://127.0.0.1:9000 …");
        }
    }

    String serverName() {
        if (options.server != null) {
            return options.server;
        }
        String named = surroundings.variable("SWITCHBOARD_URL");
        return named.isEmpty() ? DEFAULT_SERVER : named;
    }

    /** A command that talks to the server that this call talks to: with the flag that names it, when that was given. */
    String here(String command) {
        boolean elsewhere = options.server == null || command.contains(" --server ");
        return elsewhere || CLIENTS.stream().noneMatch(command::startsWith)
                ? command
                : command + " --server " + options.server;
    }

    private Proxies proxies() {
        return Proxies.of(
                either("http_proxy", "HTTP_PROXY"),
                either("https_proxy", "HTTPS_PROXY"),
                either("no_proxy", "NO_PROXY"));
    }

    private String either(String name, String other) {
        String value = surroundings.variable(name);
        return value.isEmpty() ? surroundings.variable(other) : value;
    }

    static FailureException usage(String what, String next) {
        return new FailureException(new Failure(ExitCode.USAGE, "usage", what, "", next));
    }
}
