package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Memory;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolResult;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MemoryCodecTest {
    private final MemoryCodec codec = new MemoryCodec();

    static Stream<Memory> memories() {
        return Stream.of(
                new Memory.UserSaid(List.of(new Part.Text("go 走"), new Part.Text(""))),
                new Memory.StepBegan(4),
                new Memory.AssistantSaid(
                        2,
                        List.of(new Part.Think(""), new Part.Text("hi")),
                        List.of(new ToolCall("c", "Bash", "{broken")),
                        true,
                        new Usage(1, 2, 3, 4)),
                new Memory.AssistantSaid(1, List.of(), List.of(), false, null),
                new Memory.CallIntended("c", new ProcessGroup(77, 123_456)),
                new Memory.CallIntended("c", null),
                new Memory.CallEnded("c", new ToolResult(true, "o", "m", "b"), false),
                new Memory.CallEnded("c", ToolResult.error("no", "Rejected by user"), true));
    }

    @ParameterizedTest
    @MethodSource("memories")
    void everyMemoryIsReadAsItWasWritten(Memory memory) {
        assertThat(codec.decode(codec.type(memory), codec.version(), codec.encode(memory)))
                .isEqualTo(memory);
    }
}
