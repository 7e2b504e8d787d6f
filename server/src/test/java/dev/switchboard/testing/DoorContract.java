package dev.switchboard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.web.Door;
import dev.switchboard.web.Listen;
import dev.switchboard.web.TestConfig;
import dev.switchboard.web.WebListener;
import dev.switchboard.web.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every door owes: whatever is refused on its paths, by itself or by the toolkit, is refused in its own dialect. */
public abstract class DoorContract {
    private static final String TOKEN = "the-operators-token";
    private static final int BODY_BYTES_MAX = 64 * 1024;

    private final HttpClient client = HttpClient.newHttpClient();
    private final WebServer server = new WebServer(
            new TestConfig().token(TOKEN).maxBodyBytes(BODY_BYTES_MAX).build(),
            new SystemTime(),
            new RandomIds(),
            WebListener.NONE);
    private int port;

    /** The door, ready to be mounted. */
    protected abstract Door door();

    /** A path that the operator may GET and nobody else, and that takes no PATCH. */
    protected abstract String guardedPath();

    /** A path that takes a body by POST. */
    protected abstract String postPath();

    /** A path under one of the door's prefixes at which nothing is served. */
    protected abstract String unknownPath();

    /** Fails unless the answer is a refusal in the door's dialect. */
    protected abstract void isRefusal(HttpResponse<String> answer);

    @BeforeEach
    void listen() throws Exception {
        port = server.start(List.of(door()), List.of(new Listen("127.0.0.1", 0, true)))
                .getFirst()
                .getPort();
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        server.close();
    }

    @Test
    void theOperatorIsServed() throws Exception {
        assertThat(send(operator(guardedPath())).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnknownPathIsRefused() throws Exception {
        refused(404, send(operator(unknownPath())));
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatAreTaken() throws Exception {
        HttpResponse<String> answer = send(operator(guardedPath()).method("PATCH", BodyPublishers.noBody()));

        refused(405, answer);
        assertThat(answer.headers().firstValue("Allow").orElse("")).contains("GET");
    }

    @Test
    void aStrangerIsRefused() throws Exception {
        HttpResponse<String> answer = send(request(guardedPath()));

        refused(401, answer);
        assertThat(answer.headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void aWrongTokenIsRefusedAndNotRepeated() throws Exception {
        HttpResponse<String> answer = send(request(guardedPath()).header("Authorization", "Bearer wrong-token"));

        refused(401, answer);
        assertThat(answer.body()).doesNotContain("wrong-token", TOKEN);
    }

    @Test
    void aPageOfAnotherOriginIsRefused() throws Exception {
        refused(403, send(operator(guardedPath()).header("Origin", "https://evil.example")));
    }

    @Test
    void aBodyThatIsTooLargeIsRefused() throws Exception {
        refused(413, send(operator(postPath()).POST(BodyPublishers.ofByteArray(new byte[BODY_BYTES_MAX + 1]))));
    }

    @Test
    void newWorkIsRefusedWhileTheServerDrains() throws Exception {
        // A first request keeps its connection: the port itself is closed to new ones.
        assertThat(send(operator(guardedPath())).statusCode()).isEqualTo(200);
        server.drain(Duration.ofSeconds(10));

        HttpResponse<String> answer = send(operator(guardedPath()));

        refused(503, answer);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    private void refused(int status, HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        isRefusal(answer);
    }

    private HttpRequest.Builder operator(String path) {
        return request(path).header("Authorization", "Bearer " + TOKEN);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(Duration.ofSeconds(10));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }
}
