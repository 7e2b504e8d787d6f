package dev.switchboard.chat;

import static dev.switchboard.chat.ChatsFixture.KEY;
import static dev.switchboard.chat.ChatsFixture.LOCAL;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.ChatSession;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ChatsTest {
    @TempDir
    private Path directory;

    private ChatsFixture fixture;

    @BeforeEach
    void open() {
        fixture = new ChatsFixture(directory);
    }

    @AfterEach
    void close() throws Exception {
        fixture.close();
    }

    @Test
    void aTurnReadsItsMessageItsStartWhatWasSaidAndOneEnd() {
        try (var reader = fixture.read(null)) {
            fixture.ask("hi", "t1");
            reader.untilEnd();
            assertThat(reader.events()).hasSize(5).satisfies(events -> {
                assertThat(events.get(0)).isInstanceOf(ChatEvent.UserSaid.class);
                assertThat(events.get(1)).isInstanceOf(ChatEvent.TurnStarted.class);
                assertThat(events.get(2)).isInstanceOfSatisfying(ChatEvent.AssistantSaid.class, said -> {
                    assertThat(said.text()).isEqualTo("Hello.");
                    assertThat(said.whole()).isEqualTo("Hello.");
                });
                assertThat(events.get(3)).isEqualTo(new ChatEvent.Used("t1", new Usage(10, 5, 0, 0)));
                assertThat(events.get(4)).isInstanceOfSatisfying(ChatEvent.TurnEnded.class, end -> {
                    assertThat(end.outcome()).isEqualTo(ChatEvent.Outcome.FINISHED);
                    assertThat(end.text()).isEqualTo("Hello.");
                    assertThat(end.stopReason()).isEqualTo("stop");
                    assertThat(end.usage()).isEqualTo(new Usage(10, 5, 0, 0));
                });
            });
        }
        ChatSession session = fixture.chats.find(LOCAL, KEY).orElseThrow();
        assertThat(session.title()).isEqualTo("hi");
        assertThat(session.preview()).isEqualTo("Hello.");
        assertThat(session.model()).isEqualTo("fake-model");
        assertThat(session.usage()).isEqualTo(new Usage(10, 5, 0, 0));
        assertThat(session.lastCursor()).isEqualTo(5);
    }
}
