package dev.switchboard.web;

import dev.switchboard.problem.Problem;
import java.time.Duration;
import java.util.List;

/** Why a request is not served. The toolkit adds {@code Allow} and {@code Retry-After} to what the door renders. */
public sealed interface Refusal {

    /** A feature, or the toolkit in a feature's words (authentication, draining), said no. */
    record Refused(Problem problem) implements Refusal {}

    /** No route has this path. */
    record UnknownPath(String method, String path) implements Refusal {}

    /** The path is known and does not take this method. */
    record MethodNotAllowed(String method, String path, List<String> allowed) implements Refusal {
        public MethodNotAllowed {
            allowed = List.copyOf(allowed);
        }
    }

    /** The body is larger than the limit. */
    record BodyTooLarge(long limitBytes) implements Refusal {}

    /** The body did not arrive in time. */
    record BodyTooSlow(Duration limit) implements Refusal {}
}
