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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * What followers do to a run. First a run at full speed, alone and beside a quiet run that a thousand follow; then a run that takes its
 * time, alone and with a thousand followers and one that never reads of its own. In each round one comes after the other. What counts is how
 * long a step of the run takes while all of them are there.
 */
public final class Followers implements Benchmark {
    private static final int RECEIVE_BYTES = 4096;
    private static final int QUIET_MILLIS = 6000;
    private static final String CALL = "tool_call";

    @Override
    public String name() {
        return "followers";
    }

    @Override
    public String about() {
        return "a run with 1,000 followers and one that never reads, beside the same run without; memory";
    }

    @Override
    public void measure(Session session) throws Exception {
        int followers = session.size(1000, 100);
        // Some 20 events a second, two of them with a text of 2 KiB.
        Plan paced = new Plan(session.size(30, 6), 300, 1, 2048, 0, false);
        Plan fast = Plan.calls(session.size(90, 30), 0);
        Plan large = new Plan(session.size(60, 10), 0, 1, 512 * 1024, 0, false);
        try (StubModel model = StubModel.start(session);
                Server server = Server.start(session, model.settings())) {
            session.findings().add("resident before", "MiB", server.residentMib());
            session.findings().add("heap before, collected", "MiB", server.collectedHeapMib());
            session.eachRound(findings -> {
                Scene scene = new Scene(session, findings, server);
                scene.run("full speed, alone", fast, 0, false);
                scene.besideQuiet("full speed, beside " + followers + " followers of a quiet run", fast, followers);
                scene.run("20 events/s, alone", paced, 0, false);
                scene.run("20 events/s, " + followers + " followers and a stalled one", paced, followers, true);
                scene.run("30 MiB of text, alone", large, 0, false);
                scene.run("30 MiB of text, a stalled follower", large, 0, true);
            });
        }
    }

    private record Scene(Session session, Findings findings, Server server) {

        /** A run whose end we wait for, while others follow a run that says nothing meanwhile. */
        void besideQuiet(String what, Plan plan, int followers) throws Exception {
            Plan silent = Plan.calls(0, QUIET_MILLIS);
            try (AtOnce clients = new AtOnce();
                    Connection control = server.connect()) {
                String quiet = Calls.start(control, session, silent);
                CountDownLatch there = new CountDownLatch(followers);
                Durations unused = new Durations();
                for (int i = 0; i < followers; i++) {
                    clients.begin(() -> follow(quiet, there, unused));
                }
                there.await();
                run(what, plan, 0, false);
                clients.await();
            }
        }

        void run(String what, Plan plan, int followers, boolean stalled) throws Exception {
            Durations delays = new Durations();
            try (AtOnce clients = new AtOnce();
                    Connection control = server.connect();
                    Connection unread = Connection.to(server.address(), RECEIVE_BYTES)) {
                Meter meter = new Meter(server);
                String run = Calls.start(control, session, plan);
                if (stalled) {
                    Calls.events(unread, run, 0);
                }
                CountDownLatch there = new CountDownLatch(followers);
                for (int i = 0; i < followers; i++) {
                    clients.begin(() -> follow(run, there, delays));
                }
                findings.add(what, "ms/step", millisPerStep(run, there));
                findings.add(what + ", processors", "cores", meter.cores());
                if (followers > 0) {
                    delays.report(findings, what + ", delay");
                }
                findings.add(what + ", resident", "MiB", server.residentMib());
                findings.add(what + ", heap, collected", "MiB", server.collectedHeapMib());
                clients.await();
            }
        }

        /** How long a step takes once all followers are there, as the run's first reader sees it. */
        private double millisPerStep(String run, CountDownLatch there) throws IOException {
            List<Long> calls = new ArrayList<>();
            try (Connection reader = server.connect()) {
                Calls.events(reader, run, 0).each((bytes, from, to) -> {
                    if (there.getCount() == 0 && Stamp.isOfType(bytes, from, to, CALL)) {
                        calls.add(System.nanoTime());
                    }
                    return true;
                });
            }
            if (calls.size() < 2) {
                throw new IOException("the run ended before all followers were there");
            }
            return (calls.getLast() - calls.getFirst()) / 1e6 / (calls.size() - 1);
        }

        private void follow(String run, CountDownLatch there, Durations delays) throws IOException {
            try (Connection connection = server.connect()) {
                boolean[] first = {true};
                Calls.events(connection, run, 0).each((bytes, from, to) -> {
                    if (first[0]) {
                        first[0] = false;
                        there.countDown();
                    }
                    if (there.getCount() == 0 && Stamp.isOfType(bytes, from, to, CALL)) {
                        delays.add(Stamp.age(bytes, from, to));
                    }
                    return true;
                });
            }
        }
    }
}
