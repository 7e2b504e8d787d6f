package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.egress.Egress;
import dev.switchboard.testing.ScriptedGateway;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A scripted gateway, and foreign gateways whose clock stands still until a test moves it. Sockets are real. */
final class ForeignFixture implements AutoCloseable {
    static final Duration TEN = Duration.ofSeconds(10);

    final SettableTime time = new SettableTime();
    final ScriptedGateway gateway;
    final ForeignGateways gateways;
    private final Egress egress = new Egress(new SystemTime(), "1");

    ForeignFixture(Flavor flavor, Path data) {
        this(flavor, data, new ForeignConfig("1.2.3", List.of(), true, data, TEN));
    }

    ForeignFixture(Flavor flavor, Path data, ForeignConfig config) {
        this.gateway = ScriptedGateway.start(flavor);
        this.gateways = new ForeignGateways(config, egress, time, new CountingIds(0.5));
    }

    /** The gateway for who brings a token. */
    Gateway at(String token) {
        return gateways.at(gateway.url(), new Secret(token), null);
    }

    Gateway at() {
        return at("tok-1");
    }

    ObjectNode call(String method, String params) throws GatewayException, InterruptedException {
        return at().call(method, json(params), TEN);
    }

    ObjectNode send(String sessionKey, String runId) throws GatewayException, InterruptedException {
        ObjectNode params = json("{\"message\":\"hi\"}").put("sessionKey", sessionKey);
        return at().call("chat.send", params.put("idempotencyKey", runId), TEN);
    }

    Reading read(String sessionKey) throws GatewayException, InterruptedException {
        return read(sessionKey, null);
    }

    Reading read(String sessionKey, @Nullable Long since) throws GatewayException, InterruptedException {
        Reading reading = new Reading();
        reading.reader = at().read(sessionKey, since, reading.news::release);
        return reading;
    }

    /** What an action throws that is expected to fail with a gateway's error. */
    static GatewayException failure(Callable<?> action) {
        try {
            Object result = action.call();
            throw new AssertionError("it did not fail but gave " + result);
        } catch (GatewayException e) {
            return e;
        } catch (Exception e) {
            throw new AssertionError("it failed otherwise", e);
        }
    }

    /** Does it on a thread of its own. */
    static <T> CompletableFuture<T> aside(Callable<T> action) {
        CompletableFuture<T> future = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                future.complete(action.call());
            } catch (Exception e) {
                future.completeExceptionally(e);
            }
        });
        return future;
    }

    static <T> T soon(CompletableFuture<T> future) throws Exception {
        return future.get(10, TimeUnit.SECONDS);
    }

    static ObjectNode json(String text) {
        return (ObjectNode) JsonMapper.shared().readTree(text);
    }

    @Override
    public void close() {
        gateways.close();
        egress.close();
        gateway.close();
    }

    /** Reads one session as a door does. */
    static final class Reading implements AutoCloseable {
        private final Semaphore news = new Semaphore(0);
        private final ArrayDeque<LinkFrame> unread = new ArrayDeque<>();
        private @Nullable SessionReader reader;

        SessionReader reader() {
            SessionReader open = reader;
            if (open == null) {
                throw new AssertionError("not open");
            }
            return open;
        }

        /** Waits for the next frame. */
        LinkFrame next() throws InterruptedException {
            while (unread.isEmpty()) {
                List<LinkFrame> frames = reader().poll(16);
                if (frames != null) {
                    unread.addAll(frames);
                }
                if (unread.isEmpty() && !news.tryAcquire(10, TimeUnit.SECONDS)) {
                    throw new AssertionError("nothing more came");
                }
            }
            return unread.removeFirst();
        }

        LinkFrame.Event event() throws InterruptedException {
            LinkFrame frame = next();
            if (frame instanceof LinkFrame.Event event) {
                return event;
            }
            throw new AssertionError("expected an event: " + frame);
        }

        /** Reads on up to the event that ends the run, and says in short what came. */
        List<String> untilEnd() throws InterruptedException {
            List<String> told = new ArrayList<>();
            while (true) {
                LinkFrame frame = next();
                String text = tell(frame);
                told.add(text);
                if (text.startsWith("chat final") || text.startsWith("chat error") || text.startsWith("chat aborted")) {
                    return told;
                }
            }
        }

        /** What is there without waiting. */
        List<String> rest() {
            List<String> told = new ArrayList<>();
            unread.forEach(frame -> told.add(tell(frame)));
            unread.clear();
            List<LinkFrame> frames = reader().poll(1000);
            if (frames != null) {
                frames.forEach(frame -> told.add(tell(frame)));
            }
            return told;
        }

        @Override
        public void close() {
            reader().close();
        }

        static ObjectNode payload(LinkFrame.Event event) {
            return json(new String(event.payload(), StandardCharsets.UTF_8));
        }

        static String tell(LinkFrame frame) {
            return switch (frame) {
                case LinkFrame.Down down -> "down";
                case LinkFrame.Reconnected reconnected -> "reconnected" + (reconnected.missed() ? " missed" : "");
                case LinkFrame.Resync resync -> "resync " + resync.reason();
                case LinkFrame.Event event -> tell(event);
            };
        }

        private static String tell(LinkFrame.Event event) {
            ObjectNode payload = payload(event);
            String about = event.name().equals("chat")
                    ? payload.path("state").asString("") + " "
                            + (payload.has("errorMessage")
                                    ? payload.path("errorMessage").asString()
                                    : Messages.text(payload.path("message")))
                    : payload.path("stream").asString("") + " "
                            + payload.path("data")
                                    .path("phase")
                                    .asString(payload.path("data").path("text").asString(""));
            return event.name() + " " + about.strip() + (event.synthetic() ? " (synthetic)" : "")
                    + (event.replayed() ? " (replayed)" : "");
        }
    }
}
