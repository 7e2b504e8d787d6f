package dev.switchboard.doors.runs;

import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.config.Secret;
import dev.switchboard.doors.json.PasswdHomes;
import dev.switchboard.lease.Timers;
import dev.switchboard.runs.ApprovalsConfig;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.RunsConfig;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.signals.Feed;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Door;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Real runs of scripted agents, and the doors of this package before them. */
final class ScriptedRuns implements AutoCloseable {
    final TestStorage storage;
    final SystemTime time = new SystemTime();
    final ScriptedAgents agents = new ScriptedAgents();
    final Runs runs;
    final RunsDoor runsDoor;
    final ApiDoor apiDoor;
    final List<Door> doors;
    private final Timers timers;

    ScriptedRuns(TestStorage storage, Path home, Duration heartbeat) {
        this.storage = storage;
        Feed feed = new Feed(storage.journal());
        storage.onCommit(feed);
        timers = new Timers(storage.leases(), time, "here");
        runs = new Runs(new Runs.Parts(
                storage.transactor(),
                storage.journal(),
                storage.runs(),
                storage.leases(),
                timers,
                feed,
                agents,
                ScriptedRuns::model,
                group -> false,
                time,
                new RandomIds(),
                RunsConfig.defaults(),
                ApprovalsConfig.defaults(),
                List.of()));
        runs.recover();
        timers.start();
        ModelCatalog models = new TwoModels();
        RunsDoorConfig config = new RunsDoorConfig("1.2.3", heartbeat);
        runsDoor = new RunsDoor(runs, models, new PasswdHomes(home, Path.of("/etc/passwd")), time, config);
        apiDoor = new ApiDoor(runs, models, feed::followers, config);
        doors = List.of(runsDoor, apiDoor);
    }

    private static ModelChoice model(RunSpec spec) {
        return new ModelChoice(
                "k2",
                ModelChoice.Provider.SCRIPTED,
                "",
                Secret.NONE,
                "kimi-k2",
                100_000,
                Set.of(),
                Map.of(),
                Map.of(),
                Set.of(),
                100,
                3,
                Duration.ofMinutes(1),
                ModelChoice.Tuning.NONE,
                null);
    }

    @Override
    public void close() throws InterruptedException {
        timers.stop();
        runs.drain(Duration.ZERO);
        storage.close();
    }
}
