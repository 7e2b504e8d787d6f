package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Who holds the ports of this machine on which a server would listen. One thread at a time. */
final class Ports {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final int MAX_PORT = 65_535;

    private final Call call;
    private int first;
    private int served;

    Ports(Call call) {
        this.call = call;
    }

    Finding look(int port) {
        first = first == 0 ? port : first;
        if (isFree(port)) {
            return Finding.ok("port", call.say(Text.CHECK_PORT_FREE, port));
        }
        if (isSwitchboard(port)) {
            served = served == 0 ? port : served;
            return Finding.ok("port", call.say(Text.CHECK_PORT_SERVED, port));
        }
        return Finding.warning(
                "port", call.say(Text.CHECK_PORT_TAKEN, port), "switchboard serve --port " + beyond(port));
    }

    /** Whether one of them is held by a Switchboard server. */
    boolean served() {
        return served > 0;
    }

    /** What helps who has asked a server that is none. */
    String wayAround() {
        return served()
                ? "export SWITCHBOARD_URL=http://127.0.0.1:" + served
                : "switchboard serve --port " + beyond(first == 0 ? 9000 : first);
    }

    /** Asked without a token, which is not for whoever happens to listen there. */
    private boolean isSwitchboard(int port) {
        try {
            call.stranger("http://127.0.0.1:" + port).status(PATIENCE);
            return true;
        } catch (ClientException e) {
            return e.problem() instanceof ClientProblem.Refused;
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static int beyond(int port) {
        return port + 100 <= MAX_PORT ? port + 100 : 9100;
    }
}
