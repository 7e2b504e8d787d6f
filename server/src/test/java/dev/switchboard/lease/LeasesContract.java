package dev.switchboard.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.lease.Leases.Key;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What every {@link Leases} promises. */
@Timeout(60)
public abstract class LeasesContract {
    private static final Key A = new Key("timer", "a");
    private static final Key B = new Key("timer", "b");
    private static final Key C = new Key("timer", "c");

    protected final SettableTime time = new SettableTime();
    protected TestStorage storage;

    /** Opens the storage under test, empty. */
    protected abstract TestStorage open();

    @BeforeEach
    void openStorage() {
        storage = open();
    }

    @AfterEach
    void closeStorage() {
        storage.close();
    }

    @Test
    void dueWorkIsClaimedEarliestFirst() {
        put(A, seconds(2));
        put(B, seconds(1));
        put(C, seconds(3));
        time.advance(Duration.ofSeconds(2));

        assertThat(claim("me", 10)).containsExactly(B, A);
    }

    @Test
    void noMoreIsClaimedThanWanted() {
        put(A, seconds(0));
        put(B, seconds(-1));

        assertThat(claim("me", 1)).containsExactly(B);
        assertThat(claim("me", 1)).containsExactly(A);
        assertThat(claim("me", 1)).isEmpty();
    }

    @Test
    void onlyTheWantedKindIsClaimed() {
        put(A, seconds(0));
        put(new Key("delivery", "a"), seconds(0));

        assertThat(leases().claim("delivery", "me", time.now(), seconds(60), 10))
                .containsExactly(new Key("delivery", "a"));
    }

    @Test
    void claimedWorkIsNotClaimedAgainUntilTheClaimLapses() {
        put(A, seconds(0));
        assertThat(claim("me", 10)).containsExactly(A);
        assertThat(claim("you", 10)).isEmpty();
        assertThat(claim("me", 10)).isEmpty();

        time.advance(Duration.ofSeconds(60));
        assertThat(claim("you", 10)).containsExactly(A);
    }

    @Test
    void aRenewedClaimLastsLonger() {
        put(A, seconds(0));
        put(B, seconds(0));
        put(C, seconds(0));
        leases().claim("timer", "me", time.now(), seconds(60), 2);
        leases().claim("timer", "you", time.now(), seconds(60), 1);

        assertThat(leases().renew("me", seconds(120))).isEqualTo(2);
        assertThat(leases().renew("nobody", seconds(120))).isZero();
        time.advance(Duration.ofSeconds(60));
        assertThat(claim("you", 10)).containsExactly(C);
    }

    @Test
    void puttingWorkAgainMovesItsTimeAndGivesUpTheClaim() {
        put(A, seconds(0));
        assertThat(claim("me", 10)).containsExactly(A);
        put(A, seconds(5));

        assertThat(claim("you", 10)).isEmpty();
        assertThat(leases().renew("me", seconds(120))).isZero();
        time.advance(Duration.ofSeconds(5));
        assertThat(claim("you", 10)).containsExactly(A);
    }

    @Test
    void removedWorkIsGoneAndRemovingItAgainIsNothing() {
        put(A, seconds(0));
        remove(A);
        remove(A);

        assertThat(claim("me", 10)).isEmpty();
        assertThat(leases().all("timer")).isEmpty();
    }

    @Test
    void oneKeyIsClaimedWhetherItIsDueOrNot() {
        put(A, seconds(1_000));

        assertThat(claim(A, "me")).isTrue();
        assertThat(claim(A, "you")).isFalse();
        assertThat(claim(A, "me")).isTrue();
        assertThat(claim(B, "me")).isFalse();
        time.advance(Duration.ofSeconds(60));
        assertThat(claim(A, "you")).isTrue();
    }

    @Test
    void theNextDueTimeIsThatOfTheEarliestUnclaimedWork() {
        assertThat(leases().nextDue("timer")).isEmpty();
        put(A, seconds(1));
        put(B, seconds(2));
        put(new Key("delivery", "a"), seconds(0));
        assertThat(leases().nextDue("timer")).contains(seconds(1));

        claim(A, "me");
        assertThat(leases().nextDue("timer")).contains(seconds(2));
        claim(B, "me");
        assertThat(leases().nextDue("timer")).isEmpty();
    }

    @Test
    void workWhoseClaimHasLapsedIsUnclaimed() {
        put(A, seconds(1));
        Instant due = seconds(1);
        claim(A, "me");
        time.advance(Duration.ofSeconds(60));

        assertThat(leases().nextDue("timer")).contains(due);
    }

    @Test
    void allKeysOfAKindAreListedByDueTime() {
        put(A, seconds(3));
        put(B, seconds(1));
        put(C, seconds(2));
        put(new Key("delivery", "a"), seconds(0));
        claim(C, "me");

        assertThat(leases().all("timer")).containsExactly(B, C, A);
    }

    @Test
    void evictionTakesTheClaimsOfAllOthers() {
        put(A, seconds(0));
        put(B, seconds(0));
        claim(A, "me");
        claim(B, "you");
        leases().evictOthers("me");

        assertThat(claim("third", 10)).containsExactly(B);
    }

    @Test
    void evictionOfEverybodyTakesAllClaims() {
        put(A, seconds(0));
        put(B, seconds(0));
        claim(A, "me");
        claim(B, "you");
        leases().evictOthers(null);

        assertThat(claim("third", 10)).containsExactly(A, B);
    }

    @Test
    void whatABlockDidIsUndoneWhenItFails() {
        put(A, seconds(0));
        put(C, seconds(0));
        claim(C, "me");
        assertThatThrownBy(() -> storage.transactor().write(tx -> {
                    leases().put(tx, A, seconds(100));
                    leases().put(tx, B, seconds(0));
                    leases().remove(tx, C);
                    leases().claim(tx, A, "me", time.now(), seconds(60));
                    throw new IllegalArgumentException("on purpose");
                }))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(leases().all("timer")).containsExactly(A, C);
        assertThat(claim("you", 10)).containsExactly(A);
    }

    @Test
    void eachPieceOfWorkGoesToOneClaimerOnly() throws Exception {
        for (int i = 0; i < 200; i++) {
            put(new Key("timer", Integer.toString(i)), seconds(0));
        }

        List<Key> claimed = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Key>>> claims = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String owner = "owner " + i;
                claims.add(threads.submit(() -> claim(owner, 7)));
            }
            for (Future<List<Key>> each : claims) {
                claimed.addAll(each.get(30, TimeUnit.SECONDS));
            }
        }
        assertThat(claimed).hasSize(200).doesNotHaveDuplicates();
    }

    private Leases leases() {
        return storage.leases();
    }

    private Instant seconds(long fromNow) {
        return time.now().plusSeconds(fromNow);
    }

    private List<Key> claim(String owner, int max) {
        return leases().claim("timer", owner, time.now(), seconds(60), max);
    }

    private boolean claim(Key key, String owner) {
        return storage.transactor().write(tx -> leases().claim(tx, key, owner, time.now(), seconds(60)));
    }

    private void put(Key key, Instant due) {
        storage.transactor().write(tx -> {
            leases().put(tx, key, due);
            return true;
        });
    }

    private void remove(Key key) {
        storage.transactor().write(tx -> {
            leases().remove(tx, key);
            return true;
        });
    }
}
