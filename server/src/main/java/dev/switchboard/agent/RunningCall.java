package dev.switchboard.agent;

import dev.switchboard.agent.ToolRound.News;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * One call of a tool on a virtual thread of its own: planned, approved where somebody has to, done. It always ends with one {@link News}.
 * The tool calls the context from any of its threads; the thread that works calls the rest.
 */
final class RunningCall implements ToolContext {
    /** In characters. What a tool shows beyond these is not shown live; its result tells the end of it. */
    static final int MAX_LIVE_OUTPUT = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(RunningCall.class);
    private static final int MAX_FEEDBACK = 10_000;

    private final ToolCall call;
    private final Brief brief;
    private final AgentHost host;
    private final Semaphore places;
    private final Consumer<News> news;
    private final Thread thread;
    private final @Nullable Map<String, String> logContext = MDC.getCopyOfContextMap();
    private final ReentrantLock lock = new ReentrantLock(); // Guards what is shown live and whether the call is over.
    private @Nullable OpenItem item;
    private int shown;
    private boolean over;
    private volatile boolean interrupted;
    private volatile @Nullable RuntimeException hostFailure;

    RunningCall(ToolCall call, Brief brief, AgentHost host, Semaphore places, Consumer<News> news) {
        this.call = call;
        this.brief = brief;
        this.host = host;
        this.places = places;
        this.news = news;
        this.thread = Thread.ofVirtual().name("tool-" + call.name()).unstarted(this::run);
    }

    String id() {
        return call.id();
    }

    String name() {
        return call.name();
    }

    void start() {
        thread.start();
    }

    void interrupt() {
        interrupted = true;
        thread.interrupt();
    }

    /** The call is over: nothing that its tool still does is shown or allowed. Returns the item that it has left open. */
    Optional<OpenItem> end() {
        lock.lock();
        try {
            over = true;
            return Optional.ofNullable(item);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Path workDir() {
        return brief.assignment().workDir();
    }

    @Override
    public List<Path> readableDirs() {
        return brief.assignment().readableDirs();
    }

    @Override
    public void intend(@Nullable ProcessGroup group) {
        lock.lock();
        try {
            if (over) {
                throw new IllegalStateException("the call is over");
            }
        } finally {
            lock.unlock();
        }
        onHost(() -> host.log(List.of(), List.of(new Memory.CallIntended(call.id(), group)), List.of()));
    }

    @Override
    public void output(String fragment) {
        lock.lock();
        try {
            if (over || shown >= MAX_LIVE_OUTPUT || fragment.isEmpty()) {
                return;
            }
            onHost(() -> show(fragment));
        } finally {
            lock.unlock();
        }
    }

    private void show(String fragment) {
        if (item == null) {
            item = host.open(call.id(), ItemKind.TOOL_OUTPUT);
        }
        int room = MAX_LIVE_OUTPUT - shown;
        item.append(fragment.length() <= room ? fragment : Excerpt.of(fragment, room));
        shown += fragment.length();
    }

    private void run() {
        if (logContext != null) {
            MDC.setContextMap(logContext);
        }
        News end;
        try {
            end = carriedOut();
        } catch (InterruptedException e) {
            end = new News.Cancelled(this); // The thread ends.
        } catch (Throwable e) {
            end = new News.Broken(this, e);
        }
        news.accept(end);
    }

    private News carriedOut() throws InterruptedException {
        return switch (planned()) {
            case Plan.Answered(ToolResult result) -> new News.Done(this, result, false);
            case Plan.Act(Plan.Approval approval, Plan.Effect effect) -> {
                if (approval != null) {
                    AgentHost.Decision decision = host.approve(call.id(), call.name(), approval);
                    if (!decision.approved()) {
                        yield rejected(decision.feedback());
                    }
                }
                places.acquire();
                try {
                    yield new News.Done(this, performed(effect), false);
                } finally {
                    places.release();
                }
            }
        };
    }

    private Plan planned() {
        try {
            return brief.tools().plan(call, this);
        } catch (StackOverflowError e) {
            return new Plan.Answered(broken(e));
        }
    }

    private ToolResult performed(Plan.Effect effect) throws InterruptedException {
        ToolResult result;
        try {
            result = effect.perform();
        } catch (InterruptedException e) {
            if (interrupted) {
                throw e;
            }
            result = broken(e);
        } catch (StackOverflowError e) {
            result = broken(e);
        }
        RuntimeException hostFailed = hostFailure;
        if (hostFailed != null) {
            throw hostFailed;
        }
        return result;
    }

    /** What the tool box cannot know to be a failure of the tool: input that is too much for it, and an interrupt that nobody sent. */
    private ToolResult broken(Throwable cause) {
        LOG.error("a tool failed: tool={} call={}", call.name(), call.id(), cause);
        return ToolResult.error(
                "Error running tool: " + cause.getClass().getSimpleName()
                        + ". The tool is probably broken; try another way.",
                "Tool runtime error");
    }

    private News rejected(@Nullable String feedback) {
        String message = feedback == null
                ? "The user rejected this call. Stop here and wait for what the user says."
                : "The user rejected this call and says: " + Excerpt.of(feedback, MAX_FEEDBACK);
        return new News.Done(this, ToolResult.error(message, "Rejected by user"), feedback == null);
    }

    /** Remembers that it was the host who failed: a tool could take the exception for its own. */
    private void onHost(Runnable use) {
        try {
            use.run();
        } catch (RuntimeException e) {
            hostFailure = e;
            throw e;
        }
    }
}
