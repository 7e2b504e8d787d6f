package dev.switchboard.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.chat.record.ChatEvent;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.config.Secret;
import dev.switchboard.lease.Timers;
import dev.switchboard.principal.Principal;
import dev.switchboard.runs.ApprovalsConfig;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.RunsConfig;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.signals.Feed;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.Ids;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Chats on a real database, with agents that a test scripts. */
final class ChatsFixture implements AutoCloseable {
    static final Principal LOCAL = new Principal.Local();
    static final SessionKey KEY = SessionKey.of("room");
    static final Duration PATIENCE = Duration.ofSeconds(10);

    final Time time;
    final Ids ids = new RandomIds();
    final ScriptedAgents agents = new ScriptedAgents();
    final Path directory;
    private final ChatConfig config;
    private final Agents working;
    private final UnaryOperator<Transactor> transactors;
    final AtomicBoolean hasModel = new AtomicBoolean(true);
    TestStorage storage;
    Runs runs;
    Chats chats;
    ChatLog log;
    private final List<Runs> earlier = new ArrayList<>();
    private @Nullable Timers timers;

    ChatsFixture(Path directory) {
        this(directory, new SystemTime());
    }

    ChatsFixture(Path directory, Time time) {
        this(directory, time, UnaryOperator.identity());
    }

    ChatsFixture(Path directory, Time time, UnaryOperator<Transactor> transactors) {
        this(directory, time, transactors, ChatConfig.defaults(), null);
    }

    ChatsFixture(Path directory, ChatConfig config, @Nullable Agents working) {
        this(directory, new SystemTime(), UnaryOperator.identity(), config, working);
    }

    /** @param working absent for the scripted ones */
    private ChatsFixture(
            Path directory,
            Time time,
            UnaryOperator<Transactor> transactors,
            ChatConfig config,
            @Nullable Agents working) {
        this.directory = directory;
        this.time = time;
        this.transactors = transactors;
        this.config = config;
        this.working = working == null ? agents : working;
        start();
    }

    /** A new process on the same files; the old one is cut off from them, as if it had been killed. */
    void restart() {
        storage.close();
        start();
    }

    private void start() {
        if (timers != null) {
            timers.stop();
        }
        storage = TestStorage.sqlite(directory.resolve("data"), time);
        Feed feed = new Feed(storage.journal());
        storage.onCommit(feed);
        storage.leases().evictOthers(null);
        Timers firing = new Timers(storage.leases(), time, "here");
        timers = firing;
        Transactor transactor = transactors.apply(storage.transactor());
        log = new ChatLog(transactor, storage.journal(), storage.chats(), feed, time, config);
        runs = new Runs(new Runs.Parts(
                transactor,
                storage.journal(),
                storage.runs(),
                storage.leases(),
                firing,
                feed,
                working,
                ChatsFixture::model,
                group -> true,
                time,
                ids,
                RunsConfig.defaults(),
                ApprovalsConfig.defaults(),
                List.of(log)));
        earlier.add(runs);
        chats = new Chats(new Chats.Parts(
                transactor,
                storage.journal(),
                storage.chats(),
                runs,
                log,
                time,
                ids,
                config,
                directory,
                hasModel::get));
        log.load();
        runs.recover();
        firing.start();
    }

    private static ModelChoice model(RunSpec spec) {
        return new ModelChoice(
                "fake",
                ModelChoice.Provider.SCRIPTED,
                "",
                Secret.NONE,
                "fake-model",
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

    Sent send(String message, String turn) {
        return chats.send(LOCAL, ChatTurn.of(KEY, message, turn));
    }

    /** Sends a message and waits for the end of its turn. */
    ChatEvent.TurnEnded ask(String message, String turn) {
        assertThat(send(message, turn)).isEqualTo(new Sent.Started(turn));
        return awaitEnd(turn);
    }

    ChatEvent.TurnEnded awaitEnd(String turn) {
        return chats.await(LOCAL, turn, PATIENCE)
                .orElseThrow(() -> new AssertionError("turn " + turn + " has no end after " + PATIENCE));
    }

    Reader read(@Nullable Long since) {
        return new Reader(since);
    }

    /** Reads as a door does: without waiting where it can, from the store where it must. */
    final class Reader implements AutoCloseable {
        final List<ChatFrame> frames = new ArrayList<>();
        private final ArrayDeque<ChatFrame> unseen = new ArrayDeque<>();
        private final Semaphore news = new Semaphore(0);
        private final ChatReader reader;

        private Reader(@Nullable Long since) {
            reader = chats.read(LOCAL, KEY, since, news::release);
        }

        /** Reads until a frame of this kind has come. */
        ChatFrame until(Predicate<ChatFrame> wanted) {
            while (true) {
                while (unseen.isEmpty()) {
                    List<ChatFrame> next = reader.poll(100);
                    unseen.addAll(next == null ? reader.catchUp(100) : next);
                    if (unseen.isEmpty()) {
                        await();
                    }
                }
                ChatFrame frame = unseen.removeFirst();
                frames.add(frame);
                if (wanted.test(frame)) {
                    return frame;
                }
            }
        }

        <E extends ChatEvent> E untilEvent(Class<E> type) {
            ChatFrame found =
                    until(frame -> frame instanceof ChatFrame.Logged logged && type.isInstance(logged.event()));
            return type.cast(((ChatFrame.Logged) found).event());
        }

        ChatEvent.TurnEnded untilEnd() {
            return untilEvent(ChatEvent.TurnEnded.class);
        }

        List<ChatEvent> events() {
            return frames.stream()
                    .filter(ChatFrame.Logged.class::isInstance)
                    .map(frame -> ((ChatFrame.Logged) frame).event())
                    .toList();
        }

        private void await() {
            try {
                assertThat(news.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                        .as("no news within %s after %s", PATIENCE, frames)
                        .isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            reader.close();
        }
    }

    @Override
    public void close() throws InterruptedException {
        if (timers != null) {
            timers.stop();
        }
        for (Runs each : earlier) {
            each.drain(Duration.ZERO);
        }
        storage.close();
    }
}
