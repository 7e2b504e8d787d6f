package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Faults;
import dev.switchboard.doors.json.Fields;
import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.JsonBody;
import dev.switchboard.doors.json.PythonText;
import dev.switchboard.doors.json.Queries;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.signals.Follower;
import dev.switchboard.web.Answer;
import dev.switchboard.web.BodyStream;
import dev.switchboard.web.Exchange;
import java.util.List;
import java.util.Optional;

/** What can be done with runs that exist. */
final class RunRoutes {
    private static final int MESSAGE_CHARS_MAX = 100_000;

    private final Runs runs;
    private final EventStreams streams;

    RunRoutes(Runs runs, EventStreams streams) {
        this.runs = runs;
        this.streams = streams;
    }

    void list(Exchange exchange) {
        Pages.Page page = Pages.asked(exchange);
        RunStore.Filter filter = new RunStore.Filter(
                Queries.word(exchange, "status", RunStatus.class).orElse(null),
                exchange.query("session").map(SessionId::new).orElse(null),
                page.fetched(),
                page.after());
        List<Run> found = runs.list(exchange.principal(), filter);
        exchange.answer(Json.answer(
                200,
                Pages.answer(
                        page,
                        found,
                        RunJson::listed,
                        run -> new RunStore.Cursor(run.createdAt(), run.id().value()))));
    }

    void get(Exchange exchange) {
        exchange.answer(Json.answer(200, RunJson.run(runs.get(exchange.principal(), id(exchange)))));
    }

    void cancel(Exchange exchange) {
        RunId id = id(exchange);
        runs.cancel(exchange.principal(), id);
        exchange.answer(Json.answer(200, RunJson.cancelling(id)));
    }

    void steer(Exchange exchange) {
        Faults faults = new Faults();
        Fields fields = Fields.ofBody(JsonBody.read(exchange), faults);
        Optional<String> text = fields.requiredText("text", MESSAGE_CHARS_MAX);
        if (text.isPresent() && PythonText.isBlank(text.get())) {
            faults.value("text", "text cannot be empty", null);
        }
        faults.throwIfAny();
        RunId id = id(exchange);
        runs.steer(exchange.principal(), id, text.orElseThrow());
        exchange.answer(Json.answer(202, Json.object().put("run_id", id.value()).put("status", "accepted")));
    }

    /** Replays and follows. Readers leave when the server drains; they come back to the position that they had. */
    void events(Exchange exchange) throws InterruptedException {
        RunId id = id(exchange);
        Framing framing = Framing.of(exchange);
        long after = after(exchange, framing);
        boolean deltas = Queries.truth(exchange, "deltas");
        try (Follower follower = runs.follow(exchange.principal(), id, after, deltas)) {
            Run run = runs.get(exchange.principal(), id);
            if (run.status().ended() && after == run.lastSeq()) {
                exchange.answer(nothingMore(framing));
                return;
            }
            EventStream stream = streams.of(id, follower, framing);
            exchange.onDisconnect(stream::leave);
            BodyStream body = exchange.stream(200, framing.headers());
            body.onDrain(stream::leave);
            stream.send(body);
        }
    }

    private static long after(Exchange exchange, Framing framing) {
        Optional<String> last = framing == Framing.SSE ? exchange.header("Last-Event-ID") : Optional.empty();
        return last.isPresent()
                ? Queries.whole("Last-Event-ID", last.get(), 0, Long.MAX_VALUE)
                : Queries.whole(exchange, "after", 0, Long.MAX_VALUE, 0);
    }

    /** For a reader that has had the terminal event: the status tells an {@code EventSource} not to come back. */
    private static Answer nothingMore(Framing framing) {
        return switch (framing) {
            case SSE -> Answer.empty(204);
            case NDJSON -> new Answer(200, framing.headers(), new byte[0]);
        };
    }

    static RunId id(Exchange exchange) {
        return new RunId(exchange.pathParameter("run_id"));
    }
}
