package dev.switchboard.web;

import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.web.ListenException.Kind;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.Http1ServerConfig;
import io.vertx.core.http.Http2ServerConfig;
import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerConfig;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.ServerSSLOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The HTTP and WebSocket server: HTTP/1.1 and HTTP/2 (in clear text by prior knowledge and by upgrade; over TLS by ALPN) on any number
 * of ports, all doors on each. Its methods block and belong to the thread that starts and stops the program.
 */
public final class WebServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WebServer.class);

    private static final int EVENT_LOOPS = 2;
    private static final int STREAMS_PER_CONNECTION = 100;

    private final Premises premises;
    private final Acceptor acceptor;
    private final List<Context> contexts = new ArrayList<>();
    private @Nullable Vertx vertx;

    public WebServer(WebConfig config, Time time, Ids ids, WebListener listener) {
        this.premises = new Premises(config, time, ids, listener);
        this.acceptor = new Acceptor(premises);
    }

    /**
     * Mounts the doors and listens.
     *
     * @return the addresses listened on, in the order of {@code listens}
     * @throws ListenException the server would be open to other machines without a token, a port somebody asked for is taken, no port
     *     could be had, or the certificate cannot be read
     */
    public List<InetSocketAddress> start(List<Door> doors, List<Listen> listens) throws ListenException {
        List<Place> places = new ArrayList<>();
        for (Listen listen : listens) {
            places.addAll(places(listen));
        }
        refuseToBeOpen(places);
        Router router = new Router();
        doors.forEach(router::mount);
        Reception reception = new Reception(premises, router, new Gate(premises.config(), premises.time()));
        HttpServerConfig http = http();
        ServerSSLOptions tls = tls();
        Vertx running = runtime();
        vertx = running;
        try {
            List<InetSocketAddress> bound = bind(running, reception, http, tls, places);
            premises.watch().begin();
            return bound;
        } catch (ListenException e) {
            close();
            throw e;
        }
    }

    public WebStats stats() {
        return premises.stats();
    }

    public boolean draining() {
        return premises.draining();
    }

    /**
     * Stops taking work: listens no more, answers new requests on open connections with 503, tells streams and closes sockets. Returns
     * when everything has been answered or when the time is over, whichever is first; what is left then goes on until {@link #close}.
     *
     * @return whether everything has been answered
     */
    public boolean drain(Duration patience) throws InterruptedException {
        premises.drain();
        acceptor.stopListening();
        for (Watch.Watched each : premises.watch().all()) {
            switch (each) {
                case Reply reply -> reply.drain();
                case OpenSocket socket -> socket.drain();
                default -> {} // Peers and bodies on their way end by themselves.
            }
        }
        return premises.awaitQuiet(patience);
    }

    /** Closes every connection. */
    @Override
    public void close() {
        premises.drain();
        acceptor.stopListening();
        premises.watch().end();
        Vertx running = vertx;
        if (running != null) {
            vertx = null;
            await(running.close());
        }
    }

    /** The open connections. */
    List<Peer> peers() {
        return premises.watch().all().stream()
                .filter(Peer.class::isInstance)
                .map(Peer.class::cast)
                .toList();
    }

    private Vertx runtime() {
        VertxOptions options = new VertxOptions()
                .setEventLoopPoolSize(EVENT_LOOPS)
                .setFileSystemOptions(new FileSystemOptions()
                        .setClassPathResolvingEnabled(false)
                        .setFileCachingEnabled(false));
        Vertx running = Vertx.builder()
                .with(options)
                .withTransport(acceptor.transport())
                .build();
        for (int i = 0; i < EVENT_LOOPS; i++) {
            contexts.add(((VertxInternal) running).createEventLoopContext());
        }
        return running;
    }

    private List<InetSocketAddress> bind(
            Vertx running,
            Reception reception,
            HttpServerConfig http,
            @Nullable ServerSSLOptions tls,
            List<Place> places)
            throws ListenException {
        List<InetSocketAddress> bound = new ArrayList<>();
        int loopbackPort = 0;
        for (int i = 0; i < places.size(); i++) {
            Place place = places.get(i);
            // The second loopback address follows the first to the port that was free.
            int port = place.optional() && place.port() == 0 ? loopbackPort : place.port();
            try {
                int actual = listen(running, reception, http, tls, socket(place.address(), port, i + 1));
                bound.add(new InetSocketAddress(place.address(), actual));
                loopbackPort = actual;
            } catch (CompletionException e) {
                skip(place, port, Objects.requireNonNullElse(e.getCause(), e));
            }
        }
        if (bound.isEmpty()) {
            throw new ListenException(Kind.PORT, "no port could be listened on");
        }
        return List.copyOf(bound);
    }

    /** Lets every event loop take connections from one port. */
    private int listen(
            Vertx running,
            Reception reception,
            HttpServerConfig http,
            @Nullable ServerSSLOptions tls,
            SocketAddress socket) {
        int actual = 0;
        for (Context context : contexts) {
            HttpServer server = tls == null ? running.createHttpServer(http) : running.createHttpServer(http, tls);
            server.requestHandler(reception::receive).invalidRequestHandler(reception::refuseUnreadable);
            await(Future.future(
                    promise -> context.runOnContext(_ -> server.listen(socket).onComplete(promise))));
            actual = server.actualPort();
        }
        return actual;
    }

    /** @param number tells apart the sockets that take any port */
    private static SocketAddress socket(InetAddress address, int port, int number) {
        String host = address.getHostAddress();
        return port == 0 ? SocketAddress.sharedRandomPort(number, host) : SocketAddress.inetSocketAddress(port, host);
    }

    private void skip(Place place, int port, Throwable cause) throws ListenException {
        String where = place.address().getHostAddress() + " port " + port;
        boolean socket = cause instanceof IOException;
        if (!socket && premises.config().tls() != null) {
            throw new ListenException(
                    Kind.CONFIGURATION,
                    "web.tls: " + cause.getMessage() + " (expected: a certificate and its key)",
                    cause);
        }
        if (place.optional()) {
            LOG.debug("not listening on {}", where, cause);
            return;
        }
        String message = "cannot listen on " + where
                + (cause instanceof BindException ? ": it is taken, or not ours to take" : ": " + cause.getMessage());
        if (place.explicit()) {
            throw new ListenException(Kind.PORT, message, cause);
        }
        LOG.warn("{}; the rest is served", message);
    }

    private void refuseToBeOpen(List<Place> places) throws ListenException {
        if (!premises.config().token().isEmpty() || premises.config().insecure()) {
            return;
        }
        for (Place place : places) {
            if (!place.address().isLoopbackAddress()) {
                throw new ListenException(
                        Kind.TOKEN,
                        "refusing to listen on " + place.address().getHostAddress()
                                + " without a token: set SWITCHBOARD_TOKEN (web.token), or add --insecure if the network is yours alone");
            }
        }
    }

    private static List<Place> places(Listen listen) throws ListenException {
        if (listen.host().equals("localhost") || listen.host().equals("127.0.0.1")) {
            return List.of(
                    new Place(InetAddress.ofLiteral("127.0.0.1"), listen.port(), listen.explicit(), false),
                    new Place(InetAddress.ofLiteral("::1"), listen.port(), false, true));
        }
        try {
            InetAddress[] addresses = InetAddress.getAllByName(listen.host());
            return Arrays.stream(addresses)
                    .map(address -> new Place(address, listen.port(), listen.explicit(), false))
                    .toList();
        } catch (UnknownHostException e) {
            throw new ListenException(Kind.CONFIGURATION, "cannot listen on " + listen.host() + ": no such host", e);
        }
    }

    private HttpServerConfig http() {
        WebConfig config = premises.config();
        HttpServerConfig http = new HttpServerConfig();
        http.setHttp1Config(new Http1ServerConfig()
                .setMaxHeaderSize(config.maxHeadBytes())
                .setMaxInitialLineLength(config.maxHeadBytes()));
        http.setHttp2Config(new Http2ServerConfig()
                .setInitialSettings(new Http2Settings()
                        .setMaxConcurrentStreams(STREAMS_PER_CONNECTION)
                        .setMaxHeaderListSize(config.maxHeadBytes())));
        http.setStrictThreadMode(
                true); // All writes are made on event loops; queues for others would weigh 4 KB a connection.
        return http;
    }

    private @Nullable ServerSSLOptions tls() throws ListenException {
        WebConfig.Tls files = premises.config().tls();
        if (files == null) {
            return null;
        }
        return new ServerSSLOptions()
                .setKeyCertOptions(new PemKeyCertOptions()
                        .setCertValue(read("web.tls.cert", files.cert()))
                        .setKeyValue(read("web.tls.key", files.key())));
    }

    private static Buffer read(String key, String file) throws ListenException {
        try {
            return Buffer.buffer(Files.readAllBytes(Path.of(file)));
        } catch (IOException e) {
            throw new ListenException(
                    Kind.CONFIGURATION, key + ": \"" + file + "\" (expected: a PEM file that can be read)", e);
        }
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    /**
     * One address and port.
     *
     * @param optional whether nobody misses it
     */
    private record Place(InetAddress address, int port, boolean explicit, boolean optional) {
        Place {
            optional = optional && address instanceof Inet6Address;
        }
    }
}
