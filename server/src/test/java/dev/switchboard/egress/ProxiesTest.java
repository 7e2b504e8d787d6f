package dev.switchboard.egress;

import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.testing.ChatRequest;
import dev.switchboard.testing.ScriptedChatServer;
import dev.switchboard.time.SystemTime;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProxiesTest {
    private static final Duration LONG = Duration.ofSeconds(10);

    @ParameterizedTest
    @CsvSource({
        "api.example,true",
        "localhost,false",
        "a.localhost,false",
        "127.0.0.9,false",
        "[::1],false",
        "inner.example,false",
        "deep.inner.example,false",
        "notinner.example,true",
        "star.example,false",
        "a.star.example,false",
        "dot.example,false",
        "10.0.0.1,false"
    })
    void hostsThatAreNamedAndThisMachineAreReachedDirectly(String host, boolean throughProxy) {
        Proxies proxies = Proxies.of(Map.of(
                "https_proxy",
                "http://proxy.example:3128",
                "NO_PROXY",
                "inner.example, *.star.example,.dot.example,10.0.0.1"));

        assertThat(proxies.to(host, true).isPresent()).isEqualTo(throughProxy);
        assertThat(proxies.to(host, false)).isEmpty();
    }

    @Test
    void aStarMeansNoProxyAtAll() {
        assertThat(Proxies.of(Map.of("HTTPS_PROXY", "proxy:1", "no_proxy", "*")).to("api.example", true))
                .isEmpty();
        assertThat(Proxies.of(Map.of("HTTPS_PROXY", " ")).to("api.example", true))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://user:password@proxy:1", "http://user:password@", "http://a b:password"})
    void whatIsNoProxyIsNamedAndNotRepeated(String value) {
        assertThatThrownBy(() -> Proxies.of(Map.of("HTTPS_PROXY", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("HTTPS_PROXY: ")
                .hasMessageNotContaining("password");
    }

    @Test
    void aRequestGoesThroughTheProxyWithItsPassword() throws Exception {
        try (ScriptedChatServer proxy = ScriptedChatServer.start();
                Egress egress = new Egress(
                        new SystemTime(), "1", Proxies.of(Map.of("HTTP_PROXY", origin(proxy, "user:p%40ss@"))))) {
            proxy.reply(status(200, "{}"));

            egress.send(request("http://model.example/v1?a=b", Guard.ALLOW_ALL)).close();

            ChatRequest seen = proxy.awaitRequest(1);
            assertThat(seen.path()).isEqualTo("http://model.example/v1?a=b");
            assertThat(seen.headers()).containsEntry("host", "model.example");
            assertThat(seen.headers().get("proxy-authorization")).isEqualTo(basic("user:p@ss"));
        }
    }

    @Test
    void aTunnelIsAskedForWhenTheTargetSpeaksTls() throws Exception {
        try (ScriptedChatServer proxy = ScriptedChatServer.start();
                Egress egress =
                        new Egress(new SystemTime(), "1", Proxies.of(Map.of("HTTPS_PROXY", origin(proxy, ""))))) {
            proxy.reply(status(403, "{}"));

            EgressException e = catchThrowableOfType(
                    EgressException.class, () -> egress.send(request("https://model.example/v1", Guard.ALLOW_ALL)));

            assertThat(e.kind()).isEqualTo(EgressException.Kind.NOT_CONNECTED);
            assertThat(proxy.awaitRequest(1).method()).isEqualTo("CONNECT");
            assertThat(proxy.awaitRequest(1).path()).isEqualTo("model.example:443");
        }
    }

    @Test
    void whatHasToBeCheckedDoesNotGoThroughAProxy() {
        try (ScriptedChatServer proxy = ScriptedChatServer.start();
                Egress egress =
                        new Egress(new SystemTime(), "1", Proxies.of(Map.of("HTTP_PROXY", origin(proxy, ""))))) {
            EgressException e = catchThrowableOfType(
                    EgressException.class, () -> egress.send(request("http://10.0.0.1/", Guard.PUBLIC_ONLY)));

            assertThat(e.kind()).isEqualTo(EgressException.Kind.REFUSED);
            assertThat(proxy.requests()).isEmpty();
        }
    }

    private static String origin(ScriptedChatServer proxy, String user) {
        return proxy.origin().replace("http://", "http://" + user);
    }

    private static String basic(String user) {
        return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
    }

    private static EgressRequest request(String url, Guard guard) {
        return new EgressRequest(
                "POST",
                URI.create(url),
                Map.of(),
                new byte[0],
                guard,
                new EgressRequest.Limits(LONG, LONG, LONG, 1000));
    }
}
