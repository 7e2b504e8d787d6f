package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class DuplicatesTest {
    private final SettableTime time = new SettableTime();
    private final Duplicates duplicates = new Duplicates(time);

    @Test
    void bothFamiliesMayHaveTheSameNumber() {
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'assistant'}")).isTrue();
        assertThat(isNew("chat", "{'runId':'r','seq':2,'state':'delta'}")).isTrue();
        assertThat(isNew("chat", "{'runId':'r','seq':2,'state':'final'}")).isTrue();
    }

    @Test
    void theSameIsTheSameWhateverTheNumberOfTheFrame() {
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'assistant'}", 41L))
                .isTrue();
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'assistant'}", null))
                .isFalse();
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'assistant'}", 99L))
                .isFalse();
    }

    @Test
    void toolsAreToldApartByTheirCallsAndPhases() {
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'tool','data':{'phase':'start','toolCallId':'a'}}"))
                .isTrue();
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'tool','data':{'phase':'start','toolCallId':'b'}}"))
                .isTrue();
        assertThat(isNew("agent", "{'runId':'r','seq':2,'stream':'tool','data':{'phase':'result','toolCallId':'a'}}"))
                .isTrue();
    }

    @Test
    void whatComesOutOfOrderIsNotLost() {
        assertThat(isNew("agent", "{'runId':'r','seq':5,'stream':'assistant'}")).isTrue();
        assertThat(isNew("agent", "{'runId':'r','seq':4,'stream':'assistant'}")).isTrue();
        assertThat(isNew("agent", "{'runId':'r','seq':0,'stream':'assistant'}")).isTrue();
    }

    @Test
    void chatEventsAfterTheEndOfTheirRunAreNone() {
        assertThat(isNew("chat", "{'runId':'r','seq':9,'state':'aborted'}")).isTrue();
        assertThat(isNew("chat", "{'runId':'r','seq':1,'state':'error'}")).isFalse();
        assertThat(isNew("chat", "{'runId':'r','seq':10,'state':'delta'}")).isFalse();
        assertThat(isNew("agent", "{'runId':'r','seq':11,'stream':'lifecycle','data':{'phase':'end'}}"))
                .isTrue();
        assertThat(isNew("chat", "{'runId':'other','seq':1,'state':'delta'}")).isTrue();
    }

    @Test
    void withoutARunTheNumberOfTheFrameDecides() {
        assertThat(isNew("cron", "{'x':1}", 5L)).isTrue();
        assertThat(isNew("cron", "{'x':1}", 5L)).isFalse();
        assertThat(isNew("heartbeat", "{'x':1}", 5L)).isTrue();
        assertThat(isNew("agent", "{'runId':'r','stream':'error'}", 6L)).isTrue();
        assertThat(isNew("agent", "{'runId':'r','stream':'error'}", 6L)).isFalse();
        duplicates.newConnection();
        assertThat(isNew("cron", "{'x':1}", 5L)).isTrue();
    }

    @Test
    void withoutAnyNumberEverythingIsNew() {
        assertThat(isNew("cron", "{'x':1}", null)).isTrue();
        assertThat(isNew("cron", "{'x':1}", null)).isTrue();
    }

    @Test
    void aRunIsRememberedForTenMinutesAfterItsLastEvent() {
        isNew("agent", "{'runId':'r','seq':1}");
        time.advance(Duration.ofMinutes(9));
        assertThat(isNew("agent", "{'runId':'r','seq':1}")).isFalse();
        time.advance(Duration.ofMinutes(9));
        assertThat(isNew("agent", "{'runId':'r','seq':1}")).isFalse();
        time.advance(Duration.ofMinutes(11));
        isNew("agent", "{'runId':'other','seq':1}");
        assertThat(isNew("agent", "{'runId':'r','seq':1}")).isTrue();
    }

    @Test
    void theRunThatWasHeardOfLeastRecentlyGoesFirst() {
        for (int i = 0; i < 256; i++) {
            isNew("agent", "{'runId':'r" + i + "','seq':1}");
        }
        assertThat(isNew("agent", "{'runId':'r0','seq':1}")).isFalse();
        isNew("agent", "{'runId':'more','seq':1}");

        assertThat(isNew("agent", "{'runId':'r0','seq':1}")).isFalse();
        assertThat(isNew("agent", "{'runId':'r1','seq':1}")).isTrue();
    }

    @Test
    void soManyEventsOfARunAreRemembered() {
        for (int i = 1; i <= 513; i++) {
            isNew("agent", "{'runId':'r','seq':" + i + "}");
        }
        assertThat(isNew("agent", "{'runId':'r','seq':2}")).isFalse();
        assertThat(isNew("agent", "{'runId':'r','seq':1}")).isTrue();
    }

    private boolean isNew(String name, String payload) {
        return isNew(name, payload, 1_000L);
    }

    private boolean isNew(String name, String payload, @Nullable Long seq) {
        ObjectNode node = (ObjectNode) JsonMapper.shared().readTree(payload.replace('\'', '"'));
        return duplicates.isNew(new Event(name, node, new byte[0], seq));
    }
}
