package dev.switchboard.doors.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.journal.Entry;
import dev.switchboard.runs.record.Digest;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunEventCodec;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunStatus;
import dev.switchboard.runs.record.SessionId;
import dev.switchboard.signals.Frame;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class WholeAnswerTest {
    private static final RunEventCodec CODEC = new RunEventCodec();
    private static final Digest DIGEST = new Digest(3, "ab".repeat(32));

    private final WholeAnswer answer = new WholeAnswer(CODEC);
    private long seq;

    @Test
    void whatWasSaidIsJoinedWithABlankLine() {
        hear(said("1", "One."), said("2", "Two."), ended(RunStatus.FINISHED, null));

        assertThat(answer.json(run()).get("conversation").toString())
                .isEqualTo(
                        "[{\"role\":\"user\",\"content\":\" go \"},{\"role\":\"assistant\",\"content\":\"One.\\n\\nTwo.\"}]");
    }

    @Test
    void aRunThatSaidNothingHasOnlyItsCommand() {
        hear(ended(RunStatus.CANCELLED, null));

        assertThat(answer.json(run()).get("conversation")).hasSize(1);
    }

    @Test
    void whatARetryTookBackIsLeftOut() {
        hear(
                said("1", "Kept."),
                said("2", "Broken"),
                new RunEvent.StepRetry(1, 1, Duration.ofMillis(300), "timeout", List.of("2", "call-9")),
                said("3", "Whole."),
                ended(RunStatus.FINISHED, null));

        assertThat(answer.json(run()).get("conversation").get(1).get("content").stringValue())
                .isEqualTo("Kept.\n\nWhole.");
    }

    @Test
    void whatASubagentSaidIsItsOwn() {
        hear(new RunEvent.Nested("call-1", said("9", "inner")), ended(RunStatus.FINISHED, null));

        assertThat(answer.json(run()).get("conversation")).hasSize(1);
    }

    @Test
    void anErrorIsToldInTheAnswer() {
        hear(ended(RunStatus.ERROR, new RunEvent.Failed("failed to prepare runtime", "expect agent file to exist")));

        JsonNode json = answer.json(run());

        assertThat(json.get("status").stringValue()).isEqualTo("error");
        assertThat(json.get("error").toString())
                .isEqualTo("{\"message\":\"failed to prepare runtime\",\"details\":\"expect agent file to exist\"}");
    }

    @Test
    void theAnswerNamesRunSessionUsageAndDigest() {
        hear(ended(RunStatus.FINISHED, null));

        JsonNode json = answer.json(run());

        assertThat(json.propertyNames())
                .containsExactly("run_id", "session_id", "conversation", "status", "usage", "digest");
        assertThat(json.get("usage").get("cached_tokens").longValue()).isEqualTo(3);
        assertThat(json.get("digest").get("sha256").stringValue()).isEqualTo("ab".repeat(32));
    }

    @Test
    void itIsCompleteOnlyAfterTheTerminalEvent() {
        hear(new RunEvent.TurnStarted(), new RunEvent.RunCompleted(RunStatus.CANCELLED));
        assertThat(answer.complete()).isFalse();

        hear(ended(RunStatus.CANCELLED, null));
        assertThat(answer.complete()).isTrue();
    }

    private void hear(RunEvent... events) {
        for (RunEvent event : events) {
            seq++;
            answer.add(new Frame.Event(new Entry(
                    new RunId("7c6").events(),
                    seq,
                    Instant.EPOCH,
                    CODEC.type(event),
                    CODEC.version(),
                    CODEC.encode(event))));
        }
    }

    private static RunEvent said(String id, String text) {
        return new RunEvent.ItemCompleted(new RunEvent.Item(id, text));
    }

    private static RunEvent ended(RunStatus status, RunEvent.@Nullable Failed error) {
        return new RunEvent.TurnCompleted(status, null, null, new Usage(1, 2, 3, 4), DIGEST, error);
    }

    private static Run run() {
        RunSpec spec = new RunSpec(
                " go ",
                Path.of("/"),
                null,
                null,
                null,
                Map.of(),
                true,
                false,
                RunSpec.OnDisconnect.CANCEL,
                RunSpec.Budget.NONE,
                "{}",
                RunSpec.Origin.HTTP,
                null);
        return new Run(
                new RunId("7c6"),
                new SessionId("s"),
                spec,
                RunStatus.QUEUED,
                null,
                "",
                Instant.EPOCH,
                null,
                null,
                0,
                Usage.NONE,
                1,
                0,
                0,
                null);
    }
}
