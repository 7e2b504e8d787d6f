package dev.switchboard.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.devices.Device.About;
import dev.switchboard.devices.Device.Grant;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.SettableTime;
import dev.switchboard.tx.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of devices owes. */
public abstract class DeviceStoreContract {
    protected final SettableTime time = new SettableTime();
    private final Instant now = time.now();
    private TestStorage storage;
    private DeviceStore store;

    protected abstract TestStorage open();

    @BeforeEach
    void openIt() {
        storage = open();
        store = storage.devices();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    @Test
    void aDeviceIsKeptWithItsGrants() {
        Device device = device("a", now);
        write(tx -> store.put(tx, device));
        assertThat(store.find("a")).contains(device);
        assertThat(store.find("b")).isEmpty();
    }

    @Test
    void aDeviceTakesThePlaceOfWhatWasKnownOfIt() {
        Device first = device("a", now);
        Device second = new Device(
                "a",
                first.key(),
                new About("other", "mac", "ui"),
                Map.of("operator", new Grant(List.of(), "h2", now)),
                first.pairedAt(),
                now.plusSeconds(5));
        write(tx -> store.put(tx, first));
        write(tx -> store.put(tx, second));
        assertThat(store.list()).containsExactly(second);
    }

    @Test
    void aDeviceIsForgottenWithItsGrants() {
        write(tx -> store.put(tx, device("a", now)));
        write(tx -> assertThat(store.delete(tx, "a")).isTrue());
        write(tx -> assertThat(store.delete(tx, "a")).isFalse());
        assertThat(store.find("a")).isEmpty();
        Device bare = new Device("a", "key-a", new About("", "", ""), Map.of(), now, now);
        write(tx -> store.put(tx, bare));
        assertThat(store.find("a")).contains(bare);
    }

    @Test
    void thoseThatWereNotSeenForLongAreForgottenFirst() {
        for (int i = 0; i < 4; i++) {
            Device device = device("d" + i, now.plusSeconds(i));
            write(tx -> store.put(tx, device));
        }
        write(tx -> store.deleteAllBut(tx, 2));
        assertThat(store.list()).extracting(Device::id).containsExactly("d3", "d2");
    }

    @Test
    void requestsAreKeptUntilTheyAreDeletedOrTooOld() {
        Device.Request old = request("r1", now.minus(Duration.ofMinutes(6)));
        Device.Request fresh = request("r2", now);
        write(tx -> {
            store.put(tx, fresh);
            store.put(tx, old);
        });
        assertThat(store.requests()).containsExactly(old, fresh);
        write(tx -> {
            store.deleteRequests(tx, now.minus(Duration.ofMinutes(5)));
            assertThat(store.requests(tx)).containsExactly(fresh);
            assertThat(store.request(tx, "r2")).contains(fresh);
            store.deleteRequest(tx, "r2");
            store.deleteRequest(tx, "r2");
        });
        assertThat(store.requests()).isEmpty();
    }

    @Test
    void aRequestTakesThePlaceOfAnEarlierOneOfTheSameId() {
        Device.Request more = new Device.Request(
                "r1", "d", "key", new About("n2", "p", "c"), "operator", List.of("a", "b"), now.plusSeconds(1));
        write(tx -> store.put(tx, request("r1", now)));
        write(tx -> store.put(tx, more));
        assertThat(store.requests()).containsExactly(more);
    }

    @Test
    void whatIsUndoneWasNeverThere() {
        write(tx -> store.put(tx, device("a", now)));
        assertThatThrownBy(() -> write(tx -> {
                    store.delete(tx, "a");
                    store.put(tx, device("b", now));
                    store.put(tx, request("r1", now));
                    throw new IllegalStateException("undo");
                }))
                .hasMessage("undo");
        assertThat(store.list()).extracting(Device::id).containsExactly("a");
        assertThat(store.find("a").orElseThrow().grants()).hasSize(2);
        assertThat(store.requests()).isEmpty();
    }

    private void write(Consumer<Tx> block) {
        storage.transactor().write(tx -> {
            block.accept(tx);
            return true;
        });
    }

    private Device device(String id, Instant seenAt) {
        return new Device(
                id,
                "key-" + id,
                new About("name", "linux", "cli"),
                Map.of(
                        "operator", new Grant(List.of("operator.read", "operator.write"), "hash", now),
                        "node", new Grant(List.of(), "", now)),
                now,
                seenAt);
    }

    private static Device.Request request(String id, Instant at) {
        return new Device.Request(id, "d", "key", new About("n", "p", "c"), "operator", List.of("a"), at);
    }
}
