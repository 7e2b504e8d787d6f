package dev.switchboard.benchmarks;

import dev.switchboard.config.Config;
import dev.switchboard.config.Doc;
import dev.switchboard.config.Loader;
import dev.switchboard.config.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The first reading of a configuration in a process, with and without a file. It is a part of the second that a start may take, so it is
 * measured cold: each sample is one reading in a JVM of its own.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Measurement(iterations = 1)
@Fork(20)
public class LoaderBenchmark {
    private Path file = Path.of("");

    /** Values of several kinds, in nested records. */
    public record Sample(
            @Doc(en = "Where to listen.", zh = "监听地址。") String host,
            @Doc(en = "Ports.", zh = "端口。") List<Integer> ports,
            @Doc(en = "Bounds.", zh = "界限。") Bounds bounds,
            @Doc(en = "Bounds by name.", zh = "按名称的界限。") Map<String, Bounds> others) {
        public static Sample defaults() {
            return new Sample("127.0.0.1", List.of(9000), Bounds.defaults(), Map.of());
        }
    }

    /** A feature's part. */
    public record Bounds(
            @Doc(en = "How many.", zh = "多少。") int most,
            @Doc(en = "How long.", zh = "多久。") Duration timeout,
            @Doc(en = "How large.", zh = "多大。") int bodyBytes,
            @Doc(en = "Whether.", zh = "是否。") boolean strict) {
        public static Bounds defaults() {
            return new Bounds(64, Duration.ofMinutes(10), 1 << 20, true);
        }
    }

    @Setup
    public void writeFile() throws IOException {
        file = Files.createTempFile("config", ".yaml");
        Files.writeString(file, """
                host: 127.0.0.1
                ports: [9000, 9001]
                bounds:
                  timeout: 5m
                others:
                  one: {most: 1}
                  two: {body-bytes: 64KiB, strict: false}
                """);
    }

    @TearDown
    public void deleteFile() throws IOException {
        Files.delete(file);
    }

    @Benchmark
    public Config<Sample> fromVariables() {
        return load(null);
    }

    @Benchmark
    public Config<Sample> fromVariablesAndFile() {
        return load(file);
    }

    private static Config<Sample> load(@Nullable Path file) {
        Map<String, String> environment = Map.of("SWITCHBOARD_BOUNDS_MOST", "8", "HOME", "/nowhere", "PATH", "/bin");
        return Loader.load(Sample.class, new Sources(Map.of(), environment, file, file != null, Set.of()));
    }
}
