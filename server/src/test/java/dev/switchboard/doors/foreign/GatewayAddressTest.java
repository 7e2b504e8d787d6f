package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.egress.Guard;
import dev.switchboard.problem.Problem.Forbidden;
import dev.switchboard.problem.Problem.InvalidRequest;
import dev.switchboard.problem.ProblemException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Browsers name gateways, so an address is what an attacker would choose. */
class GatewayAddressTest {
    private static final List<String> HOSTS = List.of("gw.example", "10.0.0.7:18789");

    @ParameterizedTest
    @CsvSource({
        "ws://127.0.0.1:18789, ws://127.0.0.1:18789/, LOOPBACK_ONLY",
        "WS://LocalHost:18789/, ws://localhost:18789/, LOOPBACK_ONLY",
        "ws://box.localhost:1, ws://box.localhost:1/, LOOPBACK_ONLY",
        "ws://[::1]:18789, ws://[::1]:18789/, LOOPBACK_ONLY",
        "ws://127.9.9.9, ws://127.9.9.9:80/, LOOPBACK_ONLY",
        "wss://GW.example/a/b?c=d, wss://gw.example:443/a/b?c=d, ALLOW_ALL",
        "ws://gw.example:99, ws://gw.example:99/, ALLOW_ALL",
        "ws://10.0.0.7:18789, ws://10.0.0.7:18789/, ALLOW_ALL",
    })
    void thisMachineAndConfiguredHostsMayBeReached(String url, String normal, Guard guard) {
        GatewayAddress address = GatewayAddress.of(url, HOSTS);

        assertThat(address.uri()).hasToString(normal);
        assertThat(address.guard()).isEqualTo(guard);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://169.254.169.254/latest",
                "ws://192.168.0.1:18789",
                "ws://10.0.0.7:22",
                "ws://gw.example.evil.test",
                "ws://evil.test?gw.example",
                "ws://0.0.0.0:18789",
                "ws://[fe80::1]:18789",
                "ws://localhost.evil.test:1",
            })
    void nothingElseMayBeReached(String url) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> GatewayAddress.of(url, HOSTS));

        assertThat(refused.problem()).isInstanceOf(Forbidden.class);
        assertThat(refused.problem().next()).contains("bridge.gateway-hosts");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "127.0.0.1:18789",
                "http://127.0.0.1:18789",
                "ws:127.0.0.1",
                "ws://",
                "ws:///x",
                "ws://user:hunter2@127.0.0.1:1",
                "ws://127.0.0.1:0",
                "ws://127.0.0.1:65536",
                "ws://127.0.0.1:1/#hunter2",
                "ws://127.0.0.1:1/a b?hunter2",
                "ws://a_b.localhost:1",
                "file:///etc/passwd",
            })
    void whatIsNoAddressIsRefusedWithoutBeingRepeated(String url) {
        ProblemException refused = catchThrowableOfType(ProblemException.class, () -> GatewayAddress.of(url, HOSTS));

        assertThat(refused.problem()).isInstanceOf(InvalidRequest.class);
        assertThat(refused).hasMessageNotContaining("hunter2");
    }

    @Test
    void anAddressIsNotLongerThanAnyRealOne() {
        assertThat(catchThrowableOfType(
                        ProblemException.class,
                        () -> GatewayAddress.of("ws://127.0.0.1:1/" + "x".repeat(2_048), HOSTS)))
                .isNotNull();
    }

    @Test
    void whatIsPrintedHasNoQuery() {
        GatewayAddress address = GatewayAddress.of("ws://127.0.0.1:1/?token=hunter2", HOSTS);

        assertThat(address.toString() + address.place()).doesNotContain("hunter2");
    }
}
