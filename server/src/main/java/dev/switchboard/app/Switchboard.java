package dev.switchboard.app;

import dev.switchboard.agent.Agents;
import dev.switchboard.agent.LoopAgents;
import dev.switchboard.agent.model.ModelSources;
import dev.switchboard.agent.model.Models;
import dev.switchboard.agent.model.provider.Providers;
import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.builtin.BuiltinTools;
import dev.switchboard.chat.ChatLog;
import dev.switchboard.chat.Chats;
import dev.switchboard.devices.Devices;
import dev.switchboard.doors.bridge.BridgeDoor;
import dev.switchboard.doors.foreign.ForeignConfig;
import dev.switchboard.doors.foreign.ForeignGateways;
import dev.switchboard.doors.gateway.GatewayDoor;
import dev.switchboard.doors.json.PasswdHomes;
import dev.switchboard.doors.runs.ApiDoor;
import dev.switchboard.doors.runs.RunsDoor;
import dev.switchboard.doors.runs.RunsDoorConfig;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.Proxies;
import dev.switchboard.lease.Timers;
import dev.switchboard.runs.Runs;
import dev.switchboard.signals.Feed;
import dev.switchboard.storage.sqlite.SqliteStorage;
import dev.switchboard.telemetry.BridgeMetrics;
import dev.switchboard.telemetry.Metrics;
import dev.switchboard.telemetry.MetricsDoor;
import dev.switchboard.telemetry.RunMetrics;
import dev.switchboard.telemetry.StorageMetrics;
import dev.switchboard.telemetry.WebMetrics;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.web.Door;
import dev.switchboard.web.HealthDoor;
import dev.switchboard.web.Listen;
import dev.switchboard.web.ListenException;
import dev.switchboard.web.WebServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server, whole: started from the bottom up, stopped from the top down. One thread starts and stops it; it must be a platform
 * thread.
 */
public final class Switchboard implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);
    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration CALL_TIMEOUT = Duration.ofMinutes(10);
    private static final Path USERS = Path.of("/etc/passwd");
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final SqliteStorage storage;
    private final Timers timers;
    private final Runs runs;
    private final Chats chats;
    private final Egress egress;
    private final WebServer web;
    private final ConfiguredModels models;
    private final ForeignGateways foreign;
    private volatile List<InetSocketAddress> addresses = List.of();
    private volatile boolean ready;

    /**
     * What the server is started with.
     *
     * @param data directory of the data; made when it is not there
     * @param environment of the process
     * @param kimiConfig the configuration of the runs protocol, which need not exist
     * @param demo whether the scripted model is the default
     * @param operatingSystem as agents are told
     */
    public record Setup(
            SwitchboardConfig config,
            List<Listen> listens,
            Path data,
            Map<String, String> environment,
            Path kimiConfig,
            boolean demo,
            String version,
            String operatingSystem) {}

    private Switchboard(Setup setup, Time time, Ids ids) throws ListenException {
        SwitchboardConfig config = setup.config();
        Metrics metrics = new Metrics();
        storage = SqliteStorage.open(setup.data(), config.storage(), time);
        Feed feed = new Feed(storage.journal());
        storage.onCommit(feed);
        StorageMetrics storageMetrics = new StorageMetrics(metrics.registry());
        storage.observe(new ObservedStorage(storageMetrics));
        timers = new Timers(storage.leases(), time, ids.uuid());
        egress = new Egress(time, setup.version(), Proxies.of(setup.environment()));
        Providers providers = new Providers(egress, time, ids);
        Models known = new Models(
                new ModelSources(
                        OwnModels.of(config), setup.kimiConfig(), setup.environment(), setup.demo(), CALL_TIMEOUT),
                providers);
        models = new ConfiguredModels(known, time);
        ToolBox tools = new ToolBox(
                BuiltinTools.all(
                        config.tools().bounds(),
                        setup.environment(),
                        Programs.ripgrep(config.tools(), setup.environment()),
                        time),
                ids);
        Agents agents = new LoopAgents(tools, providers, setup.operatingSystem(), time, ids);
        ChatLog chatLog =
                new ChatLog(storage.transactor(), storage.journal(), storage.chats(), feed, time, config.chat());
        runs = new Runs(new Runs.Parts(
                storage.transactor(),
                storage.journal(),
                storage.runs(),
                storage.leases(),
                timers,
                feed,
                agents,
                models,
                new ProcessGroups(time)::end,
                time,
                ids,
                config.runs(),
                config.approvals(),
                List.of(new RunMetrics(metrics.registry()), chatLog)));
        chats = new Chats(new Chats.Parts(
                storage.transactor(),
                storage.journal(),
                storage.chats(),
                runs,
                chatLog,
                time,
                ids,
                config.chat(),
                Workspace.of(config.chat().workDir(), setup.data()),
                models::hasDefault));
        web = new WebServer(config.web(), time, ids, new WebMetrics(metrics.registry()));
        gauges(metrics, feed);
        RunsDoorConfig door = RunsDoorConfig.of(setup.version());
        GatewayDoor gateway = new GatewayDoor(new GatewayDoor.Parts(
                chats,
                new Devices(storage.transactor(), storage.devices(), time, ids),
                known,
                config.gateway(),
                config.web().token(),
                setup.version(),
                setup.data().resolve("switchboard.db").toString(),
                time,
                ids));
        foreign = new ForeignGateways(
                new ForeignConfig(
                        setup.version(),
                        config.bridge().allowedHosts(),
                        config.bridge().mendFinals(),
                        setup.data(),
                        HANDSHAKE),
                egress,
                time,
                ids);
        ChosenGateways gateways = new ChosenGateways(
                gateway.own()::at, foreign::at, config.bridge(), config.web().tls() != null, () -> addresses);
        BridgeDoor bridge = new BridgeDoor(
                gateways, config.bridge(), new ObservedBridge(new BridgeMetrics(metrics.registry())), time, ids);
        gauges(metrics, bridge);
        List<Door> doors = List.of(
                new RunsDoor(runs, models, new PasswdHomes(Places.home(setup.environment()), USERS), time, door),
                new ApiDoor(runs, models, feed::followers, door),
                gateway,
                bridge,
                new HealthDoor(() -> ready),
                new MetricsDoor(metrics));
        try {
            addresses = web.start(doors, setup.listens());
            storage.leases().evictOthers(null);
            chatLog.load();
            runs.recover();
            timers.start();
            ready = true;
            Thread.ofPlatform().daemon().name("warm-up").start(new WarmUp(known, agents, tools, setup.data()));
        } catch (ListenException | RuntimeException e) {
            abandon();
            throw e;
        }
    }

    /**
     * Starts a server; it serves when this returns.
     *
     * @throws ListenException when it cannot listen where it should
     * @throws dev.switchboard.storage.sqlite.DataDirectoryException when the data directory cannot be used
     */
    public static Switchboard start(Setup setup, Time time, Ids ids) throws ListenException {
        return new Switchboard(setup, time, ids);
    }

    private void abandon() {
        try {
            runs.drain(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timers.stop();
        close();
    }

    private void gauges(Metrics metrics, Feed feed) {
        metrics.gauge(
                "switchboard_runs_queued",
                "Runs that wait for a slot",
                () -> runs.load().queued());
        metrics.gauge(
                "switchboard_runs_running", "Runs at work", () -> runs.load().running());
        metrics.gauge(
                "switchboard_runs_waiting",
                "Runs that wait for somebody",
                () -> runs.load().waiting());
        metrics.gauge(
                "switchboard_chat_turns",
                "Turns of chats that go on",
                () -> chats.load().turns());
        metrics.gauge(
                "switchboard_chat_sessions",
                "Chat sessions with a turn or a reader",
                () -> chats.load().sessions());
        metrics.gauge("switchboard_readers", "Readers that follow a stream", feed::followers);
        metrics.gauge(
                "switchboard_storage_queued_writes", "Transactions that wait for the writer", storage::queuedWrites);
        metrics.gauge("switchboard_storage_queued_reads", "Reads that wait for a thread", storage::queuedReads);
        metrics.gauge(
                "switchboard_web_connections",
                "Open connections",
                () -> web.stats().connections());
        metrics.gauge(
                "switchboard_web_streams",
                "Bodies that are being streamed",
                () -> web.stats().streams());
        metrics.gauge(
                "switchboard_web_sockets", "Open WebSockets", () -> web.stats().sockets());
        metrics.gauge(
                "switchboard_web_queued_bytes",
                "Bytes that were handed to connections and not yet taken by the network",
                () -> web.stats().queuedBytes());
    }

    private static void gauges(Metrics metrics, BridgeDoor bridge) {
        metrics.gauge("switchboard_bridge_sockets", "Browsers that are connected", bridge::sockets);
        metrics.gauge("switchboard_bridge_subscriptions", "Sessions that browsers read", bridge::subscriptions);
        metrics.gauge(
                "switchboard_bridge_outbox_bytes_max",
                "Bytes that wait for the browser for which most do",
                bridge::largestOutbox);
    }

    /** Where it listens, in the order of the ports that were asked for. */
    public List<InetSocketAddress> addresses() {
        return addresses;
    }

    /** Whether a run could get a model. Blocks on files. */
    boolean hasModel() {
        return models.hasDefault() || !models.list().isEmpty();
    }

    /**
     * Goes down in order: takes no more work, lets runs end or hands them over, ends the streams, and closes the log.
     *
     * @param patience how long runs may take to end
     */
    public void stop(Duration patience) throws InterruptedException {
        ready = false;
        LOG.info("going down; runs have {} s to end", patience.toSeconds());
        Thread door = Thread.ofVirtual().name("drain").start(() -> drainWeb(patience.plus(LAST_WORDS)));
        boolean ended = runs.drain(patience);
        timers.stop();
        door.join(LAST_WORDS);
        close();
        LOG.info(ended ? "down; every run has ended" : "down; unfinished runs go on at the next start");
    }

    private void drainWeb(Duration patience) {
        try {
            web.drain(patience);
        } catch (InterruptedException e) {
            LOG.debug("draining was cut short"); // The thread ends; the server closes what is left.
        }
    }

    @Override
    public void close() {
        web.close();
        foreign.close();
        egress.close();
        storage.close();
    }
}
