package dev.switchboard.chat;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.chat.ChatConfig.Approvals;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ChatConfigTest {

    @Test
    void whatCannotWorkIsRefusedWithItsKey() {
        refused("chat.default-agent", () -> new ChatConfig(null, Approvals.ASK, "My Agent", "main", 100, 1));
        refused("chat.main-key", () -> new ChatConfig(null, Approvals.ASK, "main", "a:b", 100, 1));
        refused("chat.kept-events", () -> new ChatConfig(null, Approvals.ASK, "main", "main", 99, 1));
        refused("chat.message-chars", () -> new ChatConfig(null, Approvals.ASK, "main", "main", 100, 0));
    }

    private static void refused(String key, ThrowingCallable made) {
        assertThatThrownBy(made)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(key + ": ")
                .hasMessageContaining("expected: ");
    }
}
