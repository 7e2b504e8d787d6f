package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.AtOnce;
import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Meter;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.StubModel;
import java.util.concurrent.atomic.AtomicLong;

/** How many lines a second leave the door: of a run that is at work, and of one that has ended, for one reader and for several. */
public final class Doors implements Benchmark {

    @Override
    public String name() {
        return "doors";
    }

    @Override
    public String about() {
        return "NDJSON lines a second through the HTTP door, live and stored, for 1, 4 and 16 readers";
    }

    @Override
    public void measure(Session session) throws Exception {
        Plan plan = Plan.bulk(session.size(30, 3));
        try (StubModel model = StubModel.start(session);
                Server server = Server.start(session, model.settings());
                Connection control = server.connect()) {
            session.eachRound(findings -> {
                for (int readers : new int[] {1, 4, 16}) {
                    String run = Calls.start(control, session, plan);
                    read(findings, "live, " + readers + " reading", server, run, readers);
                    read(findings, "stored, " + readers + " reading", server, run, readers);
                }
            });
        }
    }

    private static void read(Findings findings, String what, Server server, String run, int readers) throws Exception {
        AtomicLong lines = new AtomicLong();
        Meter meter = new Meter(server);
        try (AtOnce clients = new AtOnce()) {
            for (int i = 0; i < readers; i++) {
                clients.begin(() -> {
                    try (Connection connection = server.connect()) {
                        lines.addAndGet(Calls.events(connection, run, 0).count());
                    }
                });
            }
            clients.await();
        }
        findings.add(what, "lines/s", lines.get() / meter.seconds());
        findings.add(what + ", cost", "µs/line", meter.microsEach(lines.get()));
    }
}
