package dev.switchboard.egress;

import dev.switchboard.egress.EgressException.Kind;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * An answer whose body arrives in pieces. For one thread, which is blocked while it waits for the next piece. Closing it before its end
 * closes the connection. No more is held than a few pieces that wait to be taken: the sender is slowed down to the reader.
 */
public final class EgressResponse implements AutoCloseable {
    private static final int WINDOW = 16;

    private final HttpClientRequest request;
    private final HttpClientResponse response;
    private final String peer;
    private final EgressRequest.Limits limits;
    private final Deadline whole;
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>();
    private long received;
    private boolean over;

    /** Made on the event loop, as soon as the head is there. */
    EgressResponse(
            HttpClientRequest request,
            HttpClientResponse response,
            String peer,
            EgressRequest.Limits limits,
            Deadline whole) {
        this.request = request;
        this.response = response;
        this.peer = peer;
        this.limits = limits;
        this.whole = whole;
        response.pause();
        response.exceptionHandler(e -> news.add(new News.Broken()));
        response.endHandler(end -> news.add(new News.End()));
        response.handler(piece -> news.add(new News.Piece(piece.getBytes())));
        response.fetch(WINDOW);
    }

    public int status() {
        return response.statusCode();
    }

    /** The first header of this name, in any case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getHeader(name));
    }

    /**
     * Waits for the next piece of the body.
     *
     * @return absent at the end
     * @throws EgressException when it does not come in time, the connection breaks, or the body is larger than allowed
     */
    public byte @Nullable [] next() throws EgressException, InterruptedException {
        if (over) {
            return null;
        }
        Duration patience = whole.cut(limits.idle());
        News next = news.poll(patience.toNanos(), TimeUnit.NANOSECONDS);
        return switch (next) {
            case null ->
                throw end(
                        Kind.TIMED_OUT,
                        patience.compareTo(limits.idle()) < 0
                                ? peer + " took longer than " + limits.whole().toSeconds() + " s for its answer"
                                : peer + " was silent for " + limits.idle().toSeconds() + " s");
            case News.Broken() -> throw end(Kind.BROKEN, "the connection to " + peer + " broke");
            case News.End() -> {
                over = true;
                yield null;
            }
            case News.Piece(byte[] bytes) -> {
                received += bytes.length;
                if (received > limits.bytes()) {
                    throw end(
                            Kind.TOO_LARGE, "the answer is too large (expected: at most " + limits.bytes() + " bytes)");
                }
                response.fetch(1);
                yield bytes;
            }
        };
    }

    /** Passes over the rest of the body if it ends within this span, so that its connection can be used again. */
    public void skipRest(Duration span) throws InterruptedException {
        while (!over) {
            News next = news.poll(span.toNanos(), TimeUnit.NANOSECONDS);
            if (next instanceof News.End) {
                over = true;
            } else {
                close();
            }
        }
    }

    @Override
    public void close() {
        if (!over) {
            over = true;
            request.reset();
        }
    }

    private EgressException end(Kind kind, String message) {
        close();
        return new EgressException(kind, message);
    }

    /** What the event loop tells the reader. */
    private sealed interface News {
        record Piece(byte[] bytes) implements News {}

        record End() implements News {}

        record Broken() implements News {}
    }
}
