package dev.switchboard.agent.model;

import static java.util.Objects.requireNonNull;

import dev.switchboard.agent.model.ModelChoice.Capability;
import dev.switchboard.config.Secret;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which model a run gets, and how it is reached. Configuration is overridden by the environment of the process, and that by the
 * environment of the request. Files are read anew each time, so nothing that a request brought outlives it. Any thread may use it; it
 * blocks on files.
 */
public final class Models {
    private static final String DEMO = "demo";
    private static final long MIN_CONTEXT = 50_000;
    private static final long DEMO_CONTEXT = 1_000_000;
    private static final long UNNAMED_CONTEXT = 100_000;
    private static final int NAMES_IN_ANSWER = 20;

    private final ModelSources sources;
    private final ModelClients clients;

    public Models(ModelSources sources, ModelClients clients) {
        this.sources = sources;
        this.clients = clients;
    }

    /**
     * The model for one run.
     *
     * @param alias absent or empty for the default model
     * @param configFile of the request: takes the place of every other configuration, and the server's key is not sent to where it points
     * @param requestEnv keys in upper case
     * @return a choice that is not {@linkplain ModelChoice#configured configured} when nobody names a model
     * @throws ProblemException when there is no such alias or no such file
     * @throws ModelConfigException when what is configured cannot be used
     */
    public ModelChoice resolve(@Nullable String alias, @Nullable Path configFile, Map<String, String> requestEnv)
            throws ModelConfigException {
        String name = alias == null ? "" : alias;
        ModelEnv env = new ModelEnv(
                configFile == null
                        ? pick(
                                name,
                                requestEnv.getOrDefault("KIMI_BASE_URL", "").isEmpty())
                        : pick(name, configFile));
        env.applyProcess(sources.env(), configFile == null);
        env.applyRequest(requestEnv);
        ModelChoice choice = env.choice(sources.callTimeout());
        if (choice.maxContext() < MIN_CONTEXT) {
            throw new ModelConfigException("max_context_size of the model: " + choice.maxContext()
                    + " (expected: at least " + MIN_CONTEXT + " tokens)");
        }
        return choice;
    }

    /** The models that a run can name. Those whose configuration cannot be used are left out. */
    public List<Listed> list() throws ModelConfigException {
        Set<String> aliases = aliases(file());
        String defaultAlias = usable("").map(ModelChoice::alias).orElse("");
        List<Listed> listed = new ArrayList<>();
        for (String alias : aliases) {
            usable(alias)
                    .ifPresent(choice -> listed.add(new Listed(
                            alias,
                            choice.provider(),
                            choice.model(),
                            choice.capabilities(),
                            alias.equals(defaultAlias))));
        }
        return listed;
    }

    /** A client for a configured model. */
    public ModelClient client(ModelChoice choice) {
        if (!choice.configured()) {
            throw new IllegalArgumentException("no model is configured (expected: a configured choice)");
        }
        return clients.client(choice);
    }

    /** A model that can be named. */
    public record Listed(
            String alias,
            ModelChoice.Provider provider,
            String model,
            Set<Capability> capabilities,
            boolean isDefault) {
        public Listed {
            capabilities = Set.copyOf(capabilities);
        }
    }

    private Optional<ModelChoice> usable(String alias) {
        try {
            return Optional.of(resolve(alias, null, Map.of()));
        } catch (ModelConfigException e) {
            return Optional.empty(); // A run that names it is told why.
        }
    }

    private Picked pick(String alias, Path configFile) throws ModelConfigException {
        if (!Files.isRegularFile(configFile)) {
            throw new ProblemException(
                    Problem.InvalidRequest.of("config_file", "no such file (expected: an existing file)"));
        }
        ModelsConfig config = ModelsConfig.read(configFile);
        String name = alias.isEmpty() ? config.defaultModel() : alias;
        if (name.isEmpty()) {
            return unnamed(config.loop());
        }
        if (!config.models().containsKey(name)) {
            throw unknown(config.models().keySet());
        }
        return configured(name, config, config.loop());
    }

    private Picked pick(String alias, boolean demoMayBeDefault) throws ModelConfigException {
        ModelsConfig own = sources.own();
        if (alias.isEmpty() && sources.demo() && demoMayBeDefault) {
            return demo();
        }
        String ownName = alias.isEmpty() ? own.defaultModel() : alias;
        if (own.models().containsKey(ownName)) {
            return configured(ownName, own, own.loop());
        }
        ModelsConfig file = file();
        String fileName = alias.isEmpty() ? file.defaultModel() : alias;
        ModelsConfig.Loop loop = own.loop() == null ? file.loop() : own.loop();
        if (file.models().containsKey(fileName)) {
            return configured(fileName, file, loop);
        }
        if (alias.isEmpty() || alias.equals(nameOfEnvironment())) {
            return unnamed(loop);
        }
        if (sources.demo() && alias.equals(DEMO)) {
            return demo();
        }
        throw unknown(aliases(file));
    }

    private Set<String> aliases(ModelsConfig file) {
        Set<String> aliases = new LinkedHashSet<>();
        if (sources.demo()) {
            aliases.add(DEMO);
        }
        aliases.addAll(sources.own().models().keySet());
        aliases.addAll(file.models().keySet());
        String named = nameOfEnvironment();
        if (!named.isEmpty()) {
            aliases.add(named);
        }
        return aliases;
    }

    /** The model that the environment alone describes; empty when it does not. */
    private String nameOfEnvironment() {
        return sources.env().getOrDefault("KIMI_BASE_URL", "").isBlank()
                ? ""
                : sources.env().getOrDefault("KIMI_MODEL_NAME", "").strip();
    }

    private ModelsConfig file() throws ModelConfigException {
        Path file = sources.file();
        return file == null || !Files.exists(file) ? ModelsConfig.EMPTY : ModelsConfig.read(file);
    }

    private static Picked configured(String alias, ModelsConfig config, ModelsConfig.@Nullable Loop loop)
            throws ModelConfigException {
        ModelsConfig.Model model = requireNonNull(config.models().get(alias));
        ModelsConfig.Provider provider = requireNonNull(config.providers().get(model.provider()));
        ModelChoice.Provider spoken = provider.type()
                .spoken()
                .orElseThrow(() -> new ModelConfigException("providers." + model.provider() + ".type: \""
                        + provider.type().word() + "\" is not supported (expected: kimi, openai_legacy or scripted)"));
        return new Picked(alias, spoken, provider, model, loop(loop));
    }

    private static Picked demo() {
        return new Picked(
                DEMO,
                ModelChoice.Provider.SCRIPTED,
                new ModelsConfig.Provider(ModelsConfig.Type.SCRIPTED, "", Secret.NONE, Map.of()),
                new ModelsConfig.Model(DEMO, "scripted", DEMO_CONTEXT, Set.of(Capability.THINKING), null),
                ModelsConfig.Loop.DEFAULT);
    }

    private static Picked unnamed(ModelsConfig.@Nullable Loop loop) {
        return new Picked(
                "",
                ModelChoice.Provider.KIMI,
                new ModelsConfig.Provider(ModelsConfig.Type.KIMI, "", Secret.NONE, Map.of()),
                new ModelsConfig.Model("", "", UNNAMED_CONTEXT, Set.of(), null),
                loop(loop));
    }

    private static ModelsConfig.Loop loop(ModelsConfig.@Nullable Loop loop) {
        return loop == null ? ModelsConfig.Loop.DEFAULT : loop;
    }

    private static ProblemException unknown(Set<String> known) {
        String expected = known.isEmpty()
                ? "no name: no models are configured"
                : "one of "
                        + known.stream().limit(NAMES_IN_ANSWER).collect(Collectors.joining(", "))
                        + (known.size() > NAMES_IN_ANSWER ? ", …" : "");
        return new ProblemException(
                Problem.InvalidRequest.of("model_name", "unknown model (expected: " + expected + ")"));
    }

    /** What the configuration says, before any environment. */
    record Picked(
            String alias,
            ModelChoice.Provider spoken,
            ModelsConfig.Provider provider,
            ModelsConfig.Model model,
            ModelsConfig.Loop loop) {}
}
