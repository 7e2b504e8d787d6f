package dev.switchboard.agent.tool;

import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends process groups as a whole: the group, whatever else is in the session of its leader, and the descendants of all these. A process
 * that has made a session of its own and lost its parent is out of reach. Any thread may use it; an interrupt does not cut it short.
 */
public final class ProcessGroups {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessGroups.class);

    /** How long processes may take to end of their own accord, where nobody says otherwise. */
    public static final Duration GRACE = Duration.ofSeconds(2);

    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Time time;

    public ProcessGroups(Time time) {
        this.time = time;
    }

    /** The group of a leader; absent when it has ended. */
    public Optional<ProcessGroup> ledBy(long pid) {
        return ProcessTable.find(pid).map(leader -> new ProcessGroup(pid, leader.startTicks()));
    }

    /**
     * Asks the processes to end, kills those that have not after two seconds, and waits until they are gone. A pid that now belongs to
     * another process is left alone.
     *
     * @return whether the leader was still there, so that there was something to end
     */
    public boolean end(ProcessGroup group) {
        return end(group, GRACE, () -> {});
    }

    /**
     * As {@link #end(ProcessGroup)}.
     *
     * @param grace how long processes may take to end of their own accord; zero kills them at once
     * @param meanwhile called again and again until they are gone, on this thread: what reads their output, say
     */
    public boolean end(ProcessGroup group, Duration grace, Runnable meanwhile) {
        Optional<ProcessTable.Entry> leader =
                ProcessTable.find(group.pid()).filter(entry -> entry.startTicks() == group.startTicks());
        if (leader.isEmpty()) {
            return false;
        }
        end(group, new HashMap<>(Map.of(group.pid(), leader.get())), grace, meanwhile);
        return true;
    }

    /**
     * Ends what is left of a group whose leader has ended. Only for whoever has just seen it end: once a group is empty, its id may be
     * given to another one.
     */
    public void endRest(ProcessGroup group) {
        end(group, new HashMap<>(), Duration.ZERO, () -> {});
    }

    private void end(ProcessGroup group, Map<Long, ProcessTable.Entry> members, Duration grace, Runnable meanwhile) {
        boolean interrupted = Thread.interrupted();
        update(members, group);
        if (grace.isPositive()) {
            send(Signal.TERM, members.values(), group);
            interrupted |= awaitEnd(members, group, grace, meanwhile);
        }
        interrupted |= awaitEnd(members, group, PATIENCE, () -> {
            send(Signal.KILL, members.values(), group);
            meanwhile.run();
        });
        if (!members.isEmpty()) {
            LOG.warn("processes outlive SIGKILL: group={} count={}", group.pid(), members.size());
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return whether an interrupt arrived meanwhile */
    private boolean awaitEnd(
            Map<Long, ProcessTable.Entry> members, ProcessGroup group, Duration span, Runnable meanwhile) {
        boolean interrupted = false;
        long deadline = time.nanos() + span.toNanos();
        while (!members.isEmpty() && time.nanos() - deadline < 0) {
            meanwhile.run();
            try {
                time.sleep(PAUSE);
            } catch (InterruptedException e) {
                interrupted = true; // Handed back to the caller's thread at the end.
            }
            update(members, group);
        }
        return interrupted;
    }

    private static void send(Signal signal, Collection<ProcessTable.Entry> members, ProcessGroup group) {
        if (members.stream().anyMatch(member -> member.group() == group.pid() || member.pid() == group.pid())) {
            signal.toGroup(group.pid());
        }
        for (ProcessTable.Entry member : members) {
            if (member.group() != group.pid()) {
                signal.toProcess(member.pid());
            }
        }
    }

    /** Forgets members that have ended and finds those that have joined. */
    private static void update(Map<Long, ProcessTable.Entry> members, ProcessGroup group) {
        List<ProcessTable.Entry> all = ProcessTable.all();
        Map<Long, ProcessTable.Entry> alive = new HashMap<>();
        for (ProcessTable.Entry entry : all) {
            ProcessTable.Entry known = members.get(entry.pid());
            boolean isOld = known != null && known.startTicks() == entry.startTicks();
            if (isOld || entry.group() == group.pid() || entry.session() == group.pid()) {
                alive.put(entry.pid(), entry);
            }
        }
        int before;
        do {
            before = alive.size();
            for (ProcessTable.Entry entry : all) {
                if (alive.containsKey(entry.parent())) {
                    alive.put(entry.pid(), entry);
                }
            }
        } while (alive.size() > before);
        members.clear();
        members.putAll(alive);
    }
}
