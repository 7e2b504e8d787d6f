package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionDefaultsTest {
    @ParameterizedTest
    @CsvSource({
        "bot_7, agent:main:bot_7",
        "' Bot_7 ', agent:main:bot_7",
        "main, agent:main:main",
        "global, global",
        "UNKNOWN, unknown",
        "agent:main:bot_7, agent:main:bot_7",
        "AGENT:MAIN:A, agent:main:a",
        "agent:Ops Team!:x:Y, agent:ops-team:x:y",
        "agent::main::x, agent:main:x",
        "agent:--:x, agent:main:x",
        "agent:x, agent:main:agent:x",
        "a:b:c, agent:main:a:b:c",
    })
    void everySpellingHasOneCanonicalOne(String key, String canonical) {
        assertThat(SessionDefaults.USUAL.canonical(key)).isEqualTo(canonical);
        assertThat(SessionDefaults.USUAL.canonical(canonical)).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource({"main, agent:ops:home", "Home, agent:ops:home", "x, agent:ops:x", "agent:main:main, agent:main:main"})
    void theGatewaysOwnNamesAreTaken(String key, String canonical) {
        assertThat(new SessionDefaults("Ops", "Home").canonical(key)).isEqualTo(canonical);
    }
}
