package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelChoice.Capability;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopAgentsTest {
    private static final String URL = "http://127.0.0.1:1/v1";
    private static final ModelChoice THINKER = LoopFixture.model("k2-thinking", URL, Set.of(Capability.THINKING));

    private final RecordingHost host = RecordingHost.commanded("go");
    private final RehearsedModel model = RehearsedModel.of(says("Hi"));
    private final CountingIds ids = new CountingIds(0);
    private final ToolBox tools = new ToolBox(List.of(FakeTool.echo(), unused("ReadFile"), unused("Bash")), ids);
    private final LoopAgents agents = new LoopAgents(tools, _ -> model, "Plan 9", new SettableTime(), ids);

    @TempDir
    Path temp;

    private Path dir;

    @BeforeEach
    void realPath() throws Exception {
        dir = Files.createDirectory(temp.toRealPath().resolve("work"));
    }

    @Test
    void theBuiltInAgentKnowsWhereItIsAndWhatItHas() throws Exception {
        Files.writeString(dir.resolve("AGENTS.md"), "Use tabs, not $SPACES.");
        Agent agent = prepare(null, LoopFixture.MODEL, false);

        assertThat(agent.profile()).isEqualTo(new Agent.Profile("default", "k2", false));
        agent.work(host.conversation(), host);

        assertThat(model.requests().getFirst().systemPrompt())
                .contains("The working directory is `" + dir + "`.")
                .contains("AGENTS.md")
                .contains("\nUse tabs, not $SPACES.\n")
                .contains("2025-11-19T07:15:23.512Z")
                .contains("Plan 9")
                .doesNotContain("${");
        assertThat(model.requests().getFirst().tools()).extracting("name").containsExactly("Bash", "ReadFile");
    }

    @Test
    void anAgentFileSaysPromptArgumentsAndTools() throws Exception {
        Path file = Files.writeString(temp.resolve("agent.yaml"), """
                agent:
                  name: reviewer
                  system_prompt_path: prompt.md
                  system_prompt_args: {ROLE: reviewer, KIMI_NOW: never}
                  tools: ["kimi_cli.tools.file:ReadFile"]
                """);
        Files.writeString(temp.resolve("prompt.md"), "You are a $ROLE in ${KIMI_WORK_DIR}, $KIMI_NOW.");
        Agent agent = prepare(file, LoopFixture.MODEL, false);

        assertThat(agent.profile().agentFile()).isEqualTo(file.toString());
        agent.work(host.conversation(), host);

        assertThat(model.requests().getFirst().systemPrompt()).isEqualTo("You are a reviewer in " + dir + ", never.");
        assertThat(model.requests().getFirst().tools()).extracting("name").containsExactly("ReadFile");
    }

    @Test
    void whatCannotBePreparedIsSaid() throws Exception {
        assertThatThrownBy(() -> prepare(temp.resolve("none.yaml"), LoopFixture.MODEL, false))
                .isInstanceOf(PreparationException.class)
                .hasMessage("expect agent file to exist");

        Files.write(dir.resolve("AGENTS.md"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> prepare(null, LoopFixture.MODEL, false))
                .isInstanceOf(PreparationException.class)
                .hasMessageContaining("not UTF-8");
    }

    @Test
    void aModelIsAskedToThinkOnlyWhenItCanAndShould() throws Exception {
        assertThat(prepare(null, THINKER, true).profile().thinking()).isTrue();
        assertThat(prepare(null, THINKER, false).profile().thinking()).isFalse();
        assertThat(prepare(null, LoopFixture.MODEL, true).profile().thinking()).isFalse();

        prepare(null, THINKER, true).work(host.conversation(), host);
        assertThat(model.requests().getFirst().thinking()).isTrue();
    }

    @Test
    void withoutAModelAnAgentIsPreparedAndSaysThatItCannotWork() throws Exception {
        Agent agent = prepare(null, LoopFixture.model("k2", "", Set.of()), true);

        assertThat(agent.profile().modelName()).isEmpty();
        assertThat(agent.work(host.conversation(), host))
                .isEqualTo(new Outcome.Failed("provider", "LLM is not configured"));
    }

    private Agent prepare(@Nullable Path file, ModelChoice choice, boolean thinking) throws PreparationException {
        return agents.prepare(new Agents.Assignment(dir, List.of(), file, choice, thinking, "s", 10, 0));
    }

    private static FakeTool unused(String name) {
        return FakeTool.free(name, (_, _) -> {
            throw new AssertionError("nobody calls it");
        });
    }
}
