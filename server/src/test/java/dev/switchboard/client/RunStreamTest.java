package dev.switchboard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.testing.RunStory;
import dev.switchboard.testing.ScriptedApi;
import dev.switchboard.time.CountingIds;
import dev.switchboard.time.SettableTime;
import dev.switchboard.wire.runs.RunStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lines of a run come once and in order, whatever happens to the connection. */
class RunStreamTest {
    private static final String RUN = "7c6f12ab-0000-4000-8000-000000000001";
    private static final String EVENTS = "GET /api/v1/runs/" + RUN + "/events";

    private final ScriptedApi api = ScriptedApi.start();
    private final SettableTime time = new SettableTime();
    private final RunStory story =
            RunStory.of(RUN, "s1").said("i1", "first").said("i2", "第二").ended("finished");
    private final Heard heard = new Heard();

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aWholeRunIsVerifiedByItsDigest() throws InterruptedException {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines()).end());

        RunStream.End end = stream(0).follow(heard);

        assertThat(end.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(end.verified()).isTrue();
        assertThat(heard.lines).isEqualTo(story.lines());
    }

    @Test
    void aReaderWhoBeginsLaterGetsTheRestAndCannotVerify() throws InterruptedException {
        api.on(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(story.after(Long.parseLong(call.query().get("after"))))
                        .end());

        RunStream.End end = stream(4).follow(heard);

        assertThat(end.verified()).isFalse();
        assertThat(heard.lines).isEqualTo(story.after(4));
    }

    @Test
    void aCutConnectionIsMadeAgainFromTheLastLine() throws Exception {
        api.inTurn(
                EVENTS,
                (call, sender) -> sender.stream().lines(story.lines().subList(0, 3)),
                (call, sender) -> sender.stream().lines(story.after(3)).end());

        RunStream.End end = inBackground(stream(0)).advancing(Duration.ofSeconds(1), 1);

        assertThat(end.verified()).isTrue();
        assertThat(heard.lines).isEqualTo(story.lines());
        assertThat(heard.losses).hasSize(1);
        assertThat(heard.backs).isEqualTo(1);
        assertThat(api.calls(EVENTS).get(1).query()).containsEntry("after", "3");
    }

    @Test
    void halfALineAtTheCutIsNoLine() throws Exception {
        api.inTurn(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(story.lines().subList(0, 2))
                        .raw(story.lines().get(2).substring(0, 20)),
                (call, sender) -> sender.stream().lines(story.after(2)).end());

        RunStream.End end = inBackground(stream(0)).advancing(Duration.ofSeconds(1), 1);

        assertThat(end.verified()).isTrue();
        assertThat(heard.lines).isEqualTo(story.lines());
    }

    @Test
    void aLineThatWasLeftOutIsFetched() throws Exception {
        api.inTurn(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(story.lines().getFirst(), story.lines().get(2))
                        .hang(),
                (call, sender) -> sender.stream().lines(story.after(1)).end());

        inBackground(stream(0)).advancing(Duration.ofSeconds(1), 1);

        assertThat(heard.lines).isEqualTo(story.lines());
        assertThat(api.calls(EVENTS).get(1).query()).containsEntry("after", "1");
    }

    @Test
    void aHeartbeatThatKnowsMoreThanTheReaderMeansThatALineWasLeftOut() throws Exception {
        api.inTurn(
                EVENTS,
                (call, sender) -> sender.stream()
                        .lines(story.lines().getFirst(), story.heartbeat(2))
                        .hang(),
                (call, sender) -> sender.stream().lines(story.after(1)).end());

        inBackground(stream(0)).advancing(Duration.ofSeconds(1), 1);

        assertThat(heard.lines).isEqualTo(story.lines());
    }

    @Test
    void aLineThatComesTwiceIsHeardOnce() throws InterruptedException {
        List<String> doubled = new ArrayList<>(story.lines());
        doubled.add(2, story.lines().get(1));
        api.on(EVENTS, (call, sender) -> sender.stream().lines(doubled).end());

        RunStream.End end = stream(0).follow(heard);

        assertThat(end.verified()).isTrue();
        assertThat(heard.lines).isEqualTo(story.lines());
    }

    @Test
    void linesThatAreNotTheLoggedOnesAreNotAccepted() {
        List<String> forged = new ArrayList<>(story.lines());
        forged.set(3, forged.get(3).replace("first", "forged"));
        api.on(EVENTS, (call, sender) -> sender.stream().lines(forged).end());

        assertThatThrownBy(() -> stream(0).follow(heard))
                .isInstanceOfSatisfying(
                        ClientException.class,
                        e -> assertThat(e.problem()).isInstanceOf(ClientProblem.Incomplete.class));
    }

    @Test
    void anEndThatWasReadBeforeIsNotWaitedFor() throws InterruptedException {
        int last = story.lines().size();
        api.on(EVENTS, (call, sender) -> sender.stream().end());
        api.onJson(
                "GET /api/v1/runs/" + RUN,
                200,
                "{\"run_id\":\"" + RUN + "\",\"status\":\"finished\",\"last_seq\":" + last + "}");

        RunStream.End end = stream(last).follow(heard);

        assertThat(end.status()).isEqualTo(RunStatus.FINISHED);
        assertThat(end.line()).isNull();
    }

    @Test
    void aServerThatIsBusyIsAskedAgainWhenItWants() throws Exception {
        api.inTurn(
                EVENTS,
                (call, sender) -> sender.stream().lines(story.lines().subList(0, 1)),
                (call, sender) -> sender.header("Retry-After", "7")
                        .json(503, "{\"error\":\"unavailable\",\"details\":\"drains\"}"),
                (call, sender) -> sender.stream().lines(story.after(1)).end());

        RunStream.End end = inBackground(stream(0)).advancing(Duration.ofSeconds(7), 2);

        assertThat(end.verified()).isTrue();
        assertThat(heard.losses.get(1)).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void aServerThatStaysAwayIsGivenUpAfterTwoMinutes() throws Exception {
        api.on(EVENTS, (call, sender) -> sender.stream().lines(story.lines().subList(0, 1)));
        Background running = inBackground(stream(0));
        time.awaitSleeper();
        api.close();
        time.advance(Duration.ofSeconds(1));
        time.awaitSleeper();

        time.advance(Duration.ofMinutes(2));

        assertThatThrownBy(running::end)
                .isInstanceOfSatisfying(
                        ClientException.class,
                        e -> assertThat(e.problem())
                                .isInstanceOfSatisfying(
                                        ClientProblem.StreamLost.class,
                                        lost -> assertThat(lost.after()).isEqualTo(1)));
    }

    @Test
    void aRunThatDoesNotExistIsToldAtOnce() {
        api.onJson(EVENTS, 404, "{\"error\":\"not_found\",\"details\":\"run not found\"}");

        assertThatThrownBy(() -> stream(0).follow(heard))
                .isInstanceOfSatisfying(
                        ClientException.class,
                        e -> assertThat(e.problem())
                                .isInstanceOfSatisfying(
                                        ClientProblem.Refused.class,
                                        refused -> assertThat(refused.status()).isEqualTo(404)));
    }

    @Test
    void fragmentsAndHeartbeatsAreHeardWithoutANumber() throws InterruptedException {
        String delta = story.delta("i1", "text", 0, "fi");
        List<String> withDelta = new ArrayList<>(story.lines());
        withDelta.add(2, delta);
        withDelta.add(3, story.heartbeat(2));
        api.on(EVENTS, (call, sender) -> sender.stream().lines(withDelta).end());

        new RunStream(client(), RUN, 0, true, time, new CountingIds(0.5)).follow(heard);

        assertThat(heard.lines).isEqualTo(withDelta);
        assertThat(api.calls(EVENTS).getFirst().query()).containsEntry("deltas", "true");
    }

    private RunStream stream(long after) {
        return new RunStream(client(), RUN, after, false, time, new CountingIds(0.5));
    }

    private RunsClient client() {
        return new RunsClient(ServerAddress.parse(api.url(), null), Proxies.NONE, "test");
    }

    private Background inBackground(RunStream stream) {
        CompletableFuture<RunStream.End> end = new CompletableFuture<>();
        Thread.ofPlatform().daemon().name("follows").start(() -> {
            try {
                end.complete(stream.follow(heard));
            } catch (InterruptedException | RuntimeException e) {
                end.completeExceptionally(e);
            }
        });
        return new Background(end);
    }

    private final class Background {
        private final CompletableFuture<RunStream.End> end;

        Background(CompletableFuture<RunStream.End> end) {
            this.end = end;
        }

        /** Lets the stream connect again so many times. */
        RunStream.End advancing(Duration span, int times) throws Exception {
            for (int i = 0; i < times; i++) {
                time.awaitSleeper();
                time.advance(span);
                api.awaitCall(EVENTS, i + 2);
            }
            return end();
        }

        RunStream.End end() throws Exception {
            try {
                return end.get(20, TimeUnit.SECONDS);
            } catch (ExecutionException e) {
                throw (Exception) e.getCause();
            }
        }
    }

    private static final class Heard implements RunStream.Listener {
        private final List<String> lines = new ArrayList<>();
        private final List<Duration> losses = new ArrayList<>();
        private int backs;

        @Override
        public void line(StreamLine line) {
            lines.add(new String(line.text(), StandardCharsets.UTF_8));
        }

        @Override
        public void lost(String cause, Duration delay) {
            losses.add(delay);
        }

        @Override
        public void back() {
            backs++;
        }
    }
}
