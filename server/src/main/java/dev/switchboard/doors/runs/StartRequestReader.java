package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.CanonicalJson;
import dev.switchboard.doors.json.Faults;
import dev.switchboard.doors.json.Fields;
import dev.switchboard.doors.json.Homes;
import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.PathFields;
import dev.switchboard.doors.json.PythonText;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.SessionId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Turns the body of {@code POST /runs} into a {@link StartRequest}, or refuses it with every rule that it breaks, in the order of the
 * fields. Unknown fields are ignored. Any thread may use it; it looks at directories and so may block.
 */
final class StartRequestReader {
    private static final int COMMAND_CHARS_MAX = Integer.MAX_VALUE;
    private static final int NAME_CHARS_MAX = 200;
    private static final int ENV_ENTRIES_MAX = 256;
    private static final int ENV_CHARS_MAX = 64 * 1024;
    private static final int METADATA_BYTES_MAX = 16 * 1024;
    private static final int KEY_CHARS_MAX = 255;
    private static final long BUDGET_STEPS_MAX = 100_000;
    private static final long BUDGET_TOKENS_MAX = 1_000_000_000_000L;
    private static final long BUDGET_SECONDS_MAX = 365L * 24 * 3600;

    private final Homes homes;
    private final ModelCatalog models;

    StartRequestReader(Homes homes, ModelCatalog models) {
        this.homes = homes;
        this.models = models;
    }

    /**
     * Reads a request.
     *
     * @throws ProblemException {@code InvalidRequest} or {@code Forbidden}
     */
    StartRequest read(JsonNode body, Caller caller) {
        Faults faults = new Faults();
        if (!body.isObject()) {
            faults.add(List.of(), "model_type", "Input should be a valid dictionary or instance of RunRequest", null);
            faults.throwIfAny();
        }
        Fields fields = new Fields(body, List.of(), faults);
        if (!caller.trusted() && fields.given("config_file")) {
            throw new ProblemException(new Problem.Forbidden(
                    "config_file: not allowed from here (expected: the operator, or a caller on this machine)",
                    "send the operator's token as Authorization: Bearer, or leave config_file out"));
        }

        String command = command(fields, faults);
        PathFields paths = new PathFields(fields, faults, homes);
        Optional<Path> workDir = paths.workDir("work_dir");
        Optional<Path> agentFile = paths.path("agent_file");
        Optional<String> model = fields.text("model_name", NAME_CHARS_MAX).filter(name -> !name.isEmpty());
        Optional<Path> configFile = paths.existingFile("config_file");
        checkModel(model, configFile, fields, faults);
        Map<String, String> env = env(fields, faults);
        Fields options =
                fields.object("options", "model_type", "Input should be a valid dictionary or instance of RunOptions");
        boolean yolo = options.truth("yolo", true);
        boolean thinking = options.truth("thinking", false);
        boolean stream = fields.truth("stream", true);
        boolean events = fields.truth("include_events", false);

        boolean background = fields.truth("background", false);
        Optional<SessionId> session = session(fields, faults);
        RunSpec.OnDisconnect onDisconnect = onDisconnect(background, fields, faults);
        Runs.OnBusy onBusy = fields.word("on_busy", List.of("queue", "reject"))
                .map(word -> Runs.OnBusy.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(Runs.OnBusy.QUEUE);
        boolean deltas = fields.truth("deltas", false);
        RunSpec.Budget budget = budget(fields);
        String metadata = metadata(fields, faults);
        for (String webhook : List.of("webhook_url", "webhook_secret")) {
            if (fields.given(webhook)) {
                faults.value(webhook, "this server sends no webhooks; follow the run's events instead", null);
            }
        }
        Runs.Idempotency repeatable = repeatable(caller.idempotencyKey(), body, faults);
        faults.throwIfAny();

        RunSpec spec = new RunSpec(
                command,
                workDir.orElseThrow(),
                agentFile.orElse(null),
                model.orElse(null),
                configFile.orElse(null),
                env,
                yolo,
                thinking,
                onDisconnect,
                budget,
                metadata,
                RunSpec.Origin.HTTP,
                caller.traceParent());
        return new StartRequest(
                spec, session.orElse(null), onBusy, repeatable, listening(background, stream, events, deltas));
    }

    private static StartRequest.Listening listening(
            boolean background, boolean stream, boolean events, boolean deltas) {
        if (background) {
            return new StartRequest.Listening.Elsewhere();
        }
        return stream ? new StartRequest.Listening.Streamed(deltas) : new StartRequest.Listening.Whole(events);
    }

    private static String command(Fields fields, Faults faults) {
        Optional<String> command = fields.requiredText("command", COMMAND_CHARS_MAX);
        if (command.isPresent() && PythonText.isBlank(command.get())) {
            faults.value("command", "command cannot be empty", null);
        }
        return command.orElse("");
    }

    private void checkModel(Optional<String> model, Optional<Path> configFile, Fields fields, Faults faults) {
        boolean configIsBroken = fields.given("config_file") && configFile.isEmpty();
        if (model.isEmpty() || configIsBroken) {
            return;
        }
        try {
            models.check(model.get(), configFile.orElse(null));
        } catch (ProblemException e) {
            if (!(e.problem() instanceof Problem.InvalidRequest refused)) {
                throw e;
            }
            refused.faults().forEach(fault -> faults.value("model_name", fault.msg(), fields.raw("model_name")));
        }
    }

    private static Map<String, String> env(Fields fields, Faults faults) {
        Map<String, String> env = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry :
                fields.map("env").map(JsonNode::properties).orElse(Set.of())) {
            if (!entry.getKey().isEmpty()) {
                env.put(entry.getKey().toUpperCase(Locale.ROOT), PythonText.of(entry.getValue()));
            }
        }
        int chars = 0;
        boolean unicode = true;
        for (Map.Entry<String, String> entry : env.entrySet()) {
            chars += entry.getKey().length() + entry.getValue().length();
            unicode &= Fields.isUnicode(entry.getKey()) && Fields.isUnicode(entry.getValue());
        }
        if (env.size() > ENV_ENTRIES_MAX || chars > ENV_CHARS_MAX) {
            faults.add(
                    List.of("env"),
                    "too_long",
                    "Dictionary should have at most " + ENV_ENTRIES_MAX + " items and " + ENV_CHARS_MAX + " characters",
                    null);
        }
        if (!unicode) {
            faults.add(List.of("env"), "string_unicode", "Input should hold valid strings only", null);
        }
        return env;
    }

    private static Optional<SessionId> session(Fields fields, Faults faults) {
        Optional<String> session = fields.text("session_id", NAME_CHARS_MAX);
        if (session.isPresent() && session.get().isBlank()) {
            faults.value("session_id", "expected the id of a session", null);
            return Optional.empty();
        }
        return session.map(SessionId::new);
    }

    private static RunSpec.OnDisconnect onDisconnect(boolean background, Fields fields, Faults faults) {
        Optional<RunSpec.OnDisconnect> chosen = fields.word("on_disconnect", List.of("cancel", "continue"))
                .map(word -> RunSpec.OnDisconnect.valueOf(word.toUpperCase(Locale.ROOT)));
        if (background && chosen.isPresent() && chosen.get() == RunSpec.OnDisconnect.CANCEL) {
            faults.value(
                    "on_disconnect",
                    "a background run has no connection that could end it (expected: continue)",
                    fields.raw("on_disconnect"));
        }
        return chosen.orElse(background ? RunSpec.OnDisconnect.CONTINUE : RunSpec.OnDisconnect.CANCEL);
    }

    private static RunSpec.Budget budget(Fields fields) {
        if (!fields.given("budget")) {
            return RunSpec.Budget.NONE;
        }
        Fields budget = fields.object("budget", "dict_type", "Input should be a valid dictionary");
        OptionalLong steps = budget.whole("steps", 1, BUDGET_STEPS_MAX);
        OptionalLong tokens = budget.whole("tokens", 1, BUDGET_TOKENS_MAX);
        OptionalLong seconds = budget.whole("seconds", 1, BUDGET_SECONDS_MAX);
        return new RunSpec.Budget(steps.isPresent() ? (int) steps.getAsLong() : null, boxed(tokens), boxed(seconds));
    }

    private static @Nullable Long boxed(OptionalLong value) {
        return value.isPresent() ? value.getAsLong() : null;
    }

    private static String metadata(Fields fields, Faults faults) {
        Optional<JsonNode> metadata = fields.given("metadata") ? fields.map("metadata") : Optional.empty();
        if (metadata.isEmpty()) {
            return "{}";
        }
        String text = Json.text(metadata.get());
        if (!Fields.isUnicode(text)) {
            faults.add(List.of("metadata"), "string_unicode", "Input should hold valid strings only", null);
        } else if (text.getBytes(StandardCharsets.UTF_8).length > METADATA_BYTES_MAX) {
            faults.value("metadata", "expected at most " + METADATA_BYTES_MAX + " bytes of JSON", null);
        }
        return text;
    }

    private static Runs.@Nullable Idempotency repeatable(@Nullable String key, JsonNode body, Faults faults) {
        if (key == null) {
            return null;
        }
        if (key.isEmpty() || key.length() > KEY_CHARS_MAX || !key.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            faults.value("Idempotency-Key", "expected 1 to " + KEY_CHARS_MAX + " visible ASCII characters", null);
        }
        return new Runs.Idempotency(key, CanonicalJson.fingerprint(body));
    }

    /**
     * What a request says besides its body.
     *
     * @param trusted whether the caller may choose the configuration's file
     */
    record Caller(
            boolean trusted,
            @Nullable String idempotencyKey,
            @Nullable String traceParent) {}
}
