package dev.switchboard.agent;

import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A host that keeps everything in memory and watches the rules: an item is closed once, by the commit that ends it or when it is
 * discarded, and nobody speaks after that. It can die after a number of commits, as a server would, and start again with what was
 * committed. The methods that wait give up with an {@link AssertionError} after 10 real seconds.
 */
final class RecordingHost implements AgentHost {
    private static final long PATIENCE_SECONDS = 10;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Commit> commits = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private final List<String> faults = new ArrayList<>();
    private final List<String> steering = new ArrayList<>();
    private final Map<String, Plan.Approval> asked = new LinkedHashMap<>();
    private final Map<String, Decision> decisions = new HashMap<>();
    private int ids;
    private int diesAfter = Integer.MAX_VALUE;
    private @Nullable Runnable onCommit;

    /** One transaction. */
    record Commit(List<AgentEvent> events, List<Memory> memories, List<String> ended) {}

    /** The server is gone: nothing is committed any more. */
    static final class Dead extends RuntimeException {
        Dead() {
            super("the server is dead");
        }
    }

    /** Begins with the command. */
    static RecordingHost commanded(String command) {
        RecordingHost host = new RecordingHost();
        host.commits.add(new Commit(List.of(), List.of(said(command)), List.of()));
        return host;
    }

    RecordingHost diesAfter(int commits) {
        diesAfter = commits;
        return this;
    }

    /** Runs something after each commit, on the thread that made it. */
    RecordingHost onCommit(Runnable action) {
        onCommit = action;
        return this;
    }

    /** What a new process finds. */
    RecordingHost restarted() {
        RecordingHost next = new RecordingHost();
        lock.lock();
        try {
            next.commits.addAll(commits);
            next.steering.addAll(steering);
            next.asked.putAll(asked);
            next.decisions.putAll(decisions);
            next.ids = ids + 1000;
        } finally {
            lock.unlock();
        }
        return next;
    }

    Conversation conversation() {
        Conversation conversation = Conversation.after(List.of());
        memories().forEach(conversation::add);
        return conversation;
    }

    List<Commit> commits() {
        lock.lock();
        try {
            return List.copyOf(commits);
        } finally {
            lock.unlock();
        }
    }

    List<AgentEvent> events() {
        return commits().stream().flatMap(commit -> commit.events.stream()).toList();
    }

    <E extends AgentEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<Memory> memories() {
        return commits().stream().flatMap(commit -> commit.memories.stream()).toList();
    }

    /** The items that were opened, in order. */
    List<Item> items(ItemKind kind) {
        lock.lock();
        try {
            return items.stream().filter(item -> item.kind == kind).toList();
        } finally {
            lock.unlock();
        }
    }

    Item item(String id) {
        lock.lock();
        try {
            return items.stream().filter(item -> item.id.equals(id)).findFirst().orElseThrow();
        } finally {
            lock.unlock();
        }
    }

    List<String> openItems() {
        lock.lock();
        try {
            return items.stream()
                    .filter(item -> !item.closed)
                    .map(item -> item.id)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** What broke the rules. */
    List<String> faults() {
        lock.lock();
        try {
            return List.copyOf(faults);
        } finally {
            lock.unlock();
        }
    }

    List<String> asked() {
        lock.lock();
        try {
            return List.copyOf(asked.keySet());
        } finally {
            lock.unlock();
        }
    }

    Plan.Approval asked(String callId) {
        lock.lock();
        try {
            return asked.get(callId);
        } finally {
            lock.unlock();
        }
    }

    RecordingHost decides(String callId, Decision decision) {
        lock.lock();
        try {
            decisions.put(callId, decision);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return this;
    }

    RecordingHost approves(String callId) {
        return decides(callId, new Decision(true, null));
    }

    void steer(String text) {
        lock.lock();
        try {
            steering.add(text);
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is true, looking again after each change. */
    void await(String what, BooleanSupplier condition) {
        lock.lock();
        try {
            long left = TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("still waiting for: " + what + "; so far " + events());
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void log(List<AgentEvent> events, List<Memory> memories, List<OpenItem> ended) {
        commit(events, memories, ended);
    }

    @Override
    public OpenItem open(String itemId, ItemKind kind) {
        lock.lock();
        try {
            if (items.stream().anyMatch(item -> item.id.equals(itemId) && item.kind == kind && !item.closed)) {
                faults.add("opened twice: " + itemId);
            }
            Item item = new Item(itemId, kind);
            items.add(item);
            return item;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Decision approve(String callId, String sender, Plan.Approval approval) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            asked.putIfAbsent(callId, approval);
            changed.signalAll();
            Decision decision = decisions.get(callId);
            while (decision == null) {
                if (dead()) {
                    throw new Dead();
                }
                changed.await();
                decision = decisions.get(callId);
            }
            return decision;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<String> takeSteering() {
        lock.lock();
        try {
            List<String> taken = List.copyOf(steering);
            if (!taken.isEmpty()) {
                List<AgentEvent> events = new ArrayList<>();
                List<Memory> memories = new ArrayList<>();
                for (String text : taken) {
                    events.add(new AgentEvent.Steered(text));
                    memories.add(said(text));
                }
                commit(events, memories, List.of());
                steering.clear();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean steeringWaits() {
        lock.lock();
        try {
            return !steering.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String newId() {
        lock.lock();
        try {
            ids++;
            return "id-" + ids;
        } finally {
            lock.unlock();
        }
    }

    private void commit(List<AgentEvent> events, List<Memory> memories, List<OpenItem> ended) {
        lock.lock();
        try {
            if (dead()) {
                throw new Dead();
            }
            commits.add(new Commit(
                    List.copyOf(events),
                    List.copyOf(memories),
                    ended.stream().map(item -> ((Item) item).id).toList()));
            ended.forEach(OpenItem::close);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        Runnable action = onCommit;
        if (action != null) {
            action.run();
        }
    }

    private boolean dead() {
        return commits.size() > diesAfter;
    }

    private static Memory said(String text) {
        return new Memory.UserSaid(List.of(new Part.Text(text)));
    }

    /** What was shown live. */
    final class Item implements OpenItem {
        final String id;
        final ItemKind kind;
        private final StringBuilder text = new StringBuilder();
        private boolean closed;

        private Item(String id, ItemKind kind) {
            this.id = id;
            this.kind = kind;
        }

        String text() {
            lock.lock();
            try {
                return text.toString();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void append(String more) {
            lock.lock();
            try {
                if (closed) {
                    faults.add("spoken after the end: " + id);
                }
                text.append(more);
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                if (closed) {
                    faults.add("closed twice: " + id);
                }
                closed = true;
            } finally {
                lock.unlock();
            }
        }
    }
}
