package dev.switchboard.agent;

import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.signals.OpenItem;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The open calls of an answer, carried out side by side, each on a thread of its own. They tell the thread that works how they ended, and
 * it alone logs that, in the order of the ends. When it is interrupted or the host fails, it interrupts the calls that are left and
 * waits for them.
 */
final class ToolRound {
    /** How many calls act at the same time; those that wait for an approval are not counted. */
    static final int AT_ONCE = 16;

    /** How long calls may take to end after an interrupt. What they return later is lost. */
    static final Duration GRACE = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(ToolRound.class);

    private final Brief brief;
    private final Logbook logbook;
    private final Time time;
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Set<RunningCall> running = new LinkedHashSet<>();
    private final BlockingQueue<News> news = new LinkedBlockingQueue<>(); // At most one for each call, and the alarm.
    private boolean cancelled;
    private @Nullable Throwable failure;

    ToolRound(Brief brief, Logbook logbook, Time time) {
        this.brief = brief;
        this.logbook = logbook;
        this.time = time;
    }

    void run() throws InterruptedException {
        List<Conversation.OpenCall> open = logbook.conversation().open();
        answerUnknown(open.stream().filter(Conversation.OpenCall::intended).toList());
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        for (Conversation.OpenCall call : open) {
            if (!call.intended()) {
                running.add(new RunningCall(call.call(), brief, logbook.host(), places, news::add));
            }
        }
        try {
            running.forEach(RunningCall::start);
            while (!running.isEmpty()) {
                List<News> batch = new ArrayList<>(List.of(news.take()));
                news.drainTo(batch);
                log(batch);
                unwind();
            }
        } finally {
            stop();
        }
    }

    /** Calls that were at work when an earlier loop was cut off. They are not repeated: the model decides. */
    private void answerUnknown(List<Conversation.OpenCall> calls) {
        if (calls.isEmpty()) {
            return;
        }
        List<AgentEvent> events = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        for (Conversation.OpenCall call : calls) {
            events.add(new AgentEvent.ToolEnded(call.call().id(), Conversation.UNKNOWN));
            memories.add(new Memory.CallEnded(call.call().id(), Conversation.UNKNOWN, false));
        }
        logbook.log(events, memories, List.of());
    }

    private void log(List<News> batch) {
        List<AgentEvent> events = new ArrayList<>();
        List<Memory> memories = new ArrayList<>();
        List<OpenItem> ended = new ArrayList<>();
        for (News each : batch) {
            switch (each) {
                case News.Done(RunningCall call, ToolResult result, boolean stops) -> {
                    end(call, ended);
                    events.add(new AgentEvent.ToolEnded(call.id(), result));
                    memories.add(new Memory.CallEnded(call.id(), result, stops));
                }
                case News.Cancelled(RunningCall call) -> {
                    end(call, ended);
                    cancelled = true;
                }
                case News.Broken(RunningCall call, Throwable cause) -> {
                    end(call, ended);
                    failure = failure == null ? cause : failure;
                }
                case News.Overdue() -> {}
            }
        }
        if (events.isEmpty()) {
            ended.forEach(OpenItem::close);
        } else {
            logbook.log(events, memories, ended);
        }
    }

    private void end(RunningCall call, List<OpenItem> ended) {
        running.remove(call);
        call.end().ifPresent(ended::add);
    }

    private void unwind() throws InterruptedException {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(failure);
        }
        if (cancelled) {
            throw new InterruptedException();
        }
    }

    private void stop() {
        if (running.isEmpty()) {
            return;
        }
        running.forEach(RunningCall::interrupt);
        Time.Scheduled alarm = time.schedule(GRACE, () -> news.add(new News.Overdue()));
        List<News> last = new ArrayList<>();
        while (last.size() < running.size() && !last.contains(new News.Overdue())) {
            try {
                last.add(news.take());
            } catch (InterruptedException e) {
                // The round is already being stopped, and whoever called it is about to learn why.
            }
        }
        alarm.cancel();
        boolean failed = failure != null;
        log(last);
        if (!failed && failure != null) {
            LOG.error("a call broke while it was being cancelled", failure);
        }
        for (RunningCall call : running) {
            LOG.warn("a tool does not end after its call was cancelled: tool={} call={}", call.name(), call.id());
            call.end().ifPresent(OpenItem::close);
        }
    }

    /** What the thread that works is told. */
    sealed interface News {

        /** A call has its result. */
        record Done(RunningCall call, ToolResult result, boolean stops) implements News {}

        /** A call was interrupted: it has none. */
        record Cancelled(RunningCall call) implements News {}

        /** The host failed a call, or the program did. */
        record Broken(RunningCall call, Throwable cause) implements News {}

        /** Calls that were interrupted take too long to end. */
        record Overdue() implements News {}
    }
}
