package dev.switchboard.doors.json;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The rules that a request breaks, in the order in which they were found. */
public final class Faults {
    private static final int VALUE_CHARS_MAX = 100;
    /** Fields whose values are never shown again: they may be secret, or are the caller's own words. */
    private static final Set<String> HIDDEN =
            Set.of("command", "env", "messages", "text", "feedback", "metadata", "webhook_url", "webhook_secret");

    private final List<Problem.Fault> faults = new ArrayList<>();

    /**
     * Notes a broken rule.
     *
     * @param value what broke it; shown if it is a short scalar of a field that may be shown
     */
    public void add(List<String> loc, String type, String msg, @Nullable JsonNode value) {
        faults.add(new Problem.Fault(loc, type, msg, shown(loc, value)));
    }

    /** Notes a rule of our own making that a value of the right type breaks. */
    public void value(String field, String msg, @Nullable JsonNode value) {
        add(List.of(field), "value_error", "Value error, " + msg, value);
    }

    public void throwIfAny() {
        if (!faults.isEmpty()) {
            throw new ProblemException(new Problem.InvalidRequest(faults));
        }
    }

    /** A refusal for one rule that a field breaks. */
    public static ProblemException one(String field, String type, String msg, @Nullable String value) {
        String shown = value == null || value.length() > VALUE_CHARS_MAX ? null : value;
        return new ProblemException(
                new Problem.InvalidRequest(List.of(new Problem.Fault(List.of(field), type, msg, shown))));
    }

    private static @Nullable String shown(List<String> loc, @Nullable JsonNode value) {
        if (value == null || value.isNull() || !value.isValueNode()) {
            return null;
        }
        if (loc.isEmpty() || HIDDEN.contains(loc.getFirst())) {
            return null;
        }
        String text = value.asString();
        return text.length() > VALUE_CHARS_MAX ? null : text;
    }
}
