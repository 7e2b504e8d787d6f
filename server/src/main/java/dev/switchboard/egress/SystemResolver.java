package dev.switchboard.egress;

import dev.switchboard.egress.EgressException.Kind;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks the operating system, on a few platform threads of its own: its resolver blocks in native code, which would hold the carrier of a
 * virtual thread and hears no interrupt. When more questions wait than fit, the next one is refused.
 */
final class SystemResolver implements Resolver, AutoCloseable {
    private static final int THREADS = 8;
    private static final int WAITING = 1_000;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(WAITING),
            Thread.ofPlatform().daemon().name("resolver-", 1).factory());

    SystemResolver() {
        threads.allowCoreThreadTimeOut(true);
    }

    @Override
    public List<InetAddress> resolve(String host, Duration limit) throws EgressException, InterruptedException {
        Future<List<InetAddress>> addresses;
        try {
            addresses = threads.submit(() -> addresses(host));
        } catch (RejectedExecutionException e) {
            throw new EgressException(Kind.NOT_CONNECTED, "too many hosts are being looked up");
        }
        try {
            return addresses.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new EgressException(Kind.TIMED_OUT, "looking up " + host + " took too long");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } finally {
            addresses.cancel(false);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
