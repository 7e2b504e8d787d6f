package dev.switchboard.agent.model;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where models are named.
 *
 * @param own the product's own configuration; looked at first
 * @param file {@code config.json} of the runs protocol; looked at next, read anew for each run, never created; absent for none
 * @param env the environment of the server's process
 * @param demo whether the scripted model is there, as {@code demo}, and is the default
 * @param callTimeout the longest that one call of any model may take
 */
public record ModelSources(
        ModelsConfig own, @Nullable Path file, Map<String, String> env, boolean demo, Duration callTimeout) {
    public ModelSources {
        env = Map.copyOf(env);
    }
}
