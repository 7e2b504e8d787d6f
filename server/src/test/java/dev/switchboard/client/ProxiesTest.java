package dev.switchboard.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Proxy;
import org.junit.jupiter.api.Test;

class ProxiesTest {
    private final Proxies proxies = Proxies.of("http://proxy:3128", "proxy-tls:443", "internal.example, .corp");

    @Test
    void aServerElsewhereIsReachedThroughTheProxyOfItsScheme() {
        assertThat(choose("http://far.example")).isEqualTo("proxy:3128");
        assertThat(choose("https://far.example")).isEqualTo("proxy-tls:443");
    }

    @Test
    void aServerOnThisMachineNeverIs() {
        assertThat(choose("http://127.0.0.1:9000")).isEqualTo("direct");
        assertThat(choose("http://localhost:9000")).isEqualTo("direct");
        assertThat(choose("http://[::1]:9000")).isEqualTo("direct");
    }

    @Test
    void namedHostsAndThoseBelowThemAreReachedDirectly() {
        assertThat(choose("http://internal.example")).isEqualTo("direct");
        assertThat(choose("http://a.corp")).isEqualTo("direct");
        assertThat(choose("http://notinternal.example")).isEqualTo("proxy:3128");
    }

    private String choose(String url) {
        Proxy proxy = proxies.choose(ServerAddress.parse(url, null));
        if (proxy.type() == Proxy.Type.DIRECT) {
            return "direct";
        }
        java.net.InetSocketAddress address = (java.net.InetSocketAddress) proxy.address();
        return address.getHostString() + ":" + address.getPort();
    }
}
