package dev.switchboard.web;

/**
 * A port to listen on.
 *
 * @param host a name or an address; {@code localhost} and {@code 127.0.0.1} mean both loopback addresses, where the machine has both
 * @param port 0 for any free one
 * @param explicit whether somebody asked for this port: then it is an error when it is taken, else a warning
 */
public record Listen(String host, int port, boolean explicit) {
    public Listen {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
    }
}
