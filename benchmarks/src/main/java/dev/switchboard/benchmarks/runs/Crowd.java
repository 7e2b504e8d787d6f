package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.AtOnce;
import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Durations;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Meter;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.Stamp;
import dev.switchboard.benchmarks.load.StubModel;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Many runs at work at the same time, each with a reader and some twenty lines a second, for some seconds. The delay counts from the moment
 * at which the model wrote what the line is about: for fragments that is the way through the server, for logged events the commit is in it.
 */
public final class Crowd implements Benchmark {
    private static final int RUNS = 200;

    @Override
    public String name() {
        return "crowd";
    }

    @Override
    public String about() {
        return "200 runs at once with 20 lines a second each: delay to the reader, processor and memory";
    }

    @Override
    public void measure(Session session) throws Exception {
        int seconds = session.size(10, 2);
        try (StubModel model = StubModel.start(session)) {
            Map<String, String> settings = new HashMap<>(model.settings());
            settings.put("SWITCHBOARD_RUNS_MAX_RUNNING", "1000");
            try (Server server = Server.start(session, settings)) {
                session.findings().add("resident before", "MiB", server.residentMib());
                session.eachRound(findings -> {
                    run(session, findings, server, Kind.FRAGMENTS, Plan.speech(20 * seconds, 50));
                    // A step has six events.
                    run(session, findings, server, Kind.EVENTS, Plan.calls(20 * seconds / 6, 300));
                });
                session.findings().add("heap after the last round, collected", "MiB", server.collectedHeapMib());
            }
        }
    }

    private static void run(Session session, Findings findings, Server server, Kind kind, Plan plan) throws Exception {
        Durations delays = new Durations();
        AtomicLong lines = new AtomicLong();
        Meter meter = new Meter(server);
        try (AtOnce clients = new AtOnce()) {
            for (int i = 0; i < RUNS; i++) {
                clients.begin(() -> lines.addAndGet(read(session, server, plan, kind, delays)));
            }
            clients.await();
        }
        delays.report(findings, kind + ", delay");
        findings.add(kind + ", rate", "lines/s", lines.get() / meter.seconds());
        findings.add(kind + ", processors", "cores", meter.cores());
        findings.add(kind + ", cost", "µs/line", meter.microsEach(lines.get()));
        findings.add(kind + ", resident", "MiB", server.residentMib());
    }

    private static long read(Session session, Server server, Plan plan, Kind kind, Durations delays)
            throws IOException {
        long[] lines = {0};
        try (Connection connection = server.connect()) {
            String start = plan.start(session.dir().toString(), "\"deltas\":" + kind.deltas);
            connection.stream("POST", Calls.RUNS, start).each((bytes, from, to) -> {
                lines[0]++;
                if (Stamp.isOfType(bytes, from, to, kind.type)) {
                    long age = Stamp.age(bytes, from, to);
                    if (age >= 0) {
                        delays.add(age);
                    }
                }
                return true;
            });
        }
        return lines[0];
    }

    /** Of what lines the delay is measured. */
    private enum Kind {
        FRAGMENTS("item.delta", true),
        EVENTS("tool_call", false);

        private final String type;
        private final boolean deltas;

        Kind(String type, boolean deltas) {
            this.type = type;
            this.deltas = deltas;
        }

        @Override
        public String toString() {
            return deltas ? "fragments" : "logged events";
        }
    }
}
