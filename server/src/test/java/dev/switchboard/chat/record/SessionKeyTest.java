package dev.switchboard.chat.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SessionKeyTest {

    @ParameterizedTest
    @CsvSource({
        "bot_1734567890123, agent:main:bot_1734567890123",
        "'  Bot_7 ', agent:main:bot_7",
        "agent:main:bot_7, agent:main:bot_7",
        "AGENT:MAIN:A, agent:main:a",
        "Agent:Ops Team!:x, agent:ops-team:x",
        "agent:--ops--:x, agent:ops:x",
        "agent:!!!:x, agent:main:x",
        "agent::main:x, agent:main:x",
        "agent:a:b:c:D, agent:a:b:c:d",
        "agent:x, agent:main:agent:x",
        "main, agent:main:main",
        "MAIN, agent:main:main",
        "global, global",
        "Unknown, unknown",
        "hook:1-2, agent:main:hook:1-2",
        "会话, agent:main:会话",
    })
    void everySpellingHasOneCanonicalOne(String raw, String canonical) {
        assertThat(SessionKey.of(raw).canonical()).isEqualTo(canonical);
        assertThat(SessionKey.of(canonical).canonical()).as("written again").isEqualTo(canonical);
    }

    @Test
    void emptyPartsDoNotCountForTheThree() {
        assertThat(SessionKey.of("agent:::b:c").canonical()).isEqualTo("agent:b:c");
    }

    @Test
    void theDefaultAgentAndTheMainKeyCanBeConfigured() {
        assertThat(SessionKey.of("x", "ops", "home").canonical()).isEqualTo("agent:ops:x");
        assertThat(SessionKey.of("main", "ops", "home").canonical()).isEqualTo("agent:ops:home");
        assertThat(SessionKey.of("HOME", "ops", "home").canonical()).isEqualTo("agent:ops:home");
        assertThat(SessionKey.of("agent:main:x", "ops", "home").canonical()).isEqualTo("agent:main:x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   ", "a\nb", "a\u0000"})
    void whatIsNoKeyIsRefused(String raw) {
        assertThatThrownBy(() -> SessionKey.of(raw)).isInstanceOf(ProblemException.class);
    }

    @Test
    void aKeyHasABound() {
        assertThat(SessionKey.of("x".repeat(448)).canonical()).hasSize(459);
        assertThatThrownBy(() -> SessionKey.of("x".repeat(449))).isInstanceOf(ProblemException.class);
        String longAgent = "agent:" + "a".repeat(100) + ":x";
        assertThat(SessionKey.of(longAgent).agentId()).hasSize(64);
    }

    @Test
    void aKeyKnowsItsAgentAndItsName() {
        SessionKey key = SessionKey.of("agent:ops:a:b");
        assertThat(key.agentId()).isEqualTo("ops");
        assertThat(key.name()).isEqualTo("a:b");
        assertThat(key.isMain("main")).isFalse();
        assertThat(SessionKey.of("agent:ops:main").isMain("main")).isTrue();
        assertThat(SessionKey.of("global").agentId()).isEqualTo("main");
        assertThat(SessionKey.of("global").isGlobal()).isTrue();
        assertThat(SessionKey.of("global").isMain("global")).isFalse();
    }
}
