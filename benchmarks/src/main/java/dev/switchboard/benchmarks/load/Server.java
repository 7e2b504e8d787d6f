package dev.switchboard.benchmarks.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server that is measured: a process of its own, started by the launcher as anybody would start it, on a port that was free. */
public final class Server implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern LISTENING = Pattern.compile("listening on http://127\\.0\\.0\\.1:(\\d+)");
    private static final Pattern HEAP_USED = Pattern.compile("total .*?used (\\d+)K");
    private static final double BYTES_PER_MIB = 1 << 20;

    private final Child child;
    private final InetSocketAddress address;

    private Server(Child child, InetSocketAddress address) {
        this.child = child;
        this.address = address;
    }

    /**
     * Starts it in the session's directory, where its data and its log stay between starts, and returns when it listens.
     *
     * @param settings further environment variables: the model, and whatever is not to be as by default
     * @param flags further flags of {@code serve}
     */
    public static Server start(Session session, Map<String, String> settings, String... flags)
            throws IOException, InterruptedException {
        Child child = Child.start(command(session, settings, 0, flags));
        CompletableFuture<Integer> port = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> keepLog(child, session.dir().resolve("server.log"), port));
        try {
            return new Server(
                    child,
                    new InetSocketAddress(
                            InetAddress.getLoopbackAddress(), port.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)));
        } catch (ExecutionException | TimeoutException e) {
            child.close();
            throw new IOException(
                    "the server did not start; see " + session.dir().resolve("server.log"), e);
        }
    }

    /** How a server is started that nobody has configured, on loopback. */
    public static ProcessBuilder command(Session session, Map<String, String> settings, int port, String... flags)
            throws IOException {
        Path data = Files.createDirectories(session.dir().resolve("data"));
        List<String> words = new ArrayList<>();
        words.add(session.root().resolve("switchboard").toString());
        words.addAll(List.of("serve", "--host", "127.0.0.1", "--port", Integer.toString(port)));
        words.addAll(List.of("--data", data.toString()));
        words.addAll(List.of(flags));
        ProcessBuilder builder = new ProcessBuilder(words).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Map<String, String> environment = builder.environment();
        environment.keySet().retainAll(List.of("PATH", "SWITCHBOARD_JAVA_OPTIONS"));
        environment.put("HOME", session.dir().toString());
        environment.put("SWITCHBOARD_JAVA", System.getProperty("java.home"));
        environment.put("LC_ALL", "C.UTF-8");
        environment.putAll(settings);
        return builder;
    }

    public InetSocketAddress address() {
        return address;
    }

    public Connection connect() throws IOException {
        return Connection.to(address);
    }

    public Child child() {
        return child;
    }

    public double residentMib() {
        return child.residentBytes() / BYTES_PER_MIB;
    }

    /** Collects garbage, and says how many MiB of heap are left in use. */
    public double collectedHeapMib() throws IOException, InterruptedException {
        command("GC.run");
        Matcher used = HEAP_USED.matcher(command("GC.heap_info"));
        if (!used.find()) {
            throw new IOException("jcmd does not tell the heap's use");
        }
        return Long.parseLong(used.group(1)) * 1024 / BYTES_PER_MIB;
    }

    private String command(String command) throws IOException, InterruptedException {
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(jcmd, Long.toString(child.process().pid()), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (asked.waitFor() != 0) {
            throw new IOException("jcmd " + command + ": " + answer);
        }
        return answer;
    }

    @Override
    public void close() {
        child.close();
    }

    private static void keepLog(Child child, Path file, CompletableFuture<Integer> port) {
        try (BufferedReader lines = child.process().errorReader(StandardCharsets.UTF_8);
                PrintStream log = new PrintStream(file.toFile(), StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.println(line);
                Matcher listening = LISTENING.matcher(line);
                if (listening.find()) {
                    port.complete(Integer.valueOf(listening.group(1)));
                }
            }
            port.completeExceptionally(new IOException("it has ended"));
        } catch (IOException e) {
            port.completeExceptionally(e);
        }
    }
}
