package dev.switchboard.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.switchboard.testing.ScriptedApi;
import dev.switchboard.wire.runs.AcceptedRun;
import dev.switchboard.wire.runs.RunDocument;
import dev.switchboard.wire.runs.RunStatus;
import dev.switchboard.wire.runs.StartRun;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is sent, what is understood, and what a failure is called. */
class RunsClientTest {
    private final ScriptedApi api = ScriptedApi.start();
    private final RunsClient client = new RunsClient(ServerAddress.parse(api.url(), "secret"), Proxies.NONE, "test/1");

    @AfterEach
    void close() {
        api.close();
    }

    @Test
    void aRunIsStartedInTheBackgroundWithItsKeyAndTheToken() {
        api.onJson(
                "POST /api/v1/runs", 202, "{\"run_id\":\"r1\",\"session_id\":\"s1\",\"status\":\"queued\",\"new\":{}}");

        Received<AcceptedRun> accepted =
                client.start(new StartRun("看 \"it\"", "/w", null, "k2", null, false, true), "key-1");

        assertThat(accepted.value()).isEqualTo(new AcceptedRun("r1", "s1"));
        ScriptedApi.Call call = api.calls("POST /api/v1/runs").getFirst();
        assertThat(call.body())
                .isEqualTo("{\"command\":\"看 \\\"it\\\"\",\"work_dir\":\"/w\",\"background\":true,"
                        + "\"on_disconnect\":\"continue\",\"model_name\":\"k2\","
                        + "\"options\":{\"yolo\":false,\"thinking\":true}}");
        assertThat(call.headers())
                .containsEntry("idempotency-key", "key-1")
                .containsEntry("authorization", "Bearer secret")
                .containsEntry("user-agent", "test/1");
    }

    @Test
    void aRunIsReadAndItsTextIsKept() {
        String json = "{\"run_id\":\"r1\",\"session_id\":\"s1\",\"status\":\"waiting\",\"command\":\"看\","
                + "\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":5},\"first_seq\":1,\"last_seq\":9,"
                + "\"approvals_pending\":1,\"metadata\":{\"a\":[1,{\"b\":2}]},\"digest\":{\"events\":8,\"sha256\":\"ff\"}}";
        api.onJson("GET /api/v1/runs/r1", 200, json);

        Received<RunDocument> run = client.run("r1");

        assertThat(run.json()).isEqualTo(json);
        assertThat(run.value().status()).isEqualTo(RunStatus.WAITING);
        assertThat(run.value().usage().total()).isEqualTo(12);
        assertThat(run.value().lastSeq()).isEqualTo(9);
    }

    @Test
    void aStatusOfTomorrowIsNoFailure() {
        api.onJson("GET /api/v1/runs/r1", 200, "{\"run_id\":\"r1\",\"status\":\"dreaming\"}");

        assertThat(client.run("r1").value().status()).isEqualTo(RunStatus.OTHER);
    }

    @Test
    void aPageHoldsItsElementsAsTheyWere() {
        api.onJson(
                "GET /api/v1/runs",
                200,
                "{\"data\":[{\"run_id\":\"r1\",\"cost\":0.10},{\"run_id\":\"r2\"}],\"next\":\"c 1\"}");

        Page<RunDocument> page = client.runs("waiting", "s 1", 20, null);

        assertThat(page.items())
                .extracting(Received::json)
                .containsExactly("{\"run_id\":\"r1\",\"cost\":0.10}", "{\"run_id\":\"r2\"}");
        assertThat(page.next()).isEqualTo("c 1");
        assertThat(api.calls("GET /api/v1/runs").getFirst().query())
                .containsEntry("status", "waiting")
                .containsEntry("session", "s 1")
                .containsEntry("limit", "20");
    }

    @Test
    void anErrorOfTheRunsApiTellsItsFaults() {
        api.onJson(
                "GET /api/v1/runs/r1",
                400,
                "{\"error\":\"invalid_request\",\"details\":[{\"type\":\"value_error\",\"loc\":[\"work_dir\"],"
                        + "\"msg\":\"not absolute\",\"value\":\"x\"}],\"code\":\"invalid_request\"}");

        ClientProblem.Refused refused = refused();

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.error().detail()).isEqualTo("work_dir: not absolute (\"x\")");
    }

    @Test
    void aProblemDocumentIsReadToo() {
        api.onJson(
                "GET /api/v1/runs/r1",
                409,
                "{\"type\":\"about:blank\",\"title\":\"Conflict\",\"status\":409,\"detail\":\"was answered\","
                        + "\"code\":\"already_decided\",\"next\":\"do this\",\"by\":\"operator\"}");

        ClientProblem.Refused refused = refused();

        assertThat(refused.error().code()).isEqualTo("already_decided");
        assertThat(refused.error().detail()).isEqualTo("was answered");
        assertThat(refused.error().next()).isEqualTo("do this");
        assertThat(refused.error().fact("by")).isEqualTo("operator");
    }

    @Test
    void aBusyServerSaysWhenToComeBack() {
        api.on(
                "GET /api/v1/runs/r1",
                (call, sender) -> sender.header("Retry-After", "12").json(429, "{\"error\":\"too_many_requests\"}"));

        assertThat(refused().retryAfter()).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void anErrorThatIsNoJsonIsToldByItsStatus() {
        api.on("GET /api/v1/runs/r1", (call, sender) -> sender.send(502, "text/html", "<h1>Bad Gateway</h1>"));

        assertThat(refused().error().detail()).startsWith("HTTP 502");
    }

    @Test
    void aRefusedTokenKeepsItsExplanation() {
        api.on(
                "GET /api/v1/runs/r1",
                (call, sender) -> sender.header("WWW-Authenticate", "Bearer")
                        .json(401, "{\"error\":\"unauthorized\",\"details\":\"the token is not known\"}"));

        assertThat(refused().error().detail()).isEqualTo("the token is not known");
    }

    @Test
    void anotherProgramIsNotTakenForAServer() {
        api.on("GET /api/v1/runs/r1", (call, sender) -> sender.send(200, "text/html", "<h1>Hello</h1>"));

        assertThat(problem()).isInstanceOf(ClientProblem.NotSwitchboard.class);
    }

    @Test
    void anotherProgramIsNotTakenForAServerThatRefuses() {
        api.on("GET /api/v1/runs/r1", (call, sender) -> sender.send(404, "text/html", "<h1>Not Found</h1>"));
        assertThat(problem())
                .isInstanceOfSatisfying(
                        ClientProblem.NotSwitchboard.class,
                        other -> assertThat(other.found())
                                .startsWith("HTTP 404 ")
                                .contains("text/html"));

        api.onJson("GET /api/v1/runs/r1", 405, "{\"message\":\"Method Not Allowed\"}");
        assertThat(problem()).isInstanceOf(ClientProblem.NotSwitchboard.class);
    }

    @Test
    void aStatusThatNamesNoVersionIsSomebodyElses() {
        api.onJson("GET /api/v1/status", 200, "{\"status\":\"up\"}");

        assertThat(catchThrowableOfType(ClientException.class, client::status).problem())
                .isInstanceOf(ClientProblem.NotSwitchboard.class);
    }

    @Test
    void whatDoesNotSpeakHttpIsSomebodyElses() throws Exception {
        try (ServerSocket ssh = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket visitor = ssh.accept()) {
                    visitor.getOutputStream().write("SSH-2.0-OpenSSH\r\n".getBytes(StandardCharsets.US_ASCII));
                    visitor.getInputStream().transferTo(OutputStream.nullOutputStream());
                } catch (IOException e) {
                    // The visitor has left.
                }
            });
            RunsClient visitor = new RunsClient(
                    ServerAddress.parse("127.0.0.1:" + ssh.getLocalPort(), null), Proxies.NONE, "test/1");

            ClientProblem problem = catchThrowableOfType(
                            ClientException.class, () -> visitor.status(Duration.ofSeconds(5)))
                    .problem();

            assertThat(problem)
                    .isInstanceOfSatisfying(
                            ClientProblem.NotSwitchboard.class,
                            other -> assertThat(other.found()).isEqualTo("no HTTP"));
        }
    }

    @Test
    void nobodyThereIsUnreachable() {
        api.close();

        assertThat(problem()).isInstanceOf(ClientProblem.Unreachable.class);
    }

    @Test
    void whoseCertificateIsNotTrustedIsToldApart() {
        Http http = new Http(ServerAddress.parse("https://there", null), Proxies.NONE, "test/1");
        IOException untrusted = new SSLHandshakeException("PKIX path building failed");
        untrusted.initCause(new CertificateException("no", new CertPathBuilderException("no issuer")));
        IOException misnamed = new SSLHandshakeException("No name matching there found");
        misnamed.initCause(new CertificateException("No name matching there found"));

        assertThat(http.failed(untrusted, Duration.ofSeconds(1)).problem())
                .isEqualTo(
                        new ClientProblem.NotTrusted(URI.create("https://there"), true, "PKIX path building failed"));
        assertThat(http.failed(misnamed, Duration.ofSeconds(1)).problem())
                .isEqualTo(new ClientProblem.NotTrusted(
                        URI.create("https://there"), false, "No name matching there found"));
    }

    @Test
    void aHostThatNobodyKnowsIsCalledThat() {
        Http http = new Http(ServerAddress.parse("http://there", null), Proxies.NONE, "test/1");

        assertThat(http.failed(new UnknownHostException("there"), Duration.ofSeconds(1))
                        .problem())
                .isEqualTo(new ClientProblem.Unreachable(URI.create("http://there"), "unknown host: there"));
    }

    @Test
    void aDecisionIsSentWithItsReason() {
        api.onJson("POST /api/v1/runs/r1/approvals/a1", 200, "{\"id\":\"a1\",\"status\":\"rejected\"}");

        client.decide("r1", "a1", RunsClient.Decision.REJECT, "not now");

        assertThat(api.calls("POST /api/v1/runs/r1/approvals/a1").getFirst().body())
                .isEqualTo("{\"decision\":\"reject\",\"feedback\":\"not now\"}");
    }

    @Test
    void noTokenIsEverPrinted() {
        assertThat(ServerAddress.parse("127.0.0.1:9000/", "secret")).hasToString("http://127.0.0.1:9000");
    }

    @Test
    void whatIsNoAddressIsRefused() {
        assertThatThrownBy(() -> ServerAddress.parse("ftp://x", null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ServerAddress.parse("http://", null)).isInstanceOf(IllegalArgumentException.class);
    }

    private ClientProblem problem() {
        return catchThrowableOfType(ClientException.class, () -> client.run("r1"))
                .problem();
    }

    private ClientProblem.Refused refused() {
        return (ClientProblem.Refused) problem();
    }
}
