package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateways;
import dev.switchboard.testing.Browser;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.web.Listen;
import dev.switchboard.web.TestConfig;
import dev.switchboard.web.WebListener;
import dev.switchboard.web.WebServer;
import dev.switchboard.wire.bridge.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The door on a real server on a free port, in front of gateways that a test plays. */
final class BridgeServer implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    /** Those that a test plays, unless it brought others. */
    final FakeGateways gateways = new FakeGateways();

    final BridgeDoor door;
    final int port;
    private final WebServer web;
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(PATIENCE).build();
    private final List<Browser> browsers = new ArrayList<>();

    private BridgeServer(Setup setup) throws Exception {
        door = new BridgeDoor(
                setup.gateways == null ? gateways : setup.gateways,
                new BridgeConfig(
                        "", Secret.NONE, Secret.NONE, List.of(), setup.subscriptions, true, setup.legacyStatus),
                setup.timings,
                setup.listener,
                setup.time,
                new RandomIds());
        web = new WebServer(setup.web.build(), new SystemTime(), new RandomIds(), WebListener.NONE);
        port = web.start(List.of(door), List.of(new Listen("127.0.0.1", 0, true)))
                .getFirst()
                .getPort();
    }

    /** What a test may want to be otherwise. */
    static final class Setup {
        private @Nullable Gateways gateways;
        private int subscriptions = 100;
        private boolean legacyStatus;
        private Timings timings = Timings.USUAL;
        private BridgeListener listener = BridgeListener.NONE;
        private Time time = new SystemTime();
        private TestConfig web = new TestConfig();

        Setup gateways(Gateways gateways) {
            this.gateways = gateways;
            return this;
        }

        Setup subscriptions(int most) {
            subscriptions = most;
            return this;
        }

        Setup legacyStatus() {
            legacyStatus = true;
            return this;
        }

        Setup acknowledgement(Duration span) {
            timings = new Timings(timings.connect(), timings.call(), timings.send(), span, timings.look());
            return this;
        }

        Setup listener(BridgeListener listener) {
            this.listener = listener;
            return this;
        }

        Setup time(Time time) {
            this.time = time;
            return this;
        }

        Setup web(TestConfig web) {
            this.web = web;
            return this;
        }

        BridgeServer start() throws Exception {
            return new BridgeServer(this);
        }
    }

    static BridgeServer start() throws Exception {
        return new Setup().start();
    }

    WebServer web() {
        return web;
    }

    HttpClient client() {
        return client;
    }

    /** A page whose socket is open; its greeting is taken in. */
    Browser browser() throws InterruptedException {
        return browser("/openclaw/ws").hears("{'type':'connected'}");
    }

    Browser browser(String path) {
        Browser browser = Browser.connect(client, port, path);
        browsers.add(browser);
        return browser;
    }

    /** Sends a body, in which quotes are written as apostrophes. */
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body.replace('\'', '"'))));
    }

    /** The JSON that a body is answered with, which has to have this status. */
    JsonNode post(int status, String path, String body) throws IOException, InterruptedException {
        HttpResponse<String> answer = post(path, body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/json");
        return Json.read(answer.body());
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE);
    }

    @Override
    public void close() {
        browsers.forEach(Browser::close);
        client.shutdownNow();
        web.close();
    }
}
