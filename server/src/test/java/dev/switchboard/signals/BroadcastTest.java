package dev.switchboard.signals;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BroadcastTest {
    private final Broadcast<String> broadcast = new Broadcast<>(40, 100, String::length);
    private final AtomicInteger told = new AtomicInteger();

    @Test
    void everyReaderGetsEveryItemInOrder() {
        var one = broadcast.join(told::incrementAndGet);
        var other = broadcast.join(() -> {});
        List<String> said = publish(30);

        assertThat(one.poll(100)).isEqualTo(said);
        assertThat(other.poll(7)).isEqualTo(said.subList(0, 7));
        assertThat(other.poll(100)).isEqualTo(said.subList(7, 30));
        assertThat(one.poll(100)).isEmpty();
    }

    @Test
    void aReaderBeginsAfterWhatWasThereOrWithTheOldest() {
        List<String> said = publish(5);

        assertThat(broadcast.join(() -> {}).poll(10)).isEmpty();
        assertThat(broadcast.joinAtOldest(() -> {}).poll(10)).isEqualTo(said);
    }

    @Test
    void aReaderIsToldOnceUntilItHasReadEverything() {
        var reader = broadcast.join(told::incrementAndGet);
        reader.poll(1);
        publish(3);
        assertThat(told).hasValue(1);

        reader.poll(2);
        publish(1);
        assertThat(told).as("it knows that something is left").hasValue(1);

        reader.poll(10);
        publish(1);
        assertThat(told).hasValue(2);
    }

    @Test
    void aReaderThatFellBehindLearnsItAndGoesOnWithTheOldest() {
        var reader = broadcast.join(told::incrementAndGet);
        List<String> said = publish(50);

        assertThat(reader.poll(100)).isNull();
        reader.skip();
        assertThat(reader.poll(100)).isEqualTo(said.subList(10, 50));
    }

    @Test
    void theWeightBoundsWhatIsKeptButTheLastItemStays() {
        broadcast.publish("x".repeat(60));
        broadcast.publish("y".repeat(60));
        assertThat(broadcast.held()).isEqualTo(60);

        broadcast.publish("z".repeat(500));
        assertThat(broadcast.joinAtOldest(() -> {}).poll(10)).containsExactly("z".repeat(500));
    }

    @Test
    void aClosedReaderIsToldNothing() {
        var reader = broadcast.join(told::incrementAndGet);
        reader.poll(1);
        reader.close();
        publish(1);

        assertThat(told).hasValue(0);
        assertThat(broadcast.readers()).isZero();
    }

    @Test
    void anActionThatThrowsDisturbsNobodyElse() {
        broadcast
                .join(() -> {
                    throw new IllegalStateException("on purpose");
                })
                .poll(1);
        var other = broadcast.join(told::incrementAndGet);
        other.poll(1);
        publish(1);

        assertThat(told).hasValue(1);
    }

    private List<String> publish(int count) {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String text = "" + i % 10;
            said.add(text);
            broadcast.publish(text);
        }
        return said;
    }

    @Test
    void broadcastsThatShareARoomKeepNothingWhileItIsFull() {
        Broadcast.Room room = new Broadcast.Room(10);
        Broadcast<String> one = new Broadcast<>(40, 100, String::length, room);
        Broadcast<String> other = new Broadcast<>(40, 100, String::length, room);
        var reader = other.join(() -> {});
        one.publish("12345678");
        other.publish("12");
        assertThat(room.held()).isEqualTo(10);
        assertThat(reader.poll(10)).containsExactly("12");

        other.publish("3");
        assertThat(reader.poll(10)).as("it fell behind").isNull();
        assertThat(other.held()).isZero();

        one.dropAll();
        assertThat(room.held()).isZero();
        other.publish("4");
        reader.skip();
        assertThat(reader.poll(10)).containsExactly("4");
    }
}
