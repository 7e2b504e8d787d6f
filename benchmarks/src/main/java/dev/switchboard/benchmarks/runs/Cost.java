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
import dev.switchboard.benchmarks.load.Target;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The server's processor time for each event of a run, with everything that belongs to it: the call of the model, the agent, the log, the
 * line to one reader. It depends on how many events share a commit.
 */
public final class Cost implements Benchmark {
    private static final int WARMUPS = 10;
    private static final String BULK = "events in bulk, one run";

    @Override
    public String name() {
        return "cost";
    }

    @Override
    public String about() {
        return "processor time of the server for each event: in bulk, in short steps, and in short steps of many runs";
    }

    @Override
    public void measure(Session session) throws Exception {
        try (StubModel model = StubModel.start(session);
                Server server = Server.start(session, model.settings())) {
            session.eachRound(session.size(WARMUPS, 1), findings -> {
                Client client = new Client(session, server);
                measure(findings, BULK, client, 1, Plan.bulk(session.size(40, 4)));
                measure(findings, "short steps, one run", client, 1, Plan.calls(session.size(90, 20), 0));
                measure(findings, "short steps, 50 runs at once", client, 50, Plan.calls(session.size(30, 10), 0));
            });
        }
        session.findings().target(BULK, Target.atMost(15));
    }

    private static void measure(Findings findings, String what, Client client, int runs, Plan plan) throws Exception {
        AtomicLong events = new AtomicLong();
        Meter meter = new Meter(client.server);
        try (AtOnce clients = new AtOnce()) {
            for (int i = 0; i < runs; i++) {
                clients.begin(() -> events.addAndGet(client.run(plan)));
            }
            clients.await();
        }
        findings.add(what, "µs/event", meter.microsEach(events.get()));
        findings.add(what + ", rate", "events/s", events.get() / meter.seconds());
    }

    private record Client(Session session, Server server) {
        long run(Plan plan) throws IOException {
            try (Connection connection = server.connect()) {
                return Calls.run(connection, session, plan);
            }
        }
    }
}
