package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Text;
import dev.switchboard.config.Config;
import dev.switchboard.config.Doc;
import dev.switchboard.config.Loader;
import dev.switchboard.config.Setting;
import dev.switchboard.config.Sources;
import dev.switchboard.problem.ProblemException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A program whose server is somebody else's, and whose configuration has two keys. */
final class FakeProgram implements Program {
    final List<ServerStarter.Options> started = new ArrayList<>();
    final CountDownLatch stopped = new CountDownLatch(1);
    List<StartFailure> refusals = new ArrayList<>();
    List<Integer> taken = List.of();
    boolean hasModel = true;
    String address = "http://127.0.0.1:9000";
    Map<String, String> environment = Map.of();
    Path dataDir = Path.of("/nowhere/data");
    List<Integer> ports = List.of();
    Path configFile = Path.of("/home/me/.config/switchboard/config.yaml");

    /** What can be configured. */
    record Configuration(
            @Doc(en = "Where to listen.", zh = "监听地址。") String host,
            @Doc(en = "How many.", zh = "数量。") int count) {
        static Configuration defaults() {
            return new Configuration("127.0.0.1", 3);
        }
    }

    @Override
    public String version() {
        return "1.2.3";
    }

    @Override
    public ServerStarter server() {
        return options -> {
            started.add(options);
            if (!refusals.isEmpty()) {
                throw refusals.removeFirst();
            }
            return new ServerStarter.Running() {
                @Override
                public List<URI> addresses() {
                    return List.of(URI.create(address));
                }

                @Override
                public List<Integer> taken() {
                    return taken;
                }

                @Override
                public boolean hasModel() {
                    return hasModel;
                }

                @Override
                public void stop() {
                    stopped.countDown();
                }

                @Override
                public void join() throws InterruptedException {
                    stopped.await();
                }
            };
        };
    }

    @Override
    public Settings settings(@Nullable Path file) {
        Config<Configuration> config = load(file);
        return new Settings() {
            @Override
            public List<Setting> all() {
                return config.settings();
            }

            @Override
            public Optional<String> nearest(String key) {
                return config.nearest(key);
            }

            @Override
            public Path dataDir() {
                return dataDir;
            }

            @Override
            public List<Integer> ports() {
                return ports;
            }
        };
    }

    private Config<Configuration> load(@Nullable Path file) {
        try {
            return Loader.load(Configuration.class, new Sources(Map.of(), environment, file, file != null, Set.of()));
        } catch (ProblemException e) {
            throw new StartFailure("config", Text.CONFIG_WRONG, e.problem().detail(), "vi config.yaml");
        }
    }

    @Override
    public Path configFile(@Nullable Path named) {
        return named == null ? configFile : named;
    }

    @Override
    public Class<? extends Record> configuration() {
        return Configuration.class;
    }
}
