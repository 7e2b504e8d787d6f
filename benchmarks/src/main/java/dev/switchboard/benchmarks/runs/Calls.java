package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Connection.Answer;
import dev.switchboard.benchmarks.load.Lines;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Session;
import java.io.IOException;

/** The calls of the runs door that the benchmarks make. */
final class Calls {
    static final String RUNS = "/api/v1/runs";
    static final String BACKGROUND = "\"background\":true";

    private Calls() {}

    /** Starts a run in the background, and returns its id. */
    static String start(Connection connection, Session session, Plan plan) throws IOException {
        Answer answer = connection.ask("POST", RUNS, plan.start(session.dir().toString(), BACKGROUND));
        if (answer.status() != 202) {
            throw new IOException("a run was not started: " + answer);
        }
        return answer.text("run_id");
    }

    /** Runs a plan and reads it to its end; returns how many lines there were. */
    static long run(Connection connection, Session session, Plan plan) throws IOException {
        return connection.stream("POST", RUNS, plan.start(session.dir().toString(), ""))
                .count();
    }

    /** The events of a run after a position. */
    static Lines events(Connection connection, String run, long after) throws IOException {
        return connection.stream("GET", RUNS + "/" + run + "/events?after=" + after, null);
    }
}
