package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.StubModel;

/** What a server holds that has nothing to do: after its start, and after its first run. Each round has a server of its own. */
public final class Memory implements Benchmark {
    private static final int SETTLING_MILLIS = 2000;

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public String about() {
        return "resident memory when idle: after the start, after a collection, and after one run";
    }

    @Override
    public void measure(Session session) throws Exception {
        try (StubModel model = StubModel.start(session)) {
            session.eachRound(findings -> {
                try (Server server = Server.start(session, model.settings());
                        Connection connection = server.connect()) {
                    Thread.sleep(SETTLING_MILLIS);
                    findings.add("after the start, resident", "MiB", server.residentMib());
                    findings.add("after the start, heap in use", "MiB", server.collectedHeapMib());
                    findings.add("after a collection, resident", "MiB", server.residentMib());
                    Calls.run(connection, session, Plan.calls(5, 0));
                    findings.add("after one run, resident", "MiB", server.residentMib());
                    findings.add("after one run, heap in use", "MiB", server.collectedHeapMib());
                    findings.add("after one run and a collection, resident", "MiB", server.residentMib());
                }
            });
        }
    }
}
