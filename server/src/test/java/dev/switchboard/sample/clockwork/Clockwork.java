package dev.switchboard.sample.clockwork;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;

/** Reads clocks and draws lots, directly and by method reference. */
final class Clockwork {
    private final Supplier<UUID> ids = UUID::randomUUID;
    private final Supplier<Random> chance = Random::new;

    List<Object> everything() throws InterruptedException {
        Thread.sleep(1);
        return List.of(
                ids.get(),
                chance.get(),
                Instant.now(),
                LocalDate.now(Clock.systemUTC()),
                System.nanoTime(),
                ThreadLocalRandom.current());
    }
}
