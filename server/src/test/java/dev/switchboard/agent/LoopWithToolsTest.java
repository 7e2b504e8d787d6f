package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.calls;
import static dev.switchboard.agent.Answer.says;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.AgentEvent.StepInterrupted;
import dev.switchboard.agent.AgentEvent.ToolEnded;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.builtin.BuiltinTools;
import dev.switchboard.agent.tool.builtin.Processes;
import dev.switchboard.agent.tool.builtin.ToolConfig;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SystemTime;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built-in agent with its real tools, in a real directory, under a rehearsed model. */
class LoopWithToolsTest {
    private final RecordingHost host = RecordingHost.commanded("go");
    private final SystemTime time = new SystemTime();

    @TempDir
    Path temp;

    private Path dir;

    @BeforeEach
    void realPath() throws Exception {
        dir = Files.createDirectory(temp.toRealPath().resolve("work"));
    }

    @AfterEach
    void everyItemIsClosedOnceAndNobodySpeaksAfterThat() {
        assertThat(host.openItems()).isEmpty();
        assertThat(host.faults()).isEmpty();
    }

    @Test
    void filesThatOneCallWritesTheNextOnesRead() throws Exception {
        host.approves("w").approves("b");
        var model = RehearsedModel.of(
                calls("w", "WriteFile", "{\"path\":\"" + dir.resolve("a.txt") + "\",\"content\":\"one\\ntwo\\n\"}"),
                calls("b", "Bash", "{\"command\":\"wc -l a.txt\"}")
                        .calling("r", "ReadFile", "{\"path\":\"" + dir.resolve("a.txt") + "\"}"),
                says("Two lines."));

        assertThat(agent(model).work(host.conversation(), host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(ToolEnded.class))
                .hasSize(3)
                .allMatch(ended -> ended.result().ok());
        assertThat(host.asked()).containsExactly("w", "b");
        assertThat(model.requests().get(2).messages())
                .filteredOn(Message.ToolReply.class::isInstance)
                .anySatisfy(reply -> assertThat(reply.toString()).contains("2 a.txt"))
                .anySatisfy(reply -> assertThat(reply.toString()).contains("\tone"));
        assertThat(host.items(ItemKind.TOOL_OUTPUT))
                .extracting(item -> item.text().strip())
                .contains("2 a.txt");
    }

    @Test
    void whatDoesNotFitAToolIsAnsweredBeforeAnybodyIsAsked() throws Exception {
        var model = RehearsedModel.of(
                calls("a", "Bash", "{\"command\":")
                        .calling("b", "Bash", "{\"cmd\":\"ls\"}")
                        .calling("c", "Task", "{}"),
                says("Sorry."));

        assertThat(agent(model).work(host.conversation(), host)).isEqualTo(new Outcome.Finished());

        assertThat(host.asked()).isEmpty();
        assertThat(host.events(ToolEnded.class))
                .extracting(ended -> ended.result().brief())
                .containsExactlyInAnyOrder("Invalid arguments", "Invalid arguments", "Tool `Task` not found");
    }

    @Test
    void aCancelEndsTheProcessesOfACommand() throws Exception {
        host.approves("b");
        Agent agent = agent(RehearsedModel.of(calls("b", "Bash", "{\"command\":\"echo ready; sleep 600\"}")));
        var worker = LoopFixture.start(() -> agent.work(host.conversation(), host));
        host.await(
                "the command",
                () -> host.items(ItemKind.TOOL_OUTPUT).stream()
                        .anyMatch(item -> item.text().contains("ready")));
        ProcessGroup group = host.conversation().open().getFirst().group();
        assertThat(group).isNotNull();
        assertThat(Processes.isAlive(group.pid())).isTrue();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(Processes.isAlive(group.pid())).isFalse();
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
    }

    private Agent agent(ModelClient model) throws PreparationException {
        ToolBox tools = new ToolBox(BuiltinTools.all(ToolConfig.DEFAULTS, Map.of(), null, time), new CountingIds(0));
        return new LoopAgents(tools, _ -> model, "Linux", time, new CountingIds(0))
                .prepare(new Agents.Assignment(dir, List.of(), null, LoopFixture.MODEL, false, "s", 10, 0));
    }
}
