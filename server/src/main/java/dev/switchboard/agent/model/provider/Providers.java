package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelClients;
import dev.switchboard.egress.Egress;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;

/** Speaks to every kind of provider that this server knows. */
public final class Providers implements ModelClients {
    private final Egress egress;
    private final Time time;
    private final Ids ids;
    private final ProviderLimits limits;

    public Providers(Egress egress, Time time, Ids ids) {
        this(egress, time, ids, ProviderLimits.DEFAULTS);
    }

    public Providers(Egress egress, Time time, Ids ids, ProviderLimits limits) {
        this.egress = egress;
        this.time = time;
        this.ids = ids;
        this.limits = limits;
    }

    @Override
    public ModelClient client(ModelChoice choice) {
        return switch (choice.provider()) {
            case KIMI, OPENAI_LEGACY -> new ChatCompletions(choice, egress, time, ids, limits);
            case SCRIPTED -> new ScriptedModel(time, ids, limits.demoPace(), choice.callTimeout());
        };
    }
}
