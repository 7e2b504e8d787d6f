package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Durations;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Meter;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.StubModel;
import dev.switchboard.benchmarks.load.Target;
import dev.switchboard.benchmarks.storage.Jmh;
import dev.switchboard.benchmarks.storage.JournalReplay;
import java.io.IOException;

/** What has long been said, read again: a run of 100,000 events from its start, and from positions within it. */
public final class Replay implements Benchmark {
    private static final int WARMUPS = 10;
    private static final String DOOR = "through the door";

    @Override
    public String name() {
        return "replay";
    }

    @Override
    public String about() {
        return "a run of 100,000 events: replay through the door and from the journal alone, cursor to first byte";
    }

    @Override
    public void measure(Session session) throws Exception {
        try (StubModel model = StubModel.start(session);
                Server server = Server.start(session, model.settings());
                Connection connection = server.connect()) {
            String run = Calls.start(connection, session, Plan.bulk(session.size(67, 4)));
            long events = Calls.events(connection, run, 0).count();
            session.findings().note("The run has " + events + " events.");
            for (int i = 0; i < session.size(WARMUPS, 1); i++) {
                Calls.events(connection, run, 0).count();
            }
            session.eachRound(findings -> {
                Meter meter = new Meter(server);
                Calls.events(connection, run, 0).count();
                findings.add(DOOR, "events/s", events / meter.seconds());
                findings.add("from the journal alone", "events/s", journal(session, (int) events));
                for (int percent : new int[] {0, 50, 99}) {
                    cursor(session, findings, server, run, events * percent / 100);
                }
            });
        }
        session.findings().target(DOOR, Target.atLeast(300_000));
    }

    private static double journal(Session session, int events) throws Exception {
        return Jmh.measure(session, JournalReplay.class, "pages", 1, events);
    }

    /** From a request on an open connection to the first byte of the first line; the rest is not read. */
    private static void cursor(Session session, Findings findings, Server server, String run, long after)
            throws IOException, InterruptedException {
        Durations took = new Durations();
        for (int i = 0; i < session.size(100, 10); i++) {
            try (Connection connection = server.connect()) {
                long began = System.nanoTime();
                connection.begin("GET", Calls.RUNS + "/" + run + "/events?after=" + after, null);
                connection.body().read();
                took.add(System.nanoTime() - began);
            }
            awaitNoReaders(server);
        }
        String what = "cursor after " + after + " to first byte";
        took.report(findings, what);
        findings.target(what + ", p50", Target.atMost(5));
    }

    /** Until the server has noticed that the reader has left: what it still sends meanwhile must not count against the next one. */
    private static void awaitNoReaders(Server server) throws IOException, InterruptedException {
        try (Connection connection = server.connect()) {
            while (!connection.ask("GET", "/api/v1/status", null).body().contains("\"readers\":0")) {
                Thread.sleep(1);
            }
        }
    }
}
