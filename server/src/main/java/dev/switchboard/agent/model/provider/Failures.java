package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.egress.EgressException;
import dev.switchboard.time.Time;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the failures of a model call mean to whoever may make it again, in words that hold no key: what a provider says is searched for the
 * key and the headers that were sent to it, and for anything that looks like a key. Any thread may use it.
 */
final class Failures {
    private static final int MAX_TEXT = 500;
    private static final int SHORTEST_SECRET = 6;
    private static final String MASK = "***";
    private static final Duration LONGEST_WAIT = Duration.ofDays(7);
    private static final Pattern KEY = Pattern.compile("\\b(sk|pk|rk)-[A-Za-z0-9_*-]{6,}");
    private static final Pattern BEARER = Pattern.compile("(?i)\\bbearer\\s+[^\\s\"',]+");
    private static final Pattern LASTING = Pattern.compile("invalid|auth|permission|not_found|quota|balance|filter");

    private final List<String> secrets = new ArrayList<>();
    private final Time time;

    Failures(ModelChoice choice, Time time) {
        this.time = time;
        this.secrets.add(choice.apiKey().reveal());
        this.secrets.addAll(choice.customHeaders().values());
        this.secrets.removeIf(secret -> secret.length() < SHORTEST_SECRET);
    }

    /** Whether a call that was refused with this status may succeed later. */
    static boolean isRetryable(int status) {
        return switch (status) {
            case 408, 409, 429, 500, 502, 503, 504 -> true;
            default -> false;
        };
    }

    static ModelException empty() {
        return new ModelException("The API returned an empty response.", true, 0, null);
    }

    ModelException of(EgressException e) {
        return switch (e.kind()) {
            case NOT_CONNECTED, UNKNOWN_HOST, BROKEN -> lost("Connection error: " + e.getMessage());
            case TIMED_OUT -> lost("Request timed out: " + e.getMessage());
            case TOO_LARGE -> tooLarge();
            case REFUSED -> new ModelException("Request not sent: " + e.getMessage(), false, 0, null);
        };
    }

    /** The stream ended in the middle of the answer. */
    ModelException broken() {
        return lost("Connection error: the stream ended before the answer did");
    }

    /** What came is not the protocol. */
    ModelException invalid() {
        return lost("The API returned an invalid response.");
    }

    ModelException tooLarge() {
        return new ModelException("The API returned an answer that is too large.", false, 0, null);
    }

    /** The provider refused the request. A quota that is used up does not come back by waiting. */
    ModelException refused(int status, Function<String, Optional<String>> header, String body) {
        JsonNode error = error(body);
        String text = error == null ? body : words(error);
        boolean quota = error != null && kind(error).contains("quota");
        return new ModelException(
                "Error code: " + status + " - " + clean(text),
                isRetryable(status) && !quota,
                status,
                retryAfter(header).orElse(null));
    }

    /** An error object where a piece of the answer should be. */
    ModelException inStream(JsonNode chunk) {
        JsonNode error = chunk.hasNonNull("error") ? chunk.path("error") : chunk;
        int status = status(error);
        boolean retryable =
                status > 0 ? isRetryable(status) : !LASTING.matcher(kind(error)).find();
        return new ModelException("Error: " + clean(words(error)), retryable, status, null);
    }

    private static ModelException lost(String message) {
        return new ModelException(message, true, 0, null);
    }

    private static @Nullable JsonNode error(String body) {
        try {
            JsonNode root = JsonMapper.shared().readTree(body);
            JsonNode error = root.hasNonNull("error") ? root.path("error") : root;
            return error.isObject() || error.isString() ? error : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    private static String words(JsonNode error) {
        if (error.isString()) {
            return error.asString();
        }
        String message = error.path("message").asString("");
        if (message.isEmpty()) {
            return error.toString();
        }
        String type = error.path("type").asString("");
        return type.isEmpty() ? message : message + " (" + type + ")";
    }

    private static String kind(JsonNode error) {
        return (error.path("type").asString("") + " " + error.path("code").asString("")).toLowerCase(Locale.ROOT);
    }

    private static int status(JsonNode error) {
        for (String name : List.of("code", "status")) {
            int status = number(error.path(name).asString(""));
            if (status >= 400 && status <= 599) {
                return status;
            }
        }
        return 0;
    }

    private static int number(String text) {
        return text.length() == 3 && text.chars().allMatch(Character::isDigit) ? Integer.parseInt(text) : 0;
    }

    private Optional<Duration> retryAfter(Function<String, Optional<String>> header) {
        Optional<Duration> millis = header.apply("retry-after-ms").flatMap(text -> span(text, 1));
        return millis.isPresent() ? millis : header.apply("retry-after").flatMap(this::retryAfter);
    }

    private Optional<Duration> retryAfter(String text) {
        Optional<Duration> seconds = span(text, 1000);
        if (seconds.isPresent()) {
            return seconds;
        }
        try {
            Instant until = Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip()));
            return Optional.of(bounded(Duration.between(time.now(), until)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Duration> span(String text, int millisEach) {
        try {
            double amount = Double.parseDouble(text.strip());
            return amount >= 0
                    ? Optional.of(bounded(Duration.ofMillis((long) (amount * millisEach))))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait;
    }

    /** On one line, without secrets, and then not too long: a key that is cut in half would not be found. */
    private String clean(String text) {
        String clean = text;
        for (String secret : secrets) {
            clean = clean.replace(secret, MASK);
        }
        clean = BEARER.matcher(clean).replaceAll("Bearer " + MASK);
        clean = KEY.matcher(clean)
                .replaceAll("$1-" + MASK)
                .replaceAll("\\s+", " ")
                .strip();
        if (clean.length() <= MAX_TEXT) {
            return clean.isEmpty() ? "no details" : clean;
        }
        int end = Character.isHighSurrogate(clean.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
        return clean.substring(0, end) + "…";
    }
}
