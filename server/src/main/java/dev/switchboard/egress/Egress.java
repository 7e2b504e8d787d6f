package dev.switchboard.egress;

import dev.switchboard.egress.EgressException.Kind;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.ProxyOptions;
import io.vertx.core.net.SocketAddress;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests to elsewhere, over HTTP/1.1 with kept connections, and opens WebSockets. It follows no redirect, asks for no compression and
 * stores no cookie. Any virtual thread may use it and is blocked until the answer begins; an interrupt ends the request and closes its connection.
 */
public final class Egress implements AutoCloseable {
    private static final int CONNECTIONS_PER_HOST = 1_000;
    private static final int WAITING_PER_HOST = 1_000;
    private static final int KEPT_SECONDS = 20;
    private static final int ADDRESSES_TRIED = 4;
    private static final int MAX_HEADERS = 64 * 1024;

    private static final int EVENT_LOOPS = 2;

    private final Resolver resolver;
    private final Time time;
    private final String userAgent;
    private final HttpClientOptions options;
    private final Proxies proxies;

    // Guarded by this; made when the first request is sent, so that a start need not wait for it.
    private @Nullable Vertx vertx;
    private @Nullable HttpClient client;
    private boolean closed;

    /** Without proxies. */
    public Egress(Time time, String version) {
        this(time, version, Proxies.NONE);
    }

    /**
     * @param version of this program, for {@code User-Agent}
     */
    public Egress(Time time, String version, Proxies proxies) {
        this(time, version, proxies, new SystemResolver(), new HttpClientOptions());
    }

    Egress(Time time, String version, Proxies proxies, Resolver resolver, HttpClientOptions options) {
        this.proxies = proxies;
        this.resolver = resolver;
        this.time = time;
        this.userAgent = "Switchboard/" + version;
        this.options = options.setKeepAliveTimeout(KEPT_SECONDS)
                .setMaxHeaderSize(MAX_HEADERS)
                .setTcpNoDelay(true)
                .setDecompressionSupported(false);
    }

    /** Sends a request and waits for the head of its answer, whatever its status. The answer has to be closed. */
    public EgressResponse send(EgressRequest request) throws EgressException, InterruptedException {
        EgressRequest.Limits limits = request.limits();
        Deadline whole = Deadline.in(limits.whole(), time);
        Target target = Target.of(request.uri(), "http", "https");
        HttpClientRequest outgoing = connect(
                request.headers(),
                request.method(),
                request.guard(),
                target,
                Deadline.in(whole.cut(limits.connect()), time));
        // Before anything is sent: who asks later may find the head, and what followed it, already gone.
        Future<EgressResponse> head =
                outgoing.response().map(begun -> new EgressResponse(outgoing, begun, target.name(), limits, whole));
        boolean answered = false;
        try {
            outgoing.end(Buffer.buffer(request.body()));
            EgressResponse response =
                    await(head, whole.cut(limits.idle()), target.name() + " did not answer in time", Kind.BROKEN);
            answered = true;
            return response;
        } finally {
            if (!answered) {
                outgoing.reset();
            }
        }
    }

    /**
     * Opens a WebSocket and waits until it is open. It has to be closed.
     *
     * @param ids for the handshake and for masks
     */
    public EgressSocket open(EgressSocketRequest request, Ids ids) throws EgressException, InterruptedException {
        Deadline deadline = Deadline.in(request.limits().open(), time);
        Target target = Target.of(request.uri(), "ws", "wss");
        SocketUpgrade upgrade = SocketUpgrade.with(ids);
        HttpClientRequest outgoing = connect(upgrade.headers(), "GET", request.guard(), target, deadline);
        outgoing.exceptionHandler(e -> {}); // The future of its response hears of it.
        Future<EgressSocket> opened = outgoing.response().map(response -> {
            response.exceptionHandler(e -> {});
            accept(upgrade, response, target);
            return new EgressSocket(outgoing, response.netSocket(), request.limits(), time, ids);
        });
        boolean open = false;
        try {
            outgoing.connect();
            EgressSocket socket =
                    await(opened, deadline.left(), target.name() + " did not open the socket in time", Kind.BROKEN);
            open = true;
            return socket;
        } finally {
            if (!open) {
                outgoing.connection().close();
            }
        }
    }

    /** Closes every connection; requests that are under way break. */
    @Override
    public void close() {
        Vertx running;
        synchronized (this) {
            closed = true;
            running = vertx;
        }
        if (running != null) {
            running.close();
        }
        if (resolver instanceof SystemResolver system) {
            system.close();
        }
    }

    private synchronized HttpClient client() throws EgressException {
        if (closed) {
            throw new EgressException(Kind.NOT_CONNECTED, "the server is going down");
        }
        if (client == null) {
            vertx = Vertx.vertx(new VertxOptions()
                    .setEventLoopPoolSize(EVENT_LOOPS)
                    .setWorkerPoolSize(1)
                    .setInternalBlockingPoolSize(1)
                    .setFileSystemOptions(
                            new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
            client = vertx.httpClientBuilder()
                    .with(options)
                    .with(new PoolOptions()
                            .setHttp1MaxSize(CONNECTIONS_PER_HOST)
                            .setMaxWaitQueueSize(WAITING_PER_HOST))
                    .withConnectHandler(connection -> connection.exceptionHandler(e -> {})) // Its request hears of it.
                    .build();
        }
        return client;
    }

    /** Connects through a proxy, or tries the addresses of the host one after the other. */
    private HttpClientRequest connect(
            Map<String, String> headers, String method, Guard guard, Target target, Deadline deadline)
            throws EgressException, InterruptedException {
        RequestOptions options = options(headers, method, target);
        if (guard == Guard.ALLOW_ALL) {
            Optional<ProxyOptions> proxy = proxies.to(target.host(), target.tls());
            if (proxy.isPresent()) {
                return connect(new RequestOptions(options).setProxyOptions(proxy.get()), target, deadline);
            }
        }
        EgressException failure = null;
        for (InetAddress address : addresses(guard, target, deadline)) {
            InetSocketAddress checked = new InetSocketAddress(address, target.port());
            try {
                return connect(
                        new RequestOptions(options).setServer(SocketAddress.inetSocketAddress(checked)),
                        target,
                        deadline);
            } catch (EgressException e) {
                failure = e;
            }
        }
        throw failure == null ? new EgressException(Kind.UNKNOWN_HOST, target.host() + " has no address") : failure;
    }

    private HttpClientRequest connect(RequestOptions options, Target target, Deadline deadline)
            throws EgressException, InterruptedException {
        Future<HttpClientRequest> connected = client().request(
                        options.setConnectTimeout(Math.max(1, deadline.left().toMillis())));
        boolean taken = false;
        try {
            HttpClientRequest outgoing = await(
                    connected,
                    deadline.left(),
                    "connecting to " + target.name() + " took too long",
                    Kind.NOT_CONNECTED);
            taken = true;
            return outgoing;
        } finally {
            if (!taken) {
                connected.onSuccess(HttpClientRequest::reset);
            }
        }
    }

    private List<InetAddress> addresses(Guard guard, Target target, Deadline deadline)
            throws EgressException, InterruptedException {
        InetAddress literal = target.literal();
        List<InetAddress> addresses =
                literal != null ? List.of(literal) : resolver.resolve(target.host(), deadline.left());
        for (InetAddress address : addresses) {
            if (!guard.allows(address)) {
                throw new EgressException(
                        Kind.REFUSED,
                        target.host() + " has an address that is not allowed (expected: " + guard.expectation() + ")");
            }
        }
        return addresses.subList(0, Math.min(ADDRESSES_TRIED, addresses.size()));
    }

    private RequestOptions options(Map<String, String> headers, String method, Target target) throws EgressException {
        RequestOptions options = new RequestOptions()
                .setMethod(HttpMethod.valueOf(method))
                .setHost(target.host())
                .setPort(target.port())
                .setSsl(target.tls())
                .setURI(target.path())
                .setFollowRedirects(false);
        try {
            headers.forEach(options::putHeader);
        } catch (IllegalArgumentException e) {
            throw new EgressException(Kind.REFUSED, "a header cannot be sent"); // Its text may be a secret.
        }
        return options.putHeader("User-Agent", userAgent);
    }

    /** Fails the answer's future unless the socket is open now. */
    private static void accept(SocketUpgrade upgrade, HttpClientResponse response, Target target) {
        if (!upgrade.isAcceptedBy(response.statusCode(), response::getHeader)) {
            throw new NotUpgraded(target.name() + " does not open a WebSocket (status " + response.statusCode() + ")");
        }
    }

    private static <T> T await(Future<T> future, Duration limit, String tooLate, Kind otherwise)
            throws EgressException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EgressException(Kind.TIMED_OUT, tooLate);
        } catch (ExecutionException e) {
            throw new EgressException(otherwise, reason(e.getCause()));
        }
    }

    /** What a failed connection is told as. Messages of the network layer name addresses and certificates, nothing that was sent. */
    private static String reason(@Nullable Throwable cause) {
        return switch (cause) {
            case NotUpgraded e -> e.what;
            case ConnectException e -> "connection refused";
            case SSLException e -> "TLS failed: " + root(e).getMessage();
            case null, default -> "the connection was closed";
        };
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    /** Fails a future; never seen outside. */
    private static final class NotUpgraded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final String what;

        NotUpgraded(String what) {
            super(what, null, false, false);
            this.what = what;
        }
    }

    /** Where a URL points. */
    private record Target(String host, int port, boolean tls, String path) {

        static Target of(URI uri, String plain, String secured) throws EgressException {
            String host = uri.getHost();
            boolean tls = secured.equalsIgnoreCase(uri.getScheme());
            if (host == null || uri.getRawUserInfo() != null || !(tls || plain.equalsIgnoreCase(uri.getScheme()))) {
                throw new EgressException(
                        Kind.REFUSED,
                        "the URL cannot be used (expected: " + plain + " or " + secured + ", a host, no user)");
            }
            int port = uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80;
            String path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery();
            return new Target(host, port, tls, query == null ? path : path + "?" + query);
        }

        String name() {
            return host + ":" + port;
        }

        /** The address that the host is; absent when it is a name. */
        @Nullable
        InetAddress literal() {
            try {
                return InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
    }
}
