package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Child;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Findings;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.Target;
import java.io.File;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * From the start of the launcher to the first answer with 200, on data that is there already; beside the JDK's own HTTP server in a program
 * that does nothing else, without a launcher.
 */
public final class Startup implements Benchmark {
    private static final String PLAIN = "plain";
    private static final String CACHED = "with an AOT cache";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(500);

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String about() {
        return "start to first 200: plain, with an AOT cache, and a bare JDK server; rounds count at least ten";
    }

    @Override
    public void measure(Session session) throws Exception {
        Path caches = session.dir().resolve("caches");
        makeCache(session, caches);
        int starts = session.size(Math.max(1, (10 + session.rounds() - 1) / session.rounds()), 1);
        session.eachRound(findings -> {
            for (int i = 0; i < starts; i++) {
                start(findings, PLAIN, port -> Server.command(session, Map.of(), port));
                start(
                        findings,
                        CACHED,
                        port -> Server.command(session, Map.of("XDG_CACHE_HOME", caches.toString()), port));
                start(findings, "bare JDK server", Startup::bare);
            }
        });
        session.findings().target(PLAIN, Target.atMost(1000));
        session.findings().target(CACHED, Target.atMost(400));
    }

    private static void makeCache(Session session, Path caches) throws IOException, InterruptedException {
        ProcessBuilder make =
                new ProcessBuilder(session.root().resolve("scripts/make-aot").toString());
        make.environment().put("XDG_CACHE_HOME", caches.toString());
        make.environment().put("SWITCHBOARD_JAVA", System.getProperty("java.home"));
        File log = session.dir().resolve("make-aot.log").toFile();
        make.redirectErrorStream(true).redirectOutput(log);
        try (Child made = Child.start(make)) {
            if (made.process().waitFor() != 0) {
                throw new IOException("no AOT cache was made; see " + log);
            }
        }
    }

    private static ProcessBuilder bare(int port) {
        return new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                BareServer.class.getName(),
                Integer.toString(port));
    }

    private static void start(Findings findings, String what, Command command) throws IOException {
        int port = freePort();
        ProcessBuilder builder = command.on(port);
        builder.redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        long began = System.nanoTime();
        try (Child _ = Child.start(builder)) {
            awaitAnswer(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), began + PATIENCE_NANOS);
            findings.add(what, "ms", (System.nanoTime() - began) / 1e6);
        }
    }

    private static void awaitAnswer(InetSocketAddress address, long deadline) throws IOException {
        while (true) {
            try (Connection connection = Connection.to(address)) {
                if (connection.ask("GET", "/healthz", null).status() == 200) {
                    return;
                }
            } catch (ConnectException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private interface Command {
        ProcessBuilder on(int port) throws IOException;
    }
}
