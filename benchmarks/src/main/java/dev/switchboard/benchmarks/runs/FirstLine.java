package dev.switchboard.benchmarks.runs;

import dev.switchboard.benchmarks.load.Benchmark;
import dev.switchboard.benchmarks.load.Connection;
import dev.switchboard.benchmarks.load.Durations;
import dev.switchboard.benchmarks.load.Lines;
import dev.switchboard.benchmarks.load.Plan;
import dev.switchboard.benchmarks.load.Server;
import dev.switchboard.benchmarks.load.Session;
import dev.switchboard.benchmarks.load.StubModel;
import dev.switchboard.benchmarks.load.Target;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How long a caller waits for the first line of a run, on a connection that is there already, one run after the other. */
public final class FirstLine implements Benchmark {
    private static final String BARE = "HTTP/1.1, bare socket";

    @Override
    public String name() {
        return "first-line";
    }

    @Override
    public String about() {
        return "POST /runs to its first line, over HTTP/1.1 and h2c; beside an fsync and a GET that stores nothing";
    }

    @Override
    public void measure(Session session) throws Exception {
        try (StubModel model = StubModel.start(session);
                Server server = Server.start(session, model.settings());
                Connection bare = server.connect();
                HttpClient http1 = client(HttpClient.Version.HTTP_1_1);
                HttpClient h2c = client(HttpClient.Version.HTTP_2)) {
            Caller caller = new Caller(server, Plan.answer().start(session.dir().toString(), ""));
            int posts = session.size(1000, 100);
            session.eachRound(findings -> {
                Durations fsync = fsync(session.dir().resolve("fsync"), posts / 4);
                Durations get = new Durations();
                Durations first = new Durations();
                Durations first1 = new Durations();
                Durations first2 = new Durations();
                for (int i = 0; i < posts; i++) {
                    get(bare, get);
                    caller.post(bare, first);
                    caller.post(http1, first1);
                    caller.post(h2c, first2);
                }
                first.report(findings, BARE);
                first1.report(findings, "HTTP/1.1, java.net.http");
                first2.report(findings, "h2c, java.net.http");
                get.report(findings, "GET /api/v1/health");
                fsync.report(findings, "one 4 KiB write and fsync");
            });
        }
        session.findings().target(BARE + ", p50", Target.atMost(2));
    }

    private static HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().version(version).build();
    }

    private static void get(Connection connection, Durations took) throws IOException {
        long began = System.nanoTime();
        connection.ask("GET", "/api/v1/health", null);
        took.add(System.nanoTime() - began);
    }

    /** What the disk takes for the least that a durable write can be: a page that is there already is written over. */
    private static Durations fsync(Path path, int times) throws IOException {
        Durations took = new Durations();
        try (FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
            ByteBuffer page = ByteBuffer.allocate(4096);
            for (int i = 0; i < times; i++) {
                long began = System.nanoTime();
                for (page.clear(); page.hasRemaining(); ) {
                    file.write(page, page.position());
                }
                file.force(false);
                took.add(System.nanoTime() - began);
            }
        }
        return took;
    }

    /** Starts runs, each read to its end. */
    private record Caller(Server server, String start) {

        void post(Connection connection, Durations first) throws IOException {
            long began = System.nanoTime();
            Lines lines = connection.stream("POST", "/api/v1/runs", start);
            lines.each((_, _, _) -> false);
            first.add(System.nanoTime() - began);
            lines.count();
        }

        void post(HttpClient client, Durations first) throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + server.address().getPort() + "/api/v1/runs"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(start))
                    .build();
            long began = System.nanoTime();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                while (body.read() != '\n') {}
                first.add(System.nanoTime() - began);
                body.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
