package dev.switchboard.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.ModelSources;
import dev.switchboard.agent.model.Models;
import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.time.RandomIds;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WarmUpTest {
    @TempDir
    Path directory;

    private final List<Path> prepared = new ArrayList<>();
    private boolean planned;

    @Test
    void anAgentIsPreparedAndNoToolIsCalled() {
        warmUp(null);

        assertThat(prepared).containsExactly(directory);
        assertThat(planned).isFalse();
    }

    @Test
    void whatIsWrongIsLeftForTheRunToTell() throws Exception {
        warmUp(Files.writeString(directory.resolve("config.json"), "{not json"));

        assertThat(prepared).isEmpty();
    }

    private void warmUp(@Nullable Path config) {
        Models models = new Models(
                new ModelSources(
                        new ModelsConfig("", Map.of(), Map.of(), null), config, Map.of(), false, Duration.ofSeconds(1)),
                _ -> {
                    throw new AssertionError("no model is spoken to");
                });
        Agents agents = assignment -> {
            prepared.add(assignment.workDir());
            throw new PreparationException("an agent file that cannot be read");
        };
        new WarmUp(models, agents, new ToolBox(List.of(new Probe()), new RandomIds()), directory).run();
    }

    private final class Probe implements Tool {
        @Override
        public ToolSpec spec() {
            return new ToolSpec("Probe", "Probes.", "{\"type\":\"object\",\"required\":[\"depth\"]}");
        }

        @Override
        public Plan plan(JsonNode arguments, ToolContext context) {
            planned = true;
            throw new AssertionError("no tool is called");
        }
    }
}
