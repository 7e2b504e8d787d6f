package dev.switchboard.app;

import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelConfigException;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Models;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.doors.runs.ModelCatalog;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.ModelChooser;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.time.Time;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The configured models, for runs that get one and for the door that lists and tries them. */
final class ConfiguredModels implements ModelChooser, ModelCatalog {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredModels.class);
    private static final ToolSpec ECHO = new ToolSpec(
            "echo",
            "Repeats a word.",
            "{\"type\":\"object\",\"properties\":{\"word\":{\"type\":\"string\"}},\"required\":[\"word\"]}");
    private static final String SCRIPT = "@think Let me see.\n@say I am here.\n@tool echo {\"word\":\"here\"}";
    private static final ModelRequest TRIAL = new ModelRequest(
            "You are being tried out. Do exactly what you are asked, and briefly.",
            List.of(new Message.User(List.of(new Part.Text(
                    "Say in one short sentence that you are here, and call the tool `echo` with the word \"here\".")))),
            List.of(ECHO),
            true,
            "trial");

    private final Models models;
    private final Time time;

    ConfiguredModels(Models models, Time time) {
        this.models = models;
        this.time = time;
    }

    @Override
    public ModelChoice choose(RunSpec spec) throws PreparationException {
        try {
            return models.resolve(spec.model(), spec.configFile(), spec.env());
        } catch (ModelConfigException e) {
            throw new PreparationException(e.getMessage() + "");
        } catch (ProblemException e) {
            throw new PreparationException(e.problem().detail());
        }
    }

    @Override
    public void check(String alias, @Nullable Path configFile) {
        try {
            models.resolve(alias, configFile, Map.of());
        } catch (ModelConfigException e) {
            LOG.debug("the run itself will tell that the configuration cannot be used: {}", e.getMessage());
        }
    }

    /** Whether a run that names no model gets one. A configuration that cannot be read counts as one: the run itself tells of that. */
    boolean hasDefault() {
        try {
            return models.resolve("", null, Map.of()).configured();
        } catch (ModelConfigException e) {
            return true;
        }
    }

    @Override
    public List<Model> list() {
        try {
            return models.list().stream()
                    .map(each -> new Model(
                            each.alias(),
                            Wording.word(each.provider()),
                            each.model(),
                            each.capabilities().stream()
                                    .map(Wording::word)
                                    .sorted()
                                    .toList(),
                            each.isDefault()))
                    .toList();
        } catch (ModelConfigException e) {
            LOG.warn("models cannot be listed: {}", e.getMessage());
            return List.of();
        }
    }

    @Override
    public Trial test(String alias) throws InterruptedException {
        if (list().stream().noneMatch(model -> model.alias().equals(alias))) {
            throw new ProblemException(new Problem.NotFound("model", alias));
        }
        Observed observed = new Observed(time);
        try {
            ModelChoice choice = models.resolve(alias, null, Map.of());
            boolean scripted = choice.provider() == ModelChoice.Provider.SCRIPTED;
            ModelRequest request = new ModelRequest(
                    TRIAL.systemPrompt(),
                    scripted ? List.of(new Message.User(List.of(new Part.Text(SCRIPT)))) : TRIAL.messages(),
                    TRIAL.tools(),
                    choice.capabilities().contains(ModelChoice.Capability.THINKING),
                    TRIAL.cacheKey());
            ModelReply reply = models.client(choice).call(request, observed);
            return observed.trial(!reply.calls().isEmpty(), null);
        } catch (ModelConfigException | ModelException e) {
            return observed.trial(false, e.getMessage());
        }
    }

    /** What arrived of a trial's answer. */
    private static final class Observed implements ModelListener {
        private final Time time;
        private final long begun;
        private @Nullable Long firstMs;
        private boolean thought;

        Observed(Time time) {
            this.time = time;
            this.begun = time.nanos();
        }

        @Override
        public void think(String fragment) {
            arrived();
            thought = true;
        }

        @Override
        public void text(String fragment) {
            arrived();
        }

        @Override
        public void toolCall(String id, String name) {
            arrived();
        }

        @Override
        public void toolArguments(String id, String fragment) {
            arrived();
        }

        private void arrived() {
            if (firstMs == null) {
                firstMs = Duration.ofNanos(time.nanos() - begun).toMillis();
            }
        }

        Trial trial(boolean called, @Nullable String error) {
            return new Trial(firstMs != null, called, thought, firstMs, error);
        }
    }
}
