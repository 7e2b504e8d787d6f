package dev.switchboard.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SlotsTest {
    private static final SessionId A = new SessionId("a");
    private static final SessionId B = new SessionId("b");
    private static final SessionId C = new SessionId("c");
    private final List<String> begun = new ArrayList<>();

    private void enter(Slots slots, String run, SessionId session) {
        slots.enter(new RunId(run), session, () -> begun.add(run));
    }

    @Test
    void runsBeginInTheOrderOfArrivalAsSlotsComeFree() {
        Slots slots = new Slots(2);
        enter(slots, "1", A);
        enter(slots, "2", B);
        enter(slots, "3", C);
        assertThat(begun).containsExactly("1", "2");
        assertThat(slots.queued()).isEqualTo(1);
        slots.leave(A, true);
        assertThat(begun).containsExactly("1", "2", "3");
        assertThat(slots.queued()).isZero();
    }

    @Test
    void aSessionHasOneRunAtATimeAndDoesNotHoldUpOthers() {
        Slots slots = new Slots(10);
        enter(slots, "a1", A);
        enter(slots, "a2", A);
        enter(slots, "b1", B);
        assertThat(begun).containsExactly("a1", "b1");
        slots.leave(A, true);
        assertThat(begun).containsExactly("a1", "b1", "a2");
    }

    @Test
    void aRunThatWaitsGivesItsSlotAndComesBackAheadOfTheLine() throws Exception {
        Slots slots = new Slots(1);
        enter(slots, "1", A);
        enter(slots, "2", B);
        slots.stepAside();
        assertThat(begun).containsExactly("1", "2");
        enter(slots, "3", C);
        CountDownLatch asking = new CountDownLatch(1);
        Thread back = Thread.ofVirtual().start(() -> {
            asking.countDown();
            try {
                slots.comeBack();
                begun.add("1 again");
            } catch (InterruptedException e) {
                begun.add("interrupted");
            }
        });
        asking.await();
        while (back.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        slots.leave(B, true);
        back.join();
        assertThat(begun).containsExactly("1", "2", "1 again");
        slots.leave(A, true);
        assertThat(begun).containsExactly("1", "2", "1 again", "3");
    }

    @Test
    void aRunThatIsInterruptedWhileComingBackHoldsNoSlot() throws Exception {
        Slots slots = new Slots(1);
        enter(slots, "1", A);
        slots.stepAside();
        enter(slots, "2", B);
        Thread.currentThread().interrupt();
        try {
            slots.comeBack();
        } catch (InterruptedException e) {
            begun.add("interrupted");
        }
        slots.leave(A, false);
        slots.leave(B, true);
        enter(slots, "3", C);
        assertThat(begun).containsExactly("1", "2", "interrupted", "3");
    }

    @Test
    void aRunThatWithdrawsLetsTheSessionsNextIn() {
        Slots slots = new Slots(1);
        enter(slots, "1", A);
        enter(slots, "b1", B);
        enter(slots, "b2", B);
        assertThat(slots.withdraw(new RunId("b1"), B)).isTrue();
        assertThat(slots.withdraw(new RunId("1"), A)).isFalse();
        assertThat(slots.withdraw(new RunId("?"), A)).isFalse();
        slots.leave(A, true);
        assertThat(begun).containsExactly("1", "b2");
        assertThat(slots.withdraw(new RunId("b2"), B)).isFalse();
    }

    @Test
    void nobodyBeginsAfterItIsClosed() {
        Slots slots = new Slots(1);
        slots.close();
        enter(slots, "1", A);
        assertThat(begun).isEmpty();
        assertThat(slots.queued()).isEqualTo(1);
    }
}
