package dev.switchboard.chat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.Cost;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ChatEventCodecTest {
    private static final ChatEventCodec CODEC = new ChatEventCodec();

    static Stream<ChatEvent> events() {
        return Stream.of(
                new ChatEvent.UserSaid("t", "hi \"you\"\n你好", List.of(), ChatEvent.Origin.USER),
                new ChatEvent.UserSaid(
                        "t", "", List.of(new Attachment("a.png", "image/png", 12)), ChatEvent.Origin.SYSTEM),
                new ChatEvent.TurnStarted("t", 1, new RunId("r"), "k2"),
                new ChatEvent.Thought("t", "i", "hm"),
                new ChatEvent.AssistantSaid("t", 4, "i", "b", "a\n\nb"),
                new ChatEvent.TakenBack("t", 5, "a", List.of("i", "j"), "retry"),
                new ChatEvent.ToolStarted("t", 6, "c", "Bash", "{\"command\":"),
                new ChatEvent.ToolEnded("t", 7, "c", "Bash", "out", true),
                new ChatEvent.Used("t", new Usage(1, 2, 3, 4)),
                new ChatEvent.Used("t", new Usage(1, 2, 3, 4, new Cost(new BigDecimal("0.0120"), "USD"))),
                new ChatEvent.ApprovalAsked(
                        "t", 8, "a", "c", "Bash", "run shell command", "`ls`", Instant.ofEpochMilli(1_000)),
                new ChatEvent.ApprovalAnswered("t", 9, "a", Approval.Decision.APPROVE_FOR_SESSION, "local", null),
                new ChatEvent.ApprovalAnswered("t", 9, "a", Approval.Decision.REJECT, "operator", "no"),
                new ChatEvent.TurnEnded(
                        "t", 10, ChatEvent.Outcome.FINISHED, "a", null, null, "stop", new Usage(1, 2, 3, 4)),
                new ChatEvent.TurnEnded(
                        "t",
                        10,
                        ChatEvent.Outcome.ERROR,
                        "",
                        "broken",
                        ChatEvent.ErrorKind.RATE_LIMIT,
                        "error",
                        Usage.NONE),
                new ChatEvent.Injected("m", "said", "label"),
                new ChatEvent.Injected("m", "said", null),
                new ChatEvent.SystemNote("note"),
                new ChatEvent.Reset(new SessionId("s")),
                new ChatEvent.Deleted());
    }

    @ParameterizedTest
    @MethodSource("events")
    void everyEventIsReadAsItWasWritten(ChatEvent event) {
        String stored = CODEC.encode(event);
        assertThat(stored).doesNotContain("\n");
        assertThat(CODEC.decode(CODEC.type(event), CODEC.version(), stored)).isEqualTo(event);
    }

    @Test
    void everyKindOfEventIsTried() {
        assertThat(events().map(Object::getClass).distinct().count())
                .isEqualTo(Stream.of(ChatEvent.class.getDeclaredClasses())
                        .filter(each -> each.isRecord())
                        .count());
    }

    @Test
    void anUnknownTypeIsRefused() {
        assertThatThrownBy(() -> CODEC.decode("other", 1, "{}")).isInstanceOf(IllegalArgumentException.class);
    }
}
