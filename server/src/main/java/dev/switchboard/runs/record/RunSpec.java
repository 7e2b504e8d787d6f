package dev.switchboard.runs.record;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What somebody wants done.
 *
 * @param command for the agent, as it was given
 * @param workDir an existing directory, as a real path
 * @param model alias of a configured model; absent for the default one
 * @param env settings of the model for this run, keys in upper case; values of secret keys are kept in memory only
 * @param yolo whether tools need nobody's approval
 * @param metadata a JSON object of the caller's own, as text; {@code {}} when there is none
 * @param traceParent W3C trace context of whoever asked; handed on to the model's provider
 */
public record RunSpec(
        String command,
        Path workDir,
        @Nullable Path agentFile,
        @Nullable String model,
        @Nullable Path configFile,
        Map<String, String> env,
        boolean yolo,
        boolean thinking,
        OnDisconnect onDisconnect,
        Budget budget,
        String metadata,
        Origin origin,
        @Nullable String traceParent) {
    public RunSpec {
        env = Map.copyOf(env);
    }

    /** Without what is secret, and without the command. */
    @Override
    public String toString() {
        return "RunSpec[workDir=" + workDir + ", model=" + model + ", env=" + Secrets.hidden(env) + ", origin=" + origin
                + "]";
    }

    /** As it may be stored: what is secret is named, and hidden. */
    public RunSpec withoutSecrets() {
        return new RunSpec(
                command,
                workDir,
                agentFile,
                model,
                configFile,
                Secrets.hidden(env),
                yolo,
                thinking,
                onDisconnect,
                budget,
                metadata,
                origin,
                traceParent);
    }

    /** Names of the secrets that a stored one lacks. */
    public List<String> lostSecrets() {
        return Secrets.lost(env);
    }

    /** The trace that the run belongs to; absent for a run that nobody traces. */
    public @Nullable String traceId() {
        String[] parts = traceParent == null ? new String[0] : traceParent.split("-", -1);
        return parts.length < 3 ? null : parts[1];
    }

    /** What becomes of the run when the connection that started it goes away, and when the server restarts. */
    public enum OnDisconnect {
        CANCEL,
        CONTINUE
    }

    /** How much a run may use; absent means the server's own bound. */
    public record Budget(
            @Nullable Integer steps,
            @Nullable Long tokens,
            @Nullable Long seconds) {
        public static final Budget NONE = new Budget(null, null, null);
    }

    /**
     * Where a run comes from. Features that start runs find theirs again by it, and show its approvals where their users are.
     *
     * @param kind {@code http}, {@code chat}, {@code task}, {@code hosted}, …
     * @param ref what the kind calls it; empty for {@code http}
     */
    public record Origin(String kind, String ref) {
        public static final Origin HTTP = new Origin("http", "");
    }
}
