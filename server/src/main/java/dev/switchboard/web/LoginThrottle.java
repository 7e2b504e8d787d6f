package dev.switchboard.web;

import dev.switchboard.time.Time;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts wrong credentials by address; an IPv6 network of 64 bits counts as one address. Remembers the {@value #ADDRESSES} addresses that
 * failed last. Any thread may use it; nobody waits.
 */
final class LoginThrottle {
    private static final int ADDRESSES = 10_000;

    private final Map<String, Bucket> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
            return size() > ADDRESSES;
        }
    };

    private final int perMinute;
    private final Time time;

    LoginThrottle(int perMinute, Time time) {
        this.perMinute = perMinute;
        this.time = time;
    }

    /** How long the address has to wait before it may try again; zero when it may try now. */
    synchronized Duration wait(InetAddress address) {
        Bucket bucket = failures.get(key(address));
        return bucket == null
                ? Duration.ZERO
                : Duration.ofNanos(bucket.estimateAbilityToConsume(1).getNanosToWaitForRefill());
    }

    /** Remembers that the address came with wrong credentials. */
    synchronized void failed(InetAddress address) {
        failures.computeIfAbsent(key(address), _ -> bucket()).tryConsume(1);
    }

    private Bucket bucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(perMinute).refillGreedy(perMinute, Duration.ofMinutes(1)))
                .withCustomTimePrecision(new Meter(time))
                .build();
    }

    private static String key(InetAddress address) {
        byte[] bytes = address.getAddress();
        return Arrays.toString(bytes.length == 16 ? Arrays.copyOf(bytes, 8) : bytes);
    }

    private record Meter(Time time) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return time.nanos();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
