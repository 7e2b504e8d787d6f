package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.says;
import static dev.switchboard.agent.RehearsedModel.fails;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.switchboard.agent.AgentEvent.Said;
import dev.switchboard.agent.AgentEvent.StepBegan;
import dev.switchboard.agent.AgentEvent.StepInterrupted;
import dev.switchboard.agent.AgentEvent.StepRetried;
import dev.switchboard.agent.AgentEvent.ToolCalled;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.time.CountingIds;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StepRetryTest {
    private final LoopFixture loop = new LoopFixture(FakeTool.echo());
    private final RecordingHost host = RecordingHost.commanded("go");

    @AfterEach
    void everyItemIsClosedOnceAndNobodySpeaksAfterThat() {
        assertThat(host.openItems()).isEmpty();
        assertThat(host.faults()).isEmpty();
    }

    @Test
    void aFailedCallIsMadeAgainAfterADelayAndWhatItShowedIsDiscarded() throws Exception {
        var model = RehearsedModel.of(
                new Answer()
                        .thinking("hm")
                        .saying("Hel")
                        .calling("a", "Echo", "{}")
                        .then(fails(overloaded(null))),
                says("Hello."));
        var worker = loop.start(model, host);

        assertThat(loop.time.awaitSleeper()).isEqualTo(Duration.ofMillis(300));
        assertThat(host.events())
                .containsExactly(
                        new StepBegan(1),
                        new StepRetried(1, 1, Duration.ofMillis(300), "Error code: 503", List.of("id-1", "id-2", "a")));
        assertThat(host.openItems()).isEmpty();
        loop.time.advance(Duration.ofMillis(300));

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(host.events(Said.class)).containsExactly(new Said("id-3", "Hello."));
        assertThat(host.memories())
                .filteredOn(Memory.AssistantSaid.class::isInstance)
                .hasSize(1);
    }

    @Test
    void aDiscardedIdIsNotUsedAgain() throws Exception {
        var model = RehearsedModel.of(
                Answer.calls("a", "Echo", "{}").then(fails(overloaded(null))),
                Answer.calls("a", "Echo", "{}"),
                says("Done."));
        var worker = loop.start(model, host);
        passDelay();
        worker.outcome();

        assertThat(host.events(StepRetried.class).getFirst().discarded()).containsExactly("a");
        assertThat(host.events(ToolCalled.class))
                .extracting(called -> called.call().id())
                .containsExactly("id-1");
    }

    @Test
    void afterTheLastAttemptTheRunFails() throws Exception {
        var model = RehearsedModel.of(
                fails(overloaded(null)), fails(overloaded(null)), says("Hel").then(fails(overloaded(null))));
        var worker = loop.start(model, host);
        passDelay();
        passDelay();

        assertThat(worker.outcome()).isEqualTo(new Outcome.Failed("provider", "LLM provider error: Error code: 503"));
        assertThat(host.events(StepRetried.class))
                .extracting(StepRetried::attempt)
                .containsExactly(1, 2);
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
        assertThat(model.requests()).hasSize(3);
    }

    @Test
    void whatCannotSucceedLaterIsNotRepeated() throws Exception {
        var model = RehearsedModel.of(fails(new ModelException("Error code: 401", false, 401, null)));

        assertThat(loop.work(model, host))
                .isEqualTo(new Outcome.Failed("provider", "LLM provider error: Error code: 401"));

        assertThat(host.events()).containsExactly(new StepBegan(1), new StepInterrupted());
    }

    @Test
    void theProvidersWishIsHonouredWhenItIsLonger() throws Exception {
        var model = RehearsedModel.of(fails(overloaded(Duration.ofSeconds(20))), says("Hello."));
        var worker = loop.start(model, host);

        assertThat(loop.time.awaitSleeper()).isEqualTo(Duration.ofSeconds(20));
        loop.time.advance(Duration.ofSeconds(20));

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(host.events(StepRetried.class))
                .extracting(StepRetried::delay)
                .containsExactly(Duration.ofSeconds(20));
    }

    @Test
    void aProviderThatAsksForTooMuchPatienceIsNotAskedAgain() throws Exception {
        var model = RehearsedModel.of(fails(overloaded(Duration.ofMinutes(5))));

        assertThat(loop.work(model, host))
                .isEqualTo(new Outcome.Failed(
                        "provider", "LLM provider error: Error code: 503 (the provider asks to wait 300 s)"));
    }

    @Test
    void eachStepHasItsOwnAttempts() throws Exception {
        var model = RehearsedModel.of(
                fails(overloaded(null)),
                fails(overloaded(null)),
                Answer.calls("a", "Echo", "{}"),
                fails(overloaded(null)),
                fails(overloaded(null)),
                says("Done."));
        var worker = loop.start(model, host);
        for (int i = 0; i < 4; i++) {
            passDelay();
        }

        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
        assertThat(host.events(StepRetried.class))
                .extracting(StepRetried::n, StepRetried::attempt)
                .containsExactly(tuple(1, 1), tuple(1, 2), tuple(2, 1), tuple(2, 2));
    }

    @Test
    void aLongReasonIsCut() throws Exception {
        var model = RehearsedModel.of(
                fails(new ModelException("x".repeat(10_000), true, 500, null)),
                fails(new ModelException("y".repeat(10_000), false, 400, null)));
        var worker = loop.start(model, host);
        passDelay();

        assertThat(worker.outcome())
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.message()).hasSizeLessThan(2100));
        assertThat(host.events(StepRetried.class).getFirst().reason()).hasSizeLessThan(510);
    }

    @Test
    void aCancelDuringTheDelayEndsTheStep() throws Exception {
        var worker = loop.start(RehearsedModel.of(fails(overloaded(null))), host);
        loop.time.awaitSleeper();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events()).last().isEqualTo(new StepInterrupted());
    }

    @Test
    void aCancelDuringTheModelCallEndsTheStepAndWhatItShowed() throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        var worker = loop.start(
                RehearsedModel.of(says("Hel").then((_, _) -> {
                    said.countDown();
                    new CountDownLatch(1).await();
                    throw new AssertionError("unreachable");
                })),
                host);
        assertThat(said.await(10, TimeUnit.SECONDS)).isTrue();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events()).containsExactly(new StepBegan(1), new StepInterrupted());
        assertThat(host.memories())
                .filteredOn(Memory.AssistantSaid.class::isInstance)
                .isEmpty();
    }

    @Test
    void aConnectionThatACancelBrokeOffIsACancel() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        var worker = loop.start(
                RehearsedModel.of((_, _) -> {
                    called.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    throw overloaded(null);
                }),
                host);
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();

        worker.cancel();

        assertThat(worker.failure()).isInstanceOf(InterruptedException.class);
        assertThat(host.events(StepRetried.class)).isEmpty();
    }

    @Test
    void delaysDoubleUpToABoundAndCarryJitter() {
        Retry calm = new Retry(100, new CountingIds(0));
        assertThat(List.of(1, 2, 3, 4, 5, 6, 60).stream().map(k -> delay(calm, k)))
                .containsExactly(300L, 600L, 1200L, 2400L, 4800L, 5000L, 5000L);
        assertThat(delay(new Retry(100, new CountingIds(0.5)), 1)).isEqualTo(550);
        assertThat(new Retry(0, new CountingIds(0)).delay(overloaded(null), 1)).isEmpty();
    }

    private static long delay(Retry retry, int attempt) {
        return retry.delay(overloaded(null), attempt).orElseThrow().toMillis();
    }

    private void passDelay() {
        loop.time.advance(loop.time.awaitSleeper());
    }

    private static ModelException overloaded(@Nullable Duration retryAfter) {
        return new ModelException("Error code: 503", true, 503, retryAfter);
    }
}
