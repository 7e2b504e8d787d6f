package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.bridge.BridgeConfig;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.principal.Principal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

class ChosenGatewaysTest {
    private static final Principal LOCAL = new Principal.Local();
    private static final Secret T = new Secret("T");
    private static final Secret P = new Secret("P");

    @Test
    void whoNamesNoneGetsOurs() {
        assertThat(chosen("", false, "127.0.0.1").at(null, T, P, LOCAL)).isEqualTo(new Place("ours", T, P));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://127.0.0.1:18789",
                "ws://127.0.0.1:18789/",
                "WS://localhost:18789",
                " ws://LOCALHOST:18789/ ",
                "ws://127.0.0.1:18789?x=1"
            })
    void anAddressAtWhichThisServerListensIsOurs(String url) {
        assertThat(chosen("", false, "127.0.0.1").at(url, T, null, LOCAL)).isEqualTo(new Place("ours", T, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ws://127.0.0.1:18790",
                "ws://127.0.0.1",
                "ws://127.0.0.2:18789",
                "ws://[::1]:18789",
                "wss://127.0.0.1:18789",
                "ws://127.0.0.1:18789/elsewhere",
                "ws://example.org:18789",
                "http://127.0.0.1:18789",
                "ws://u@127.0.0.1:18789",
                "no address at all"
            })
    void anyOtherAddressIsForeign(String url) {
        assertThat(chosen("", false, "127.0.0.1").at(url, T, null, LOCAL)).isEqualTo(new Place(url, T, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"wss://[::1]:18789", "wss://localhost:18789"})
    void whereThisServerSpeaksTlsOnlySuchAnAddressIsOurs(String url) {
        assertThat(chosen("", true, "::1").at(url, null, null, LOCAL)).isEqualTo(new Place("ours", null, null));
        String plain = url.replace("wss", "ws");
        assertThat(chosen("", true, "::1").at(plain, null, null, LOCAL)).isEqualTo(new Place(plain, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws://127.0.0.1:18789", "ws://localhost:18789", "ws://0.0.0.0:18789"})
    void whoListensEverywhereListensOnLoopback(String url) {
        assertThat(chosen("", false, "0.0.0.0").at(url, null, null, LOCAL)).isEqualTo(new Place("ours", null, null));
    }

    @Test
    void theConfiguredGatewayIsReachedWithTheConfiguredCredentials() {
        ChosenGateways chosen = chosen("ws://gateway:18789", false, "127.0.0.1");
        Place configured = new Place("ws://gateway:18789", new Secret("configured"), Secret.NONE);
        assertThat(chosen.at(null, null, null, LOCAL)).isEqualTo(configured);
        assertThat(chosen.at("ws://gateway:18789", null, null, LOCAL)).isEqualTo(configured);
    }

    @Test
    void whoBringsCredentialsUsesThose() {
        ChosenGateways chosen = chosen("ws://gateway:18789", false, "127.0.0.1");
        assertThat(chosen.at(null, T, null, LOCAL)).isEqualTo(new Place("ws://gateway:18789", T, null));
        assertThat(chosen.at(null, null, P, LOCAL)).isEqualTo(new Place("ws://gateway:18789", null, P));
    }

    @Test
    void theConfiguredCredentialsGoNowhereElse() {
        assertThat(chosen("ws://gateway:18789", false, "127.0.0.1").at("ws://gateway:1", null, null, LOCAL))
                .isEqualTo(new Place("ws://gateway:1", null, null));
    }

    private static ChosenGateways chosen(String configured, boolean tls, String listening) {
        return new ChosenGateways(
                (token, password, _) -> new Place("ours", token, password),
                Place::new,
                new BridgeConfig(configured, new Secret("configured"), Secret.NONE, List.of(), 1, true, false),
                tls,
                () -> List.of(new InetSocketAddress(InetAddress.ofLiteral(listening), 18789)));
    }

    /** A gateway that only says which one it is. */
    private record Place(
            String url, @Nullable Secret token, @Nullable Secret password) implements Gateway {
        @Override
        public void connect(Duration timeout) {
            throw new AssertionError("nobody connects");
        }

        @Override
        public ObjectNode call(String method, ObjectNode params, Duration timeout) {
            throw new AssertionError("nobody calls");
        }

        @Override
        public SessionReader read(String sessionKey, @Nullable Long since, Runnable onNews) {
            throw new AssertionError("nobody reads");
        }

        @Override
        public String canonical(String sessionKey) {
            return sessionKey;
        }
    }
}
