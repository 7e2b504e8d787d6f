package dev.switchboard.benchmarks.storage;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Session;

/** Durable appends of 300 characters by 1, 16 and 256 writers, ours and the plain driver's by turns. */
public final class Appends implements Benchmark {
    private static final int PAYLOAD = 300;

    @Override
    public String name() {
        return "appends";
    }

    @Override
    public String about() {
        return "durable appends a second by 1, 16 and 256 writers, beside plain sqlite-jdbc with the same settings";
    }

    @Override
    public void measure(Session session) throws Exception {
        // Every sample is a JVM of its own, which warms up by itself.
        for (int round = 0; round < session.rounds(); round++) {
            for (int writers : new int[] {1, 16, 256}) {
                String who = writers + (writers == 1 ? " writer" : " writers");
                double ours = Jmh.measure(session, JournalAppend.class, "append", writers, PAYLOAD);
                double plain = Jmh.measure(session, PlainInsert.class, "insert", writers, PAYLOAD);
                session.findings().add(who + ", journal", "events/s", ours);
                session.findings().add(who + ", plain inserts", "events/s", plain);
                session.findings().add(who + ", journal / plain", "×", ours / plain);
            }
        }
    }
}
