package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One run holds the only slot there is, others are in line behind it. */
@Timeout(20)
class HeldSlotTest {
    private final Slots slots = new Slots(1);
    private final HeldSlot slot = new HeldSlot(slots);
    private final List<String> begun = new CopyOnWriteArrayList<>();

    HeldSlotTest() {
        enter("it");
    }

    private void enter(String run) {
        slots.enter(new RunId(run), new SessionId(run), () -> begun.add(run));
    }

    private void leave(String run, boolean holdsSlot) {
        slots.leave(new SessionId(run), holdsSlot);
    }

    /** A tool that comes back, waiting for a slot. */
    private Thread comesBack(CountDownLatch back) throws InterruptedException {
        Thread tool = Thread.ofPlatform().start(() -> {
            try {
                slot.comeBack();
                back.countDown();
            } catch (InterruptedException e) {
                // The test gave up on this tool.
            }
        });
        while (tool.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return tool;
    }

    @Test
    void aToolThatBeginsToWaitWhileAnotherComesBackFreesNoSecondSlot() throws Exception {
        slot.stepAside();
        enter("next");
        assertThat(begun).containsExactly("it", "next");
        CountDownLatch back = new CountDownLatch(1);
        comesBack(back);
        slot.stepAside();
        enter("one too many");
        assertThat(begun).containsExactly("it", "next");
        leave("next", true);
        assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(slot.leave()).isTrue();
        leave("it", true);
        assertThat(begun).containsExactly("it", "next", "one too many");
        assertThat(slots.full()).isTrue();
    }

    @Test
    void aToolThatBeginsToWaitWhenTheRunHasLeftFreesNothing() {
        leave("it", slot.leave());
        enter("next");
        slot.stepAside();
        enter("one too many");
        assertThat(begun).containsExactly("it", "next");
    }

    @Test
    void aToolThatComesBackWhenTheRunHasLeftWaitsForNothingAndTakesNothing() throws Exception {
        slot.stepAside();
        assertThat(slot.leave()).isFalse();
        leave("it", false);
        enter("next");
        slot.comeBack();
        leave("next", true);
        enter("last");
        assertThat(begun).containsExactly("it", "next", "last");
    }

    @Test
    void aToolThatIsComingBackWhileTheRunLeavesKeepsNothing() throws Exception {
        slot.stepAside();
        enter("next");
        CountDownLatch back = new CountDownLatch(1);
        comesBack(back);
        leave("it", slot.leave());
        leave("next", true);
        assertThat(back.await(10, TimeUnit.SECONDS)).isTrue();
        enter("last");
        assertThat(begun).containsExactly("it", "next", "last");
    }

    @Test
    void aToolThatIsInterruptedOnItsWayBackLeavesTheSlotToOthers() throws Exception {
        slot.stepAside();
        enter("next");
        Thread tool = comesBack(new CountDownLatch(1));
        tool.interrupt();
        tool.join();
        assertThat(slot.leave()).isFalse();
        leave("it", false);
        leave("next", true);
        enter("last");
        assertThat(begun).containsExactly("it", "next", "last");
    }
}
