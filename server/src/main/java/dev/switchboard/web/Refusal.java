package dev.switchboard.web;

import dev.switchboard.problem.Problem;
import java.time.Duration;
import java.util.List;

/**
 * Why a request is not served. The toolkit adds {@code Allow}, {@code Retry-After} and {@code WWW-Authenticate} to what the door renders;
 * {@link ProblemJson#status} says which status belongs to which refusal.
 */
public sealed interface Refusal {

    /** A feature, or the toolkit in a feature's words (authentication, draining, a request that is not HTTP), said no. */
    record Refused(Problem problem) implements Refusal {}

    /** No route has this path. */
    record UnknownPath(String method, String path) implements Refusal {}

    /** The path is known and does not take this method. */
    record MethodNotAllowed(String method, String path, List<String> allowed) implements Refusal {
        public MethodNotAllowed {
            allowed = List.copyOf(allowed);
        }
    }

    /** Only WebSockets are served at this path. */
    record UpgradeRequired(String path) implements Refusal {}

    /** The body is larger than the limit. */
    record BodyTooLarge(long limitBytes) implements Refusal {}

    /** The body did not arrive in time. */
    record BodyTooSlow(Duration limit) implements Refusal {}

    /** The request line or the headers are larger than the limit. */
    record HeadTooLarge(long limitBytes) implements Refusal {}
}
