package dev.switchboard.web;

import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request on a connection, and its reply. */
final class LiveExchange implements Exchange {
    private static final int QUERY_PARAMETERS = 256;

    private final Premises premises;
    private final Reply reply;
    private final HttpServerRequest request;
    private final String path;
    private final String baseUrl;
    private final boolean fromLoopback;
    private final TraceParent trace;
    private final @Nullable Principal principal;
    private final List<String> parameters;
    private final List<String> values;
    private final byte[] body;
    private @Nullable Map<String, List<String>> query;

    LiveExchange(
            Premises premises,
            Reply reply,
            HttpServerRequest request,
            String path,
            String baseUrl,
            boolean fromLoopback,
            TraceParent trace,
            @Nullable Principal principal,
            List<String> parameters,
            List<String> values,
            byte[] body) {
        this.premises = premises;
        this.reply = reply;
        this.request = request;
        this.path = path;
        this.baseUrl = baseUrl;
        this.fromLoopback = fromLoopback;
        this.trace = trace;
        this.principal = principal;
        this.parameters = parameters;
        this.values = values;
        this.body = body;
    }

    @Override
    public String method() {
        return request.method().name();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String pathParameter(String name) {
        int at = parameters.indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException("path parameter: " + name + " (expected: one of " + parameters + ")");
        }
        return values.get(at);
    }

    @Override
    public Optional<String> query(String name) {
        List<String> found = queries().get(name);
        return found == null ? Optional.empty() : Optional.of(found.getFirst());
    }

    @Override
    public List<String> queryNames() {
        return List.copyOf(queries().keySet());
    }

    @Override
    public Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Principal principal() {
        if (principal == null) {
            throw new IllegalStateException("the route does not ask who is calling");
        }
        return principal;
    }

    @Override
    public boolean fromLoopback() {
        return fromLoopback;
    }

    @Override
    public TraceParent trace() {
        return trace;
    }

    @Override
    public String baseUrl() {
        return baseUrl;
    }

    @Override
    public boolean draining() {
        return premises.draining();
    }

    @Override
    public void answer(Answer answer) {
        reply.whole(answer);
    }

    @Override
    public BodyStream stream(int status, List<Header> headers) {
        return reply.begin(status, headers);
    }

    @Override
    public void onDisconnect(Runnable action) {
        reply.onDisconnect(action);
    }

    private Map<String, List<String>> queries() {
        Map<String, List<String>> known = query;
        if (known == null) {
            known = decode(request.query());
            query = known;
        }
        return known;
    }

    private static Map<String, List<String>> decode(@Nullable String query) {
        if (query == null) {
            return Map.of();
        }
        try {
            return new QueryStringDecoder(query, StandardCharsets.UTF_8, false, QUERY_PARAMETERS, true).parameters();
        } catch (IllegalArgumentException e) {
            throw new ProblemException(Problem.InvalidRequest.of("query", "not percent-encoded (expected: UTF-8)"));
        }
    }
}
