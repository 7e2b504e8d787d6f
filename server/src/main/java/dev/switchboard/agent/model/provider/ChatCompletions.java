package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.EgressException;
import dev.switchboard.egress.EgressRequest;
import dev.switchboard.egress.EgressResponse;
import dev.switchboard.egress.Guard;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model behind {@code POST {base}/chat/completions}, streamed. It speaks the protocol itself and not through a client library, because
 * agents depend on what such libraries smooth over: schemas of tools to the letter, empty thoughts that have to be sent back, calls
 * without index or id, errors inside the stream, streams that end too early ({@code docs/decisions/0001-chat-completions.md}).
 *
 * <p>Any number of threads may call at once.
 */
final class ChatCompletions implements ModelClient {
    private static final int MAX_ERROR_BYTES = 64 * 1024;
    private static final Duration FOR_THE_END = Duration.ofMillis(500);

    private final ModelChoice choice;
    private final Egress egress;
    private final Ids ids;
    private final ProviderLimits limits;
    private final ChatRequestBody body;
    private final Failures failures;

    ChatCompletions(ModelChoice choice, Egress egress, Time time, Ids ids, ProviderLimits limits) {
        this.choice = choice;
        this.egress = egress;
        this.ids = ids;
        this.limits = limits;
        this.body = new ChatRequestBody(choice);
        this.failures = new Failures(choice, time);
    }

    @Override
    public ModelReply call(ModelRequest request, ModelListener listener) throws ModelException, InterruptedException {
        ChatAnswer answer = new ChatAnswer(new Spoken(listener), ids, failures, limits.answerCharacters());
        try (EgressResponse response = egress.send(outgoing(request))) {
            if (response.status() / 100 != 2) {
                throw failures.refused(response.status(), response::header, errorText(response));
            }
            read(response, answer);
        } catch (EgressException e) {
            throw failures.of(e);
        }
        return answer.whole();
    }

    private EgressRequest outgoing(ModelRequest request) {
        return new EgressRequest(
                "POST",
                URI.create(choice.baseUrl() + "/chat/completions"),
                headers(),
                body.of(request).getBytes(StandardCharsets.UTF_8),
                Guard.ALLOW_ALL,
                new EgressRequest.Limits(limits.connect(), limits.idle(), choice.callTimeout(), limits.wireBytes()));
    }

    private Map<String, String> headers() {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        if (!choice.apiKey().isEmpty()) {
            headers.put("Authorization", "Bearer " + choice.apiKey().reveal());
        }
        headers.putAll(choice.customHeaders());
        headers.remove("User-Agent"); // This server says who it is.
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "text/event-stream");
        return headers;
    }

    /** Reads a stream of events, or the one object with which some servers answer instead. */
    private void read(EgressResponse response, ChatAnswer answer)
            throws EgressException, ModelException, InterruptedException {
        EventStream events = new EventStream(limits.eventBytes());
        ByteArrayOutputStream object = new ByteArrayOutputStream();
        int first = -1;
        for (byte @Nullable [] piece = response.next(); piece != null; piece = response.next()) {
            first = first >= 0 ? first : firstCharacter(piece);
            if (first == '{') {
                object.writeBytes(piece);
                if (object.size() > limits.eventBytes()) {
                    throw failures.tooLarge();
                }
            } else if (first >= 0 && hasEnded(answer, events.add(piece))) {
                response.skipRest(FOR_THE_END);
                return;
            }
        }
        if (first == '{') {
            answer.takeWhole(object.toString(StandardCharsets.UTF_8));
        } else if (!hasEnded(answer, events.end())) {
            answer.streamEnded();
        }
    }

    private boolean hasEnded(ChatAnswer answer, EventStream.Events events) throws ModelException {
        for (String data : events.data()) {
            if (answer.take(data)) {
                return true;
            }
        }
        if (events.tooLarge()) {
            throw failures.tooLarge();
        }
        return false;
    }

    private static int firstCharacter(byte[] piece) {
        for (byte each : piece) {
            if (each > ' ') { // A byte order mark is negative.
                return each;
            }
        }
        return -1;
    }

    private static String errorText(EgressResponse response) throws InterruptedException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            for (byte @Nullable [] piece = response.next();
                    piece != null && text.size() < MAX_ERROR_BYTES;
                    piece = response.next()) {
                text.writeBytes(piece);
            }
        } catch (EgressException e) {
            // The status says more than what is missing of the text.
        }
        return text.toString(StandardCharsets.UTF_8);
    }
}
