package dev.switchboard.runs;

import dev.switchboard.agent.PreparationException;
import dev.switchboard.journal.Entry;
import dev.switchboard.lease.Leases.Key;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.RunSpec.OnDisconnect;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Decides what becomes of the runs that an earlier process left unfinished. */
final class Recovery {
    private final RunEnvironment env;
    private final Set<String> cancelled = new HashSet<>();

    Recovery(RunEnvironment env) {
        this.env = env;
        for (Key key : env.recorder().leases.all(RunRecorder.CANCEL)) {
            cancelled.add(key.id());
        }
    }

    /** Takes a run in hand where its log stands. */
    LiveRun take(Run run) {
        DigestChain chain = DigestChain.EMPTY;
        for (Entry entry : env.entries(run.id().events())) {
            chain = chain.with(entry);
        }
        LiveRun live = new LiveRun(run, run.spec(), chain, run.lastSeq() > 0, false);
        live.steering.set(env.transactor()
                .write(tx -> env.recorder().store.steering(tx, run.id()).size()));
        return live;
    }

    /** How the run ends at once, if it does. */
    Optional<Ending> endsNow(Run run) {
        if (cancelled.contains(run.id().value())) {
            return Optional.of(Ending.cancelled());
        }
        if (run.spec().onDisconnect() == OnDisconnect.CANCEL) {
            return Optional.of(Ending.error(
                    "server_restarted", "The server was restarted, and the run was bound to its connection."));
        }
        List<String> lost = missed(run.spec());
        if (!lost.isEmpty()) {
            return Optional.of(Ending.error(
                    "server_restarted",
                    "The server was restarted and does not keep " + String.join(", ", lost)
                            + ": start the run again with it, or set it where the server starts."));
        }
        return Optional.empty();
    }

    /** The lost secrets that the run's model would take; a secret that means nothing to it is missed by nobody. */
    private List<String> missed(RunSpec spec) {
        List<String> lost = spec.lostSecrets();
        if (lost.isEmpty()) {
            return lost;
        }
        try {
            Set<String> ignored = env.models().choose(spec).ignoredEnv();
            return lost.stream().filter(name -> !ignored.contains(name)).toList();
        } catch (PreparationException e) {
            return lost;
        }
    }
}
