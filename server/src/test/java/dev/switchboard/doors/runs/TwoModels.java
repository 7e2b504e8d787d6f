package dev.switchboard.doors.runs;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A catalog of two models, of which the second one fails when it is tried. */
final class TwoModels implements ModelCatalog {

    @Override
    public void check(String alias, @Nullable Path configFile) {
        if (list().stream().noneMatch(model -> model.alias().equals(alias))) {
            throw new ProblemException(
                    Problem.InvalidRequest.of("model_name", "unknown model (expected: one of k2, local)"));
        }
    }

    @Override
    public List<Model> list() {
        return List.of(
                new Model("k2", "kimi", "kimi-k2-thinking", List.of("thinking"), true),
                new Model("local", "openai_legacy", "llama", List.of(), false));
    }

    @Override
    public Trial test(String alias) {
        return switch (alias) {
            case "k2" -> new Trial(true, true, true, 12L, null);
            case "local" -> new Trial(false, false, false, null, "connection refused");
            default -> throw new ProblemException(new Problem.NotFound("model", alias));
        };
    }
}
