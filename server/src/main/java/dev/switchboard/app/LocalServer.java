package dev.switchboard.app;

import dev.switchboard.cli.ServerStarter;
import dev.switchboard.cli.StartFailure;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.config.Config;
import dev.switchboard.config.Origin;
import dev.switchboard.config.Sources;
import dev.switchboard.config.Sources.Flag;
import dev.switchboard.storage.sqlite.DataDirectoryException;
import dev.switchboard.storage.sqlite.NativeLibrary;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.Time;
import dev.switchboard.web.Listen;
import dev.switchboard.web.ListenException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** Starts the server in this process, as flags, environment and file say. */
final class LocalServer implements ServerStarter {
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    private final InstalledProgram program;
    private final Map<String, String> environment;
    private final Time time;

    LocalServer(InstalledProgram program, Map<String, String> environment, Time time) {
        this.program = program;
        this.environment = environment;
        this.time = time;
    }

    @Override
    public Running start(Options options) {
        Sources sources = program.sources(flags(options), options.config());
        Config<SwitchboardConfig> read = program.read(sources);
        SwitchboardConfig config = read.value();
        Logs.configure(options.demo() ? quieter(read) : config.log());
        boolean explicit = !config.ports().equals(SwitchboardConfig.DEFAULT_PORTS);
        List<Listen> listens = config.ports().stream()
                .map(port -> new Listen(config.host(), port, explicit))
                .toList();
        Path data = Places.data(config.data(), environment);
        NativeLibrary.unpack(data).forEach(System::setProperty);
        try {
            Switchboard server = Switchboard.start(
                    new Switchboard.Setup(
                            config,
                            listens,
                            data,
                            environment,
                            Places.kimiConfig(environment),
                            options.demo(),
                            program.version(),
                            System.getProperty("os.name", "unknown")),
                    time,
                    new RandomIds());
            return new Serving(server, config, explicit);
        } catch (ListenException e) {
            throw refused(e, config);
        } catch (DataDirectoryException e) {
            throw new StartFailure(
                    "data",
                    Text.START_DATA,
                    String.valueOf(e.getMessage()),
                    "switchboard serve --data \"$HOME/switchboard-data\"");
        } catch (IllegalArgumentException e) {
            throw new StartFailure(
                    "config", Text.CONFIG_WRONG, String.valueOf(e.getMessage()), "switchboard config docs");
        }
    }

    private static StartFailure refused(ListenException e, SwitchboardConfig config) {
        String why = String.valueOf(e.getMessage());
        return switch (e.kind()) {
            case PORT ->
                new StartFailure(
                        StartFailure.PORTS, Text.START_PORT, why, "switchboard serve --port " + other(config.ports()));
            case TOKEN ->
                new StartFailure("no_token", Text.START_TOKEN, why, "export SWITCHBOARD_TOKEN=$(openssl rand -hex 24)");
            case CONFIGURATION -> new StartFailure("config", Text.CONFIG_WRONG, why, "switchboard config docs");
        };
    }

    /** A port that is likely to be free when those are not. */
    private static int other(List<Integer> taken) {
        int port = taken.getFirst() + 100;
        return port <= 65_535 ? port : 9100;
    }

    /** A demonstration is watched by a person: unless somebody said how much is logged, only what is wrong is. */
    private static LogConfig quieter(Config<SwitchboardConfig> read) {
        LogConfig log = read.value().log();
        boolean asked = read.setting("log.level")
                .filter(setting -> !setting.said().isEmpty())
                .map(setting -> !(setting.said().getFirst().origin() instanceof Origin.Default))
                .orElse(false);
        return asked ? log : new LogConfig(LogConfig.Level.WARN, log.format());
    }

    private static Map<String, Flag> flags(Options options) {
        Map<String, Flag> flags = new HashMap<>();
        if (options.host() != null) {
            flags.put("host", new Flag("--host", options.host()));
        }
        if (!options.ports().isEmpty()) {
            String ports = options.ports().stream().map(String::valueOf).collect(Collectors.joining(","));
            flags.put("ports", new Flag("--port", ports));
        }
        if (options.data() != null) {
            flags.put("data", new Flag("--data", options.data().toString()));
        }
        if (options.insecure()) {
            flags.put("web.insecure", new Flag("--insecure", "true"));
        }
        return flags;
    }

    /** The server that was started. */
    private static final class Serving implements Running {
        private final Switchboard server;
        private final List<URI> addresses;
        private final List<Integer> taken;
        private final AtomicBoolean stopping = new AtomicBoolean();
        private final CountDownLatch down = new CountDownLatch(1);

        Serving(Switchboard server, SwitchboardConfig config, boolean explicit) {
            this.server = server;
            String scheme = config.web().tls() == null ? "http" : "https";
            this.addresses = server.addresses().stream()
                    .filter(address -> !(address.getAddress() instanceof Inet6Address
                            && address.getAddress().isLoopbackAddress()))
                    .map(address -> uri(scheme, address))
                    .toList();
            Set<Integer> bound =
                    server.addresses().stream().map(InetSocketAddress::getPort).collect(Collectors.toSet());
            this.taken = explicit
                    ? List.of()
                    : config.ports().stream()
                            .filter(port -> !bound.contains(port))
                            .toList();
        }

        private static URI uri(String scheme, InetSocketAddress address) {
            InetAddress ip = address.getAddress();
            String host = ip instanceof Inet6Address ? "[" + ip.getHostAddress() + "]" : ip.getHostAddress();
            return URI.create(scheme + "://" + host + ":" + address.getPort());
        }

        @Override
        public List<URI> addresses() {
            return addresses;
        }

        @Override
        public List<Integer> taken() {
            return taken;
        }

        @Override
        public boolean hasModel() {
            return server.hasModel();
        }

        @Override
        public void stop() {
            if (!stopping.compareAndSet(false, true)) {
                return;
            }
            try {
                server.stop(PATIENCE);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                LoggerFactory.getLogger(LocalServer.class).error("going down failed", e);
            } finally {
                down.countDown();
            }
        }

        @Override
        public void join() throws InterruptedException {
            down.await();
        }
    }
}
