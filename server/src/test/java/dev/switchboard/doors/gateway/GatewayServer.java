package dev.switchboard.doors.gateway;

import dev.switchboard.agent.LoopAgents;
import dev.switchboard.agent.model.ModelConfigException;
import dev.switchboard.agent.model.ModelSources;
import dev.switchboard.agent.model.Models;
import dev.switchboard.agent.model.ModelsConfig;
import dev.switchboard.agent.model.provider.Providers;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.builtin.BuiltinTools;
import dev.switchboard.agent.tool.builtin.ToolConfig;
import dev.switchboard.chat.ChatConfig;
import dev.switchboard.chat.ChatLog;
import dev.switchboard.chat.Chats;
import dev.switchboard.config.Secret;
import dev.switchboard.devices.Devices;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.Proxies;
import dev.switchboard.lease.Timers;
import dev.switchboard.principal.Principal;
import dev.switchboard.runs.ApprovalsConfig;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.RunsConfig;
import dev.switchboard.signals.Feed;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.Ids;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import dev.switchboard.web.Listen;
import dev.switchboard.web.ListenException;
import dev.switchboard.web.TestConfig;
import dev.switchboard.web.WebListener;
import dev.switchboard.web.WebServer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A real server with the gateway's door, and real agents whose model plays what it is told. */
final class GatewayServer implements AutoCloseable {
    static final Principal LOCAL = new Principal.Local();

    final Time time;
    final Chats chats;
    final Devices devices;
    final GatewayDoor door;
    final WebServer web;
    final int port;
    final HttpClient http = HttpClient.newHttpClient();
    private final TestStorage storage;
    private final Runs runs;
    private final Timers timers;
    private final Egress egress;

    /** What a test changes of the usual server. */
    static final class Setup {
        Time time = new SystemTime();
        GatewayConfig config = GatewayConfig.defaults();
        TestConfig web = new TestConfig();
        String operatorToken = "";

        Setup token(String token) {
            config =
                    new GatewayConfig(new Secret(token), config.password(), config.hooksToken(), config.hooksTargets());
            return this;
        }

        Setup password(String password) {
            config =
                    new GatewayConfig(config.token(), new Secret(password), config.hooksToken(), config.hooksTargets());
            return this;
        }

        Setup hooksToken(String token) {
            config = new GatewayConfig(config.token(), config.password(), new Secret(token), config.hooksTargets());
            return this;
        }

        Setup hooksTargets() {
            config = new GatewayConfig(config.token(), config.password(), config.hooksToken(), true);
            return this;
        }

        Setup operatorToken(String token) {
            operatorToken = token;
            web.token(token);
            return this;
        }

        Setup time(Time clock) {
            time = clock;
            return this;
        }
    }

    GatewayServer(Path directory, Setup setup) {
        this(directory, setup, TestStorage.memory(setup.time));
    }

    GatewayServer(Path directory, Setup setup, TestStorage storage) {
        this.time = setup.time;
        this.storage = storage;
        Ids ids = new RandomIds();
        Feed feed = new Feed(storage.journal());
        storage.onCommit(feed);
        storage.leases().evictOthers(null);
        timers = new Timers(storage.leases(), time, "here");
        egress = new Egress(time, "test", Proxies.of(Map.of()));
        Providers providers = new Providers(egress, time, ids);
        Models models = new Models(
                new ModelSources(ModelsConfig.EMPTY, null, Map.of(), true, Duration.ofMinutes(1)), providers);
        ToolBox tools = new ToolBox(BuiltinTools.all(ToolConfig.DEFAULTS, System.getenv(), null, time), ids);
        ChatConfig config = ChatConfig.defaults();
        ChatLog log = new ChatLog(storage.transactor(), storage.journal(), storage.chats(), feed, time, config);
        runs = new Runs(new Runs.Parts(
                storage.transactor(),
                storage.journal(),
                storage.runs(),
                storage.leases(),
                timers,
                feed,
                new LoopAgents(tools, providers, "Linux", time, ids),
                spec -> {
                    try {
                        return models.resolve("", null, Map.of());
                    } catch (ModelConfigException e) {
                        throw new AssertionError(e);
                    }
                },
                group -> true,
                time,
                ids,
                RunsConfig.defaults(),
                ApprovalsConfig.defaults(),
                List.of(log)));
        chats = new Chats(new Chats.Parts(
                storage.transactor(),
                storage.journal(),
                storage.chats(),
                runs,
                log,
                time,
                ids,
                config,
                directory,
                () -> true));
        devices = new Devices(storage.transactor(), storage.devices(), time, ids);
        log.load();
        runs.recover();
        timers.start();
        door = new GatewayDoor(new GatewayDoor.Parts(
                chats,
                devices,
                models,
                setup.config,
                new Secret(setup.operatorToken),
                "1.0",
                "/data/switchboard.db",
                time,
                ids));
        web = new WebServer(setup.web.build(), time, ids, WebListener.NONE);
        try {
            port = web.start(List.of(door), List.of(new Listen("127.0.0.1", 0, true)))
                    .getFirst()
                    .getPort();
        } catch (ListenException e) {
            throw new AssertionError(e);
        }
    }

    /** A client that has not said anything yet. */
    Peer connect() {
        return Peer.connect(http, port, Map.of());
    }

    /** A client that comes through a proxy. */
    Peer connectFromElsewhere() {
        return Peer.connect(http, port, Map.of("X-Forwarded-For", "203.0.113.7"));
    }

    /** An operator that may do everything and can show tools, in protocol 4. */
    Peer operator() {
        return operator(4);
    }

    Peer operator(int protocol) {
        Peer peer = connect();
        peer.hello(Peer.client(protocol).set("caps", Peer.json("['tool-events']")));
        return peer;
    }

    @Override
    public void close() {
        http.shutdownNow();
        web.close();
        try {
            runs.drain(Duration.ZERO);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        timers.stop();
        egress.close();
        storage.close();
    }
}
