package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.foreign.Incoming.Event;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.time.SettableTime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SessionLogTest {
    private static final long BASE = 1_000;

    private final SettableTime time = new SettableTime();
    private final SessionLog log = new SessionLog(BASE, time);
    private final AtomicInteger news = new AtomicInteger();

    @Test
    void loggedEventsCountAndSpokenTextCarriesThePositionBeforeIt() {
        ForeignReader reader = read(null);
        tool(1);
        say(2, "a");
        say(3, "ab");
        tool(4);

        assertThat(cursors(reader.poll(100))).containsExactly(1_001L, 1_001L, 1_001L, 1_002L);
    }

    @Test
    void aReaderIsToldOnceUntilItHasLooked() {
        ForeignReader reader = read(null);
        tool(1);
        tool(2);
        assertThat(news).hasValue(1);
        reader.poll(100);
        tool(3);
        assertThat(news).hasValue(2);
    }

    @Test
    void onlyTheLatestTextIsGivenToWhoComesBack() {
        tool(1);
        say(2, "a");
        say(3, "ab");

        List<LinkFrame> frames = read(BASE).poll(100);

        assertThat(cursors(frames)).containsExactly(1_001L, 1_001L);
        assertThat(text(frames.getLast())).contains("\"ab\"");
        assertThat(frames).allMatch(frame -> frame instanceof LinkFrame.Event event && event.replayed());
    }

    @Test
    void aTextThatHasEndedIsNotGivenAgain() {
        say(2, "a");
        end(3);

        assertThat(cursors(read(BASE).poll(100))).containsExactly(1_001L);
        assertThat(read(BASE + 1).poll(100)).isEmpty();
    }

    @Test
    void whoReadsFromNowOnGetsNothingOfBefore() {
        tool(1);
        say(2, "a");

        assertThat(read(null).poll(100)).isEmpty();
    }

    @Test
    void soManyEventsAreKept() {
        for (int i = 1; i <= 513; i++) {
            tool(i);
        }

        assertThat(read(BASE).poll(1)).containsExactly(new LinkFrame.Resync("gap"));
        assertThat(read(BASE + 1).poll(1_000)).hasSize(512);
    }

    @Test
    void soLongTheyAreKept() {
        tool(1);
        time.advance(Duration.ofSeconds(60));
        assertThat(read(BASE).poll(100)).hasSize(1);
        time.advance(Duration.ofMillis(1));

        assertThat(read(BASE).poll(100)).containsExactly(new LinkFrame.Resync("gap"));
        assertThat(read(BASE + 1).poll(100)).isEmpty();
    }

    @Test
    void soLargeTheyMayBeTogether() {
        tool(1);
        for (int i = 2; i <= 10; i++) {
            heard("agent", "{\"runId\":\"r\",\"seq\":" + i + ",\"x\":\"" + "x".repeat(1_000_000) + "\"}");
        }

        assertThat(read(BASE).poll(1)).containsExactly(new LinkFrame.Resync("gap"));
        assertThat(read(BASE + 2).poll(100)).hasSize(8);
    }

    @Test
    void aSlowReaderGetsEveryLoggedEventOnceAndTheLatestText() {
        ForeignReader reader = read(null);
        tool(1);
        assertThat(reader.poll(1)).hasSize(1);
        for (int i = 2; i < 1_000; i++) {
            say(i, "x".repeat(i));
        }
        tool(1_000);
        say(1_001, "latest");

        List<LinkFrame> frames = reader.poll(100);

        assertThat(cursors(frames)).containsExactly(1_002L, 1_002L);
        assertThat(text(frames.getLast())).contains("\"latest\"");
        tool(1_002);
        assertThat(cursors(reader.poll(100))).containsExactly(1_003L);
        assertThat(frames).noneMatch(frame -> frame instanceof LinkFrame.Event event && event.replayed());
    }

    @Test
    void aReaderThatIsTooSlowIsTold() {
        ForeignReader reader = read(null);
        for (int i = 1; i <= 2_000; i++) {
            tool(i);
        }

        assertThat(reader.poll(100)).containsExactly(new LinkFrame.Resync("gap"));
        tool(2_001);
        assertThat(reader.poll(100)).hasSize(1);
    }

    @Test
    void noMoreIsGivenThanIsAskedFor() {
        for (int i = 1; i <= 5; i++) {
            tool(i);
        }
        ForeignReader reader = read(BASE);
        tool(6);

        assertThat(cursors(reader.poll(2))).containsExactly(1_001L, 1_002L);
        assertThat(cursors(reader.poll(3))).containsExactly(1_003L, 1_004L, 1_005L);
        assertThat(cursors(reader.poll(3))).containsExactly(1_006L);
    }

    @Test
    void aReaderThatIsClosedGetsNothingMore() {
        ForeignReader reader = read(null);
        reader.close();
        tool(1);

        assertThat(reader.poll(100)).isEmpty();
        assertThat(news).hasValue(0);
    }

    @Test
    void anEndThatWasKeptBackAndConcludedOtherwiseIsGivenOnce() {
        ForeignReader reader = read(null);
        SessionLog.HeldEnd held = log.heard(event("chat", "{\"runId\":\"r\",\"seq\":2,\"state\":\"final\"}"), true);
        assertThat(held).isNotNull();
        assertThat(log.openRuns()).hasSize(1);
        log.conclude("r", ForeignFixture.json("{\"runId\":\"r\",\"seq\":3,\"state\":\"final\"}"));
        log.settle(held, null);
        log.conclude("r", ForeignFixture.json("{\"runId\":\"r\",\"seq\":4,\"state\":\"final\"}"));

        assertThat(reader.poll(100)).hasSize(1);
    }

    private ForeignReader read(@Nullable Long since) {
        return new ForeignReader(log, since, news::incrementAndGet, () -> {});
    }

    private void tool(int seq) {
        heard("agent", "{\"runId\":\"r\",\"seq\":" + seq + ",\"stream\":\"tool\"}");
    }

    private void say(int seq, String text) {
        heard(
                "chat",
                "{\"runId\":\"r\",\"seq\":" + seq + ",\"state\":\"delta\",\"message\":{\"content\":\"" + text + "\"}}");
    }

    private void end(int seq) {
        heard("chat", "{\"runId\":\"r\",\"seq\":" + seq + ",\"state\":\"final\",\"message\":{}}");
    }

    private void heard(String name, String payload) {
        assertThat(log.heard(event(name, payload), true)).isNull();
    }

    private static Event event(String name, String payload) {
        return new Event(name, ForeignFixture.json(payload), payload.getBytes(StandardCharsets.UTF_8), null);
    }

    private static List<Long> cursors(List<LinkFrame> frames) {
        List<Long> cursors = new ArrayList<>();
        for (LinkFrame frame : frames) {
            if (frame instanceof LinkFrame.Event event) {
                cursors.add(event.cursor());
            }
        }
        return cursors;
    }

    private static String text(LinkFrame frame) {
        return frame instanceof LinkFrame.Event event ? new String(event.payload(), StandardCharsets.UTF_8) : "";
    }
}
