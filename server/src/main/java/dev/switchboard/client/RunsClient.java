package dev.switchboard.client;

import dev.switchboard.wire.runs.AcceptedRun;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.JsonMembers;
import dev.switchboard.wire.runs.ModelDocument;
import dev.switchboard.wire.runs.ModelTestDocument;
import dev.switchboard.wire.runs.RunDocument;
import dev.switchboard.wire.runs.RunLine;
import dev.switchboard.wire.runs.StartRun;
import dev.switchboard.wire.runs.StatusDocument;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** The runs API of one server. Any thread may use it; each call blocks, and throws {@link ClientException} for every failure. */
public final class RunsClient {
    private static final Duration MODEL_TEST = Duration.ofMinutes(3);

    private final Http http;

    /**
     * @param agent how this client names itself to the server
     */
    public RunsClient(ServerAddress server, Proxies proxies, String agent) {
        this.http = new Http(server, proxies, agent);
    }

    public ServerAddress server() {
        return http.server();
    }

    /**
     * Starts a run that goes on without its readers.
     *
     * @param key makes the start repeatable: the same key and run is the same run
     */
    public Received<AcceptedRun> start(StartRun run, String key) {
        Received<AcceptedRun> accepted = read(http.post("/runs", run.json(), key, Http.ONE_SHOT), AcceptedRun::read);
        return known(accepted, accepted.value().runId());
    }

    public Received<RunDocument> run(String id) {
        return read(http.get("/runs/" + escape(id)), RunDocument::read);
    }

    /** How a run that has ended did so, as its last line says; absent when its lines are forgotten. */
    public Optional<RunLine.Ended> end(RunDocument run) {
        try (InputStream in = events(run.runId(), Math.max(0, run.lastSeq() - 1), false, Http.ONE_SHOT)) {
            byte[] text = new LineCutter(in).next();
            return text != null && StreamLine.of(text).says() instanceof RunLine.Ended ended
                    ? Optional.of(ended)
                    : Optional.empty();
        } catch (ClientException e) {
            if (e.problem() instanceof ClientProblem.Refused refused && refused.status() == 410) {
                return Optional.empty();
            }
            throw e;
        } catch (IOException e) {
            throw http.failed(e, Http.ONE_SHOT);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /**
     * Runs, newest first.
     *
     * @param status one status; empty for all
     * @param session one session; empty for all
     * @param cursor where to go on; absent for the newest
     */
    public Page<RunDocument> runs(String status, String session, int limit, @Nullable String cursor) {
        String query = "/runs?limit=" + limit
                + parameter("status", status)
                + parameter("session", session)
                + parameter("cursor", cursor == null ? "" : cursor);
        return page(http.get(query), RunDocument::read);
    }

    /** Asks a run to end; {@code Refused} with 404 when it has. */
    public String cancel(String id) {
        return text(http.post("/runs/" + escape(id) + "/cancel", new byte[0], null, Http.ONE_SHOT));
    }

    /** Approvals of all runs, newest first; {@code status} empty for all. */
    public Page<ApprovalDocument> approvals(String status, @Nullable String cursor) {
        String query = "/approvals?limit=100" + parameter("status", status)
                + parameter("cursor", cursor == null ? "" : cursor);
        return page(http.get(query), ApprovalDocument::read);
    }

    /** Approvals of one run, oldest first. */
    public Page<ApprovalDocument> approvalsOf(String run) {
        return page(http.get("/runs/" + escape(run) + "/approvals"), ApprovalDocument::read);
    }

    /** Answers an approval. The first answer wins; a later one is {@code Refused} with 409 and the facts {@code by} and {@code decision}. */
    public Received<ApprovalDocument> decide(
            String run, String approval, Decision decision, @Nullable String feedback) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        try (JsonGenerator json = new JsonFactory().createGenerator(ObjectWriteContext.empty(), body)) {
            json.writeStartObject().writeStringProperty("decision", decision.wire());
            if (feedback != null) {
                json.writeStringProperty("feedback", feedback);
            }
            json.writeEndObject();
        }
        String path = "/runs/" + escape(run) + "/approvals/" + escape(approval);
        return read(http.post(path, body.toByteArray(), null, Http.ONE_SHOT), ApprovalDocument::read);
    }

    public Page<ModelDocument> models() {
        return page(http.get("/models"), ModelDocument::read);
    }

    /** One real round trip to a model; takes as long as the model does, at most three minutes. */
    public Received<ModelTestDocument> testModel(String alias) {
        return read(
                http.post("/models/" + escape(alias) + "/test", new byte[0], null, MODEL_TEST),
                ModelTestDocument::read);
    }

    public Received<StatusDocument> status() {
        return status(Http.ONE_SHOT);
    }

    /** The same, for those who do not want to wait long. */
    public Received<StatusDocument> status(Duration patience) {
        Received<StatusDocument> status = read(http.get("/status", patience), StatusDocument::read);
        return known(status, status.value().version());
    }

    /** The lines of a run after that number, then its news; whoever reads them closes them. */
    InputStream events(String run, long after, boolean deltas, Duration silence) {
        return http.stream("/runs/" + escape(run) + "/events?after=" + after + (deltas ? "&deltas=true" : ""), silence);
    }

    private <T> Received<T> read(byte[] body, Function<JsonMembers, T> reader) {
        try {
            return new Received<>(text(body), reader.apply(JsonMembers.of(body)));
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    private <T> Page<T> page(byte[] body, Function<JsonMembers, T> reader) {
        try {
            List<Received<T>> items = new ArrayList<>();
            String next = null;
            JsonMembers members = JsonMembers.of(body);
            while (members.next()) {
                switch (members.name()) {
                    case "data" -> {
                        for (String element : members.elements()) {
                            items.add(read(element.getBytes(StandardCharsets.UTF_8), reader));
                        }
                    }
                    case "next" -> next = members.textOrNull();
                    default -> {}
                }
            }
            return new Page<>(items, next);
        } catch (JacksonException e) {
            throw notJson(e);
        }
    }

    /** What every Switchboard server says; JSON without it comes from somebody else. */
    private <T> T known(T answer, String said) {
        if (said.isEmpty()) {
            throw new ClientException(
                    new ClientProblem.NotSwitchboard(http.server().base(), "not the JSON that was expected"));
        }
        return answer;
    }

    private ClientException notJson(JacksonException e) {
        return new ClientException(
                new ClientProblem.NotSwitchboard(http.server().base(), "not the JSON that was expected"), e);
    }

    private static String text(byte[] body) {
        return new String(body, StandardCharsets.UTF_8).strip();
    }

    private static String parameter(String name, String value) {
        return value.isEmpty() ? "" : "&" + name + "=" + escape(value);
    }

    private static String escape(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** What can be answered to an approval. */
    public enum Decision {
        APPROVE("approve"),
        APPROVE_FOR_SESSION("approve_for_session"),
        REJECT("reject");

        private final String wire;

        Decision(String wire) {
            this.wire = wire;
        }

        public String wire() {
            return wire;
        }
    }
}
