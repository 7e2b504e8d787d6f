package dev.switchboard.web;

import dev.switchboard.principal.Principal;
import java.util.List;
import java.util.Optional;

/** One request and its answer. Only the handler's thread uses it, unless said otherwise. */
public interface Exchange {

    /** Upper case. A {@code HEAD} reaches the handler of {@code GET} as {@code HEAD}; its body is left out. */
    String method();

    /** The path, without the query, still encoded. */
    String path();

    /** A parameter of the route's path, decoded. */
    String pathParameter(String name);

    /** The first value of a query parameter, decoded. */
    Optional<String> query(String name);

    /** The names of the query parameters, in order, without repetitions. */
    List<String> queryNames();

    /** The first value of a header. */
    Optional<String> header(String name);

    /** The body; at most the configured limit ({@code web.max-body-bytes}, 16 MiB). Empty when there was none. */
    byte[] body();

    /**
     * Whoever is calling; made by the toolkit on {@code OPERATOR} routes.
     *
     * @throws IllegalStateException on routes of another access rule: nobody was asked for credentials there
     */
    Principal principal();

    /** Whether the peer's address is a loopback address. */
    boolean fromLoopback();

    /** The W3C trace that this request belongs to: the caller's trace id with a span id of ours. */
    TraceParent trace();

    /** The origin under which the caller reached us, such as {@code http://127.0.0.1:9000}. */
    String baseUrl();

    /** Whether the server is being shut down. Any thread may ask. */
    boolean draining();

    /** Answers and returns at once. An exchange is answered once, by this or by {@link #stream}. */
    void answer(Answer answer);

    /** Begins an answer whose body is written bit by bit. Nothing can be written to the answer to a {@code HEAD}. */
    BodyStream stream(int status, List<Header> headers);

    /**
     * Runs once when the connection (HTTP/1.1) or the stream (HTTP/2) goes away before the answer has ended, or was cut for not
     * reading; at once when that has happened already. On a virtual thread of its own.
     */
    void onDisconnect(Runnable action);

    /** A header line. */
    record Header(String name, String value) {}
}
