package dev.switchboard.client;

import dev.switchboard.wire.runs.ErrorDocument;
import dev.switchboard.wire.runs.JsonMembers;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Plain HTTP to one server. Answers of 400 and more are {@link ClientException}s. Any thread may use it; each call blocks. */
final class Http {
    static final Duration ONE_SHOT = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final int MAX_ANSWER = 64 * 1024 * 1024;
    private static final int MAX_ERROR = 64 * 1024;
    private static final String API = "/api/v1";
    private static final String BRIDGE = "/openclaw/";

    /** What a proxy answers for a server behind it that does not answer. */
    private static final Set<Integer> ON_THE_WAY = Set.of(502, 503, 504);

    private final ServerAddress server;
    private final Proxies proxies;
    private final String agent;

    /**
     * @param agent how this client names itself
     */
    Http(ServerAddress server, Proxies proxies, String agent) {
        this.server = server;
        this.proxies = proxies;
        this.agent = agent;
    }

    ServerAddress server() {
        return server;
    }

    /** A WebSocket at a path of the server, with its query. */
    FrameSocket socket(String path) {
        return FrameSocket.open(server, proxies, agent, path);
    }

    byte[] get(String path) {
        return get(path, ONE_SHOT);
    }

    byte[] get(String path, Duration patience) {
        return whole(open("GET", path, patience), patience);
    }

    /**
     * @param idempotencyKey makes the call safe to repeat; absent where it is anyway
     */
    byte[] post(String path, byte[] body, @Nullable String idempotencyKey, Duration patience) {
        HttpURLConnection call = open("POST", path, patience);
        call.setDoOutput(true);
        call.setRequestProperty("Content-Type", "application/json");
        if (idempotencyKey != null) {
            call.setRequestProperty("Idempotency-Key", idempotencyKey);
        }
        try (OutputStream out = call.getOutputStream()) {
            out.write(body);
        } catch (IOException e) {
            throw failed(e, patience);
        }
        return whole(call, patience);
    }

    /** An answer that goes on; whoever reads it closes it. Silence longer than the patience is an {@link IOException} there. */
    InputStream stream(String path, Duration patience) {
        HttpURLConnection call = open("GET", path, patience);
        call.setRequestProperty("Accept", "application/x-ndjson");
        try {
            if (call.getResponseCode() >= 400) {
                throw refused(call);
            }
            String type = call.getContentType();
            if (call.getResponseCode() != 204 && (type == null || !type.startsWith("application/x-ndjson"))) {
                throw new ClientException(new ClientProblem.NotSwitchboard(server.base(), "content type " + type));
            }
            return call.getInputStream();
        } catch (IOException e) {
            throw failed(e, patience);
        }
    }

    private HttpURLConnection open(String method, String path, Duration patience) {
        try {
            boolean whole = path.startsWith("/healthz") || path.startsWith(BRIDGE);
            String url = server.base() + (whole ? "" : API) + path;
            HttpURLConnection call =
                    (HttpURLConnection) new java.net.URI(url).toURL().openConnection(proxies.choose(server));
            call.setRequestMethod(method);
            call.setInstanceFollowRedirects(false);
            call.setUseCaches(false);
            call.setConnectTimeout((int) CONNECT.toMillis());
            call.setReadTimeout((int) patience.toMillis());
            call.setRequestProperty("User-Agent", agent);
            call.setRequestProperty("Accept", "application/json");
            if (!server.token().isEmpty()) {
                call.setRequestProperty("Authorization", "Bearer " + server.token());
            }
            return call;
        } catch (IOException | URISyntaxException e) {
            throw new IllegalArgumentException(path, e);
        }
    }

    private byte[] whole(HttpURLConnection call, Duration patience) {
        try {
            int status = call.getResponseCode();
            if (status >= 400) {
                throw refused(call);
            }
            String type = call.getContentType();
            if (status >= 300 || type == null || !type.contains("json")) {
                throw new ClientException(new ClientProblem.NotSwitchboard(server.base(), found(call)));
            }
            try (InputStream in = call.getInputStream()) {
                byte[] body = in.readNBytes(MAX_ANSWER + 1);
                if (body.length > MAX_ANSWER) {
                    throw new ClientException(new ClientProblem.NotSwitchboard(
                            server.base(), "more than " + MAX_ANSWER + " bytes in one answer"));
                }
                return body;
            }
        } catch (IOException e) {
            throw failed(e, patience);
        }
    }

    private ClientException refused(HttpURLConnection call) throws IOException {
        int status = call.getResponseCode();
        byte[] body = new byte[0];
        try (InputStream in = call.getErrorStream()) {
            if (in != null) {
                body = in.readNBytes(MAX_ERROR);
            }
        }
        ErrorDocument error = error(body);
        if (error == null && !ON_THE_WAY.contains(status)) {
            return new ClientException(new ClientProblem.NotSwitchboard(server.base(), found(call)));
        }
        return new ClientException(new ClientProblem.Refused(
                status,
                error == null ? new ErrorDocument("http_" + status, answer(call), "", List.of()) : error,
                retryAfter(call)));
    }

    /** Our servers say in JSON what is wrong; absent when this is no such text. */
    private static @Nullable ErrorDocument error(byte[] body) {
        try {
            ErrorDocument error = ErrorDocument.read(JsonMembers.of(body));
            return error.code().isEmpty() ? null : error;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String answer(HttpURLConnection call) throws IOException {
        int status = call.getResponseCode();
        if (status < 0) {
            return "no HTTP";
        }
        String reason = call.getResponseMessage();
        return "HTTP " + status + (reason == null || reason.isEmpty() ? "" : " " + reason);
    }

    private static String found(HttpURLConnection call) throws IOException {
        String program = call.getHeaderField("Server");
        String type = call.getContentType();
        return answer(call)
                + (type == null || call.getResponseCode() < 0 ? "" : ", content type " + type)
                + (program == null ? "" : ", from " + program);
    }

    /** Seconds only: our servers send no dates here. */
    private static @Nullable Duration retryAfter(HttpURLConnection call) {
        int seconds = call.getHeaderFieldInt("Retry-After", -1);
        return seconds < 0 ? null : Duration.ofSeconds(seconds);
    }

    /** What an answer that broke off means. */
    ClientException failed(IOException e, Duration patience) {
        if (e instanceof SocketTimeoutException late
                && !String.valueOf(late.getMessage()).contains("onnect")) {
            return new ClientException(new ClientProblem.NoAnswer(server.base(), patience), e);
        }
        String message = e.getMessage();
        String cause = message == null || message.isEmpty() ? e.getClass().getSimpleName() : message;
        if (e instanceof UnknownHostException) {
            return new ClientException(new ClientProblem.Unreachable(server.base(), "unknown host: " + cause), e);
        }
        if (causes(e).anyMatch(CertificateException.class::isInstance)) {
            boolean unknownIssuer = causes(e).anyMatch(CertPathBuilderException.class::isInstance);
            return new ClientException(new ClientProblem.NotTrusted(server.base(), unknownIssuer, cause), e);
        }
        return new ClientException(new ClientProblem.Unreachable(server.base(), cause), e);
    }

    private static Stream<Throwable> causes(Throwable e) {
        return Stream.iterate(e, Objects::nonNull, Throwable::getCause);
    }
}
