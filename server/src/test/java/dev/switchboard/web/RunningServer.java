package dev.switchboard.web;

import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A real server on a free loopback port with one door named {@code test}, which has the prefix {@code /test}. */
final class RunningServer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final WebServer server;
    private final List<InetSocketAddress> addresses;
    private final HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
    private final HttpClient http2 = client(HttpClient.Version.HTTP_2);

    private RunningServer(WebServer server, List<InetSocketAddress> addresses) {
        this.server = server;
        this.addresses = addresses;
    }

    static RunningServer start(TestConfig config, Consumer<Routes> routes) {
        return start(config, new SystemTime(), WebListener.NONE, routes);
    }

    static RunningServer start(TestConfig config, Time time, WebListener listener, Consumer<Routes> routes) {
        WebServer server = new WebServer(config.build(), time, new RandomIds(), listener);
        List<Door> doors = List.of(new TestDoor("test", List.of("/test"), routes), new HealthDoor(() -> true));
        try {
            return new RunningServer(server, server.start(doors, List.of(new Listen("127.0.0.1", 0, true))));
        } catch (ListenException e) {
            throw new AssertionError(e);
        }
    }

    WebServer server() {
        return server;
    }

    int port() {
        return addresses.getFirst().getPort();
    }

    List<InetSocketAddress> addresses() {
        return addresses;
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpClient http1() {
        return http1;
    }

    HttpClient http2() {
        return http2;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).timeout(PATIENCE);
    }

    RawClient connect() {
        return RawClient.connect(port());
    }

    @Override
    public void close() {
        http1.shutdownNow();
        http2.shutdownNow();
        server.close();
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).connectTimeout(PATIENCE).build();
    }
}
