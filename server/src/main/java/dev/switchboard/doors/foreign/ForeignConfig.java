package dev.switchboard.doors.foreign;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How foreign gateways are reached.
 *
 * @param version of this program, as it tells gateways
 * @param hosts beside this machine where gateways may be, each a name, with or without a port ({@code name:port}), in any case
 * @param mendFinals whether an end without a message is completed from the history
 * @param data the directory where the device's identity is kept
 * @param handshake how long it may take until a gateway lets us in
 */
public record ForeignConfig(String version, List<String> hosts, boolean mendFinals, Path data, Duration handshake) {
    public ForeignConfig {
        hosts = hosts.stream()
                .map(host -> host.strip().toLowerCase(Locale.ROOT))
                .toList();
        if (!handshake.isPositive()) {
            throw new IllegalArgumentException("handshake: " + handshake + " (expected: more than nothing)");
        }
    }

    public static ForeignConfig of(String version, List<String> hosts, Path data) {
        return new ForeignConfig(version, hosts, true, data, Duration.ofSeconds(10));
    }
}
