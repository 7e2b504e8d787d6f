package dev.switchboard.runs.record;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RunEventCodecTest {
    private static final Usage USAGE = new Usage(10, 5, 2, 1);
    private static final Digest DIGEST = new Digest(7, "ab".repeat(32));
    private final RunEventCodec codec = new RunEventCodec();

    static Stream<Arguments> events() {
        return Stream.of(
                Arguments.of(
                        new RunEvent.ThreadStarted(
                                new RunId("r"),
                                "/w",
                                "/a.yaml",
                                new SessionId("s"),
                                "kimi-k2",
                                Map.of("KIMI_API_KEY", "******"),
                                List.of("FOO"),
                                true),
                        "thread.started",
                        """
                        {"thread_id":"r","work_dir":"/w","agent_file":"/a.yaml","session_id":"s","model_name":"kimi-k2",\
                        "env_overrides":{"KIMI_API_KEY":"******"},"env_ignored":["FOO"],"thinking":true}"""),
                Arguments.of(new RunEvent.TurnStarted(), "turn.started", "{}"),
                Arguments.of(new RunEvent.StepBegin(3), "step_begin", "{\"n\":3}"),
                Arguments.of(new RunEvent.StepInterrupted(), "step_interrupted", "null"),
                Arguments.of(
                        new RunEvent.StepRetry(2, 1, Duration.ofMillis(800), "429", List.of("i1")),
                        "step_retry",
                        "{\"n\":2,\"attempt\":1,\"delay_ms\":800,\"reason\":\"429\",\"discarded\":[\"i1\"]}"),
                Arguments.of(
                        new RunEvent.Thought("i", "hm 想"),
                        "content_part",
                        "{\"type\":\"think\",\"think\":\"hm 想\",\"item_id\":\"i\"}"),
                Arguments.of(
                        new RunEvent.ItemStarted(new RunEvent.Item("i", "hi \"you\"\n")),
                        "item.started",
                        "{\"item\":{\"id\":\"i\",\"type\":\"agent_message\",\"text\":\"hi \\\"you\\\"\\n\"}}"),
                Arguments.of(
                        new RunEvent.ItemCompleted(new RunEvent.Item("i", "你好 👋")),
                        "item.completed",
                        "{\"item\":{\"id\":\"i\",\"type\":\"agent_message\",\"text\":\"你好 👋\"}}"),
                Arguments.of(
                        new RunEvent.ToolCalled(new ToolCall("c", "Bash", "{\"command\":\"ls\"}")),
                        "tool_call",
                        "{\"type\":\"function\",\"id\":\"c\",\"function\":{\"name\":\"Bash\",\"arguments\":\"{\\\"command\\\":\\\"ls\\\"}\"}}"),
                Arguments.of(
                        new RunEvent.ToolEnded("c", new ToolResult(false, "out", "went wrong", "wrong")),
                        "tool_result",
                        "{\"tool_call_id\":\"c\",\"ok\":false,\"result\":{\"output\":\"out\",\"message\":\"went wrong\",\"brief\":\"wrong\"}}"),
                Arguments.of(new RunEvent.StatusUpdate(0.25), "status_update", "{\"context_usage\":0.25}"),
                Arguments.of(
                        new RunEvent.UsageReported(USAGE),
                        "usage",
                        "{\"prompt_tokens\":10,\"completion_tokens\":5,\"cached_tokens\":2,\"reasoning_tokens\":1}"),
                Arguments.of(
                        new RunEvent.UsageReported(
                                new Usage(10, 5, 2, 1, new Cost(new BigDecimal("0.00000040"), "CNY"))),
                        "usage",
                        """
                        {"prompt_tokens":10,"completion_tokens":5,"cached_tokens":2,"reasoning_tokens":1,\
                        "cost":{"amount":"0.0000004","currency":"CNY"}}"""),
                Arguments.of(
                        new RunEvent.ApprovalRequested(
                                "a", "c", "Bash", "run shell command", "Run command `ls`", Instant.ofEpochSecond(60)),
                        "approval_request",
                        """
                        {"id":"a","tool_call_id":"c","sender":"Bash","action":"run shell command",\
                        "description":"Run command `ls`","expires_at":"1970-01-01T00:01:00.000Z"}"""),
                Arguments.of(
                        new RunEvent.ApprovalAnswered("a", Approval.Decision.APPROVE_FOR_SESSION, "operator", null),
                        "approval_response",
                        "{\"id\":\"a\",\"decision\":\"approve_for_session\",\"by\":\"operator\"}"),
                Arguments.of(
                        new RunEvent.ApprovalAnswered("a", Approval.Decision.REJECT, "local", "not there"),
                        "approval_response",
                        "{\"id\":\"a\",\"decision\":\"reject\",\"by\":\"local\",\"feedback\":\"not there\"}"),
                Arguments.of(new RunEvent.Steered("left"), "steer", "{\"text\":\"left\"}"),
                Arguments.of(new RunEvent.Resumed("server_restart"), "resumed", "{\"reason\":\"server_restart\"}"),
                Arguments.of(
                        new RunEvent.Nested("c", new RunEvent.StepInterrupted()),
                        "subagent_event",
                        "{\"task_tool_call_id\":\"c\",\"event\":{\"type\":\"step_interrupted\"}}"),
                Arguments.of(
                        new RunEvent.Nested("c", new RunEvent.StepBegin(1)),
                        "subagent_event",
                        "{\"task_tool_call_id\":\"c\",\"event\":{\"type\":\"step_begin\",\"payload\":{\"n\":1}}}"),
                Arguments.of(
                        new RunEvent.Failed("failed to prepare runtime", "no such file"),
                        "error",
                        "{\"message\":\"failed to prepare runtime\",\"details\":\"no such file\"}"),
                Arguments.of(
                        new RunEvent.RunCompleted(RunStatus.CANCELLED), "run_completed", "{\"status\":\"cancelled\"}"),
                Arguments.of(
                        new RunEvent.TurnCompleted(
                                RunStatus.ERROR,
                                "provider",
                                4,
                                USAGE,
                                DIGEST,
                                new RunEvent.Failed("LLM provider error: x", null)),
                        "turn.completed",
                        """
                        {"status":"error","reason":"provider","steps":4,"usage":{"prompt_tokens":10,"completion_tokens":5,\
                        "cached_tokens":2,"reasoning_tokens":1},"digest":{"events":7,"sha256":"%s"},\
                        "error":{"message":"LLM provider error: x"}}""".formatted("ab".repeat(32))),
                Arguments.of(
                        new RunEvent.TurnCompleted(RunStatus.FINISHED, null, null, Usage.NONE, DIGEST, null),
                        "turn.completed",
                        """
                        {"status":"finished","usage":{"prompt_tokens":0,"completion_tokens":0,"cached_tokens":0,\
                        "reasoning_tokens":0},"digest":{"events":7,"sha256":"%s"}}""".formatted("ab".repeat(32))));
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventIsWrittenAsItsLineAndReadBack(RunEvent event, String type, String payload) {
        assertThat(codec.type(event)).isEqualTo(type);
        assertThat(codec.encode(event)).isEqualTo(payload);
        assertThat(codec.decode(type, codec.version(), payload)).isEqualTo(event);
    }
}
