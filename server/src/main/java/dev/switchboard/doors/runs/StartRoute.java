package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.JsonBody;
import dev.switchboard.journal.Entry;
import dev.switchboard.principal.Principal;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEventCodec;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.signals.Follower;
import dev.switchboard.signals.Frame;
import dev.switchboard.web.Answer;
import dev.switchboard.web.BodyStream;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.Exchange.Header;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /runs}: starts a run and tells its caller of it in the way that the caller asked for. */
final class StartRoute {
    private static final byte[] SIGN_OF_LIFE = {' '};

    private final Runs runs;
    private final StartRequestReader reader;
    private final EventStreams streams;
    private final RunEventCodec codec = new RunEventCodec();

    StartRoute(Runs runs, StartRequestReader reader, EventStreams streams) {
        this.runs = runs;
        this.reader = reader;
        this.streams = streams;
    }

    void handle(Exchange exchange) throws InterruptedException {
        StartRequest request = reader.read(JsonBody.read(exchange), caller(exchange));
        Runs.Started started = runs.start(
                exchange.principal(), request.spec(), request.session(), request.onBusy(), request.repeatable());
        switch (request.listening()) {
            case StartRequest.Listening.Elsewhere() -> accept(exchange, started);
            case StartRequest.Listening.Streamed(boolean deltas) ->
                tell(exchange, started, () -> stream(exchange, started, deltas));
            case StartRequest.Listening.Whole(boolean events) ->
                tell(exchange, started, () -> answerWhole(exchange, started, events));
        }
    }

    /** Tells of a run on this connection. If the connection started the run, the run hears when it is there no more. */
    private void tell(Exchange exchange, Runs.Started started, Telling telling) throws InterruptedException {
        if (started.replayed()) {
            telling.tell();
            return;
        }
        RunId id = started.run().id();
        exchange.onDisconnect(() -> runs.readerGone(id));
        try {
            telling.tell();
        } catch (RuntimeException | InterruptedException e) {
            runs.readerGone(id);
            throw e;
        }
    }

    private static StartRequestReader.Caller caller(Exchange exchange) {
        boolean trusted = exchange.principal() instanceof Principal.Operator || exchange.fromLoopback();
        return new StartRequestReader.Caller(
                trusted,
                exchange.header("Idempotency-Key").orElse(null),
                exchange.trace().toString());
    }

    private static void accept(Exchange exchange, Runs.Started started) {
        Answer answer = Json.answer(202, RunJson.accepted(started.run()));
        for (Header header : headers(started)) {
            answer = answer.with(header.name(), header.value());
        }
        exchange.answer(answer);
    }

    private void stream(Exchange exchange, Runs.Started started, boolean deltas) throws InterruptedException {
        RunId id = started.run().id();
        try (Follower follower = runs.follow(exchange.principal(), id, 0, deltas)) {
            Framing framing = Framing.of(exchange);
            EventStream stream = streams.of(id, follower, framing);
            exchange.onDisconnect(stream::leave);
            List<Header> headers = new ArrayList<>(framing.headers());
            headers.addAll(headers(started));
            stream.send(exchange.stream(200, headers));
        }
    }

    /** The answer begins at once, so that its headers tell the run's id while it runs; its body is one JSON object at the end. */
    private void answerWhole(Exchange exchange, Runs.Started started, boolean events) throws InterruptedException {
        Run run = started.run();
        WholeAnswer answer = new WholeAnswer(codec);
        BodyStream body;
        try (Follower follower = runs.follow(exchange.principal(), run.id(), 0, false)) {
            exchange.onDisconnect(follower::close);
            List<Header> headers = new ArrayList<>(headers(started));
            headers.add(new Header("Content-Type", "application/json"));
            headers.add(new Header("Cache-Control", "no-store"));
            body = exchange.stream(200, headers);
            while (!answer.complete()) {
                List<Frame> frames = follower.next(streams.heartbeat());
                frames.forEach(answer::add);
                if (!body.open() || (frames.isEmpty() && !body.write(SIGN_OF_LIFE))) {
                    return;
                }
            }
        }
        String text = Json.text(answer.json(run));
        if (events) {
            body.write(utf8(text.substring(0, text.length() - 1) + ",\"events\":["));
            writeEvents(exchange, run, body);
            body.write(utf8("]}\n"));
        } else {
            body.write(utf8(text + "\n"));
        }
        body.end();
    }

    /** Reads the events once more rather than keep them while the run goes on. */
    private void writeEvents(Exchange exchange, Run run, BodyStream body) throws InterruptedException {
        Lines lines = streams.lines(Framing.NDJSON);
        boolean more = true;
        try (Follower follower = runs.follow(exchange.principal(), run.id(), 0, false)) {
            while (more) {
                ByteArrayOutputStream batch = new ByteArrayOutputStream();
                for (Frame frame : follower.poll()) {
                    if (frame instanceof Frame.Event(Entry entry)) {
                        if (entry.seq() > 1) {
                            batch.write(',');
                        }
                        batch.writeBytes(lines.of(entry));
                    }
                    more &= !EventStream.ends(frame);
                }
                more &= body.write(batch.toByteArray());
            }
        }
    }

    private static List<Header> headers(Runs.Started started) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("X-Run-Id", started.run().id().value()));
        headers.add(new Header("X-Session-Id", started.run().session().value()));
        if (started.replayed()) {
            headers.add(new Header("Idempotent-Replayed", "true"));
        }
        return headers;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Telling {
        void tell() throws InterruptedException;
    }
}
