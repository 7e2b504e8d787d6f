package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.config.Secret;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BridgeConfigTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://h", "ws:", "ws://", "h:18789", "ws://a b", "ws:///path"})
    void theGatewayIsTheAddressOfAWebSocketOrNothing(String url) {
        assertThatThrownBy(() -> config(url, List.of(), 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.gateway-url");
    }

    @Test
    void aSocketReadsAtLeastOneSession() {
        assertThatThrownBy(() -> config("", List.of(), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bridge.subscriptions-per-socket: 0");
    }

    @Test
    void theHostOfTheConfiguredGatewayIsAllowed() {
        assertThat(config("", List.of("Other"), 1).allowedHosts()).containsExactly("other");
        assertThat(config(" WS://Gateway:18789/x ", List.of("Other:99"), 1).allowedHosts())
                .containsExactly("other:99", "gateway");
        assertThat(config("wss://gateway", List.of("gateway"), 1).allowedHosts())
                .containsExactly("gateway");
    }

    private static BridgeConfig config(String url, List<String> hosts, int subscriptions) {
        return new BridgeConfig(url, Secret.NONE, Secret.NONE, hosts, subscriptions, true, false);
    }
}
