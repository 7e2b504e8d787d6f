package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.AtOnce;
import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Connection.Answer;
import dev.switchboard.benchmarks.load.Durations;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Meter;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.Target;
import java.io.IOException;
import java.util.Map;

/**
 * How many runs a second can be started, each durable before its caller hears of it, and how many go through from start to end. The model
 * is the scripted one inside the server, which says two letters.
 */
public final class Starts implements Benchmark {
    private static final int CALLERS = 32;
    private static final String ACCEPTED = "at a time, accepted";

    @Override
    public String name() {
        return "run-starts";
    }

    @Override
    public String about() {
        return "durable starts a second, and whole runs a second, with 1 and with 32 callers";
    }

    @Override
    public void measure(Session session) throws Exception {
        Map<String, String> settings = Map.of("SWITCHBOARD_RUNS_MAX_QUEUED", "100000");
        try (Server server = Server.start(session, settings, "--demo")) {
            session.eachRound(findings -> {
                start(session, findings, server, 1, session.size(1000, 100));
                start(session, findings, server, CALLERS, session.size(8000, 800));
                wholly(session, findings, server, session.size(4000, 400));
            });
        }
        session.findings().target(CALLERS + " " + ACCEPTED, Target.atLeast(1000));
    }

    /** Starts so many in the background, and waits until the last one has ended. */
    private static void start(Session session, Findings findings, Server server, int callers, int runs)
            throws Exception {
        Durations took = new Durations();
        Meter meter = new Meter(server);
        String body = body(session, "," + Calls.BACKGROUND);
        try (AtOnce clients = new AtOnce()) {
            for (int i = 0; i < callers; i++) {
                clients.begin(() -> {
                    try (Connection connection = server.connect()) {
                        for (int n = 0; n < runs / callers; n++) {
                            long began = System.nanoTime();
                            require(connection.ask("POST", Calls.RUNS, body), 202);
                            took.add(System.nanoTime() - began);
                        }
                    }
                });
            }
            clients.await();
        }
        double accepted = took.count() / meter.seconds();
        awaitQuiet(server);
        String what = callers + " " + ACCEPTED;
        findings.add(what, "runs/s", accepted);
        took.report(findings, what);
        findings.add(what + " and ended", "runs/s", took.count() / meter.seconds());
        findings.add(what + " and ended, cost", "µs/run", meter.microsEach(took.count()));
    }

    /** Starts so many and reads each to its end. */
    private static void wholly(Session session, Findings findings, Server server, int runs) throws Exception {
        Meter meter = new Meter(server);
        String body = body(session, "");
        try (AtOnce clients = new AtOnce()) {
            for (int i = 0; i < CALLERS; i++) {
                clients.begin(() -> {
                    try (Connection connection = server.connect()) {
                        for (int n = 0; n < runs / CALLERS; n++) {
                            connection.stream("POST", Calls.RUNS, body).count();
                        }
                    }
                });
            }
            clients.await();
        }
        findings.add(CALLERS + " at a time, read to the end", "runs/s", runs / meter.seconds());
    }

    private static String body(Session session, String members) {
        return "{\"command\":\"@slow 0\\n@say ok\",\"work_dir\":\"" + session.dir() + "\"" + members + "}";
    }

    private static void awaitQuiet(Server server) throws IOException, InterruptedException {
        try (Connection connection = server.connect()) {
            String status = "";
            while (!status.contains("\"queued\":0") || !status.contains("\"running\":0")) {
                Thread.sleep(10);
                status = require(connection.ask("GET", "/api/v1/status", null), 200)
                        .body();
            }
        }
    }

    private static Answer require(Answer answer, int status) throws IOException {
        if (answer.status() != status) {
            throw new IOException("answered " + answer + " (expected: " + status + ")");
        }
        return answer;
    }
}
