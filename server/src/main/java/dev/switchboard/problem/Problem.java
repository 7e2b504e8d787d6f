package dev.switchboard.problem;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, for whoever asked. A feature throws it inside a {@link ProblemException}; each door answers with one exhaustive
 * rendering. No text here holds a secret, a request body or an environment value.
 */
public sealed interface Problem {

    /** A stable word for programs, in snake_case. */
    String code();

    /** One sentence for people that gives the value and the expectation. */
    String detail();

    /** What to do next, as a command or an instruction, when there is one. */
    default @Nullable String next() {
        return null;
    }

    /** The request breaks rules; every broken rule is listed, in the order of the fields. */
    record InvalidRequest(List<Fault> faults) implements Problem {
        public InvalidRequest {
            faults = List.copyOf(faults);
            if (faults.isEmpty()) {
                throw new IllegalArgumentException("faults: empty (expected: at least one)");
            }
        }

        /** One broken rule of one field, of type {@code value_error}. */
        public static InvalidRequest of(String field, String msg) {
            return new InvalidRequest(List.of(new Fault(List.of(field), "value_error", msg, null)));
        }

        @Override
        public String code() {
            return "invalid_request";
        }

        @Override
        public String detail() {
            StringBuilder text = new StringBuilder();
            for (Fault fault : faults) {
                text.append(text.isEmpty() ? "" : "; ");
                text.append(String.join(".", fault.loc()))
                        .append(fault.loc().isEmpty() ? "" : ": ")
                        .append(fault.msg());
            }
            return text.toString();
        }
    }

    /**
     * One broken rule.
     *
     * @param loc path of the field, empty for the whole body
     * @param type the kind of rule, for programs
     * @param msg the rule, for people
     * @param value the offending scalar as text, at most 100 characters; absent where it could be long or secret
     */
    record Fault(
            List<String> loc,
            String type,
            String msg,
            @Nullable String value) {
        public Fault {
            loc = List.copyOf(loc);
        }
    }

    /** There is no such thing, or the caller may not know of it. */
    record NotFound(String kind, String id) implements Problem {
        @Override
        public String code() {
            return "not_found";
        }

        @Override
        public String detail() {
            return kind + " not found";
        }
    }

    /**
     * The thing exists and its state does not allow what was asked.
     *
     * @param code the reason, for programs
     * @param facts what a program wants to know of that state, such as {@code by} and {@code decision}
     */
    record Conflict(String code, String detail, List<Fact> facts) implements Problem {
        public Conflict {
            facts = List.copyOf(facts);
        }

        public Conflict(String code, String detail) {
            this(code, detail, List.of());
        }
    }

    /** A named fact of a {@link Conflict}. */
    record Fact(String name, String value) {}

    /** A position after the end of a stream. */
    record BeyondEnd(long after, long lastSeq) implements Problem {
        @Override
        public String code() {
            return "after_beyond_end";
        }

        @Override
        public String detail() {
            return "after: " + after + " (expected: at most last_seq, which is " + lastSeq + ")";
        }
    }

    /** A position older than what is kept of a stream. */
    record PastRetention(long after, long firstSeq) implements Problem {
        @Override
        public String code() {
            return "past_retention";
        }

        @Override
        public String detail() {
            return "after: " + after + " (expected: at least " + (firstSeq - 1) + "; older events are no longer kept)";
        }
    }

    /** The caller's limit is reached. */
    record TooBusy(String detail, Duration retryAfter) implements Problem {
        @Override
        public String code() {
            return "too_busy";
        }
    }

    /** The server cannot take this now: it is draining, its disk is full, or its writer is behind. */
    record Unavailable(String detail, Duration retryAfter) implements Problem {
        @Override
        public String code() {
            return "unavailable";
        }
    }

    /** Nobody knows who is calling. */
    record Unauthenticated(String detail, String next) implements Problem {
        @Override
        public String code() {
            return "unauthenticated";
        }
    }

    /** The caller is known, or its address is, and may not do this. */
    record Forbidden(String detail, String next) implements Problem {
        @Override
        public String code() {
            return "forbidden";
        }
    }

    /** A bug of ours. The incident is in the log; nothing of it is in the answer. */
    record Internal(String incident) implements Problem {
        @Override
        public String code() {
            return "internal";
        }

        @Override
        public String detail() {
            return "the server failed; its log has the incident " + incident;
        }
    }
}
