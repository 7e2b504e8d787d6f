package dev.switchboard.doors.foreign;

import static dev.switchboard.doors.foreign.ForeignFixture.TEN;
import static dev.switchboard.doors.foreign.ForeignFixture.aside;
import static dev.switchboard.doors.foreign.ForeignFixture.failure;
import static dev.switchboard.doors.foreign.ForeignFixture.json;
import static dev.switchboard.doors.foreign.ForeignFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.ScriptedGateway.Request;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

/** Requests and their answers, of which there is always one. */
class CallingTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat.send | {'sessionKey':'Bot_7','message':'hi'} | {'sessionKey':'agent:main:bot_7','message':'hi'}",
                "chat.history | {'sessionKey':'AGENT:Main:X'} | {'sessionKey':'agent:main:x'}",
                "sessions.delete | {'sessionKey':'X','deleteTranscript':true} | {'deleteTranscript':true,'key':'agent:main:x'}",
                "sessions.reset | {'key':'X'} | {'key':'agent:main:x'}",
                "sessions.preview | {'keys':['X','global']} | {'keys':['agent:main:x','global']}",
                "cron.add | {'key':'X'} | {'key':'X'}",
            })
    void keysAreWrittenInTheGatewaysSpelling(String method, String given, String sent) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            fixture.gateway.onOk(method, "{}");
            ObjectNode params = json(given.replace('\'', '"'));

            fixture.at().call(method, params, TEN);

            assertThat(fixture.gateway.awaitRequest(method, 1).params()).isEqualTo(json(sent.replace('\'', '"')));
            assertThat(params).isEqualTo(json(given.replace('\'', '"')));
        }
    }

    @Test
    void aHistoryIsFoundThoughTheOldGatewayLooksUpKeysAsTheyAre() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            fixture.gateway.turns(turn -> turn.begin().say("x").end());
            fixture.send("Bot_7", "r1");

            assertThat(fixture.call("chat.history", "{\"sessionKey\":\"bot_7\"}")
                            .path("messages"))
                    .isNotEmpty();
        }
    }

    @Test
    void anAbortFindsItsRunThoughTheOldGatewayComparesKeysAsTheyAre() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.send("Bot_7", "r1");

            assertThat(fixture.call("chat.abort", "{\"sessionKey\":\"bot_7\",\"runId\":\"r1\"}")
                            .path("aborted")
                            .asBoolean())
                    .isTrue();
        }
    }

    @Test
    void aStopWordIsAnsweredWithoutARun() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                ForeignFixture.Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            fixture.gateway.awaitTurn(1).begin();

            ObjectNode answer =
                    fixture.call("chat.send", "{\"sessionKey\":\"k\",\"message\":\"stop\",\"idempotencyKey\":\"r2\"}");

            assertThat(answer.has("runId")).isFalse();
            assertThat(answer.path("runIds").get(0).asString()).isEqualTo("r1");
            assertThat(reading.untilEnd()).containsExactly("agent lifecycle start", "chat aborted");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "INVALID_REQUEST, bad params, INVALID, false",
        "INVALID_REQUEST, unauthorized role: node, REFUSED, false",
        "INVALID_REQUEST, missing scope: operator.admin, REFUSED, false",
        "NOT_PAIRED, pairing required, REFUSED, false",
        "NOT_LINKED, no channel, INVALID, false",
        "UNAVAILABLE, later, BUSY, true",
        "AGENT_TIMEOUT, too slow, TIMEOUT, true",
        "NEVER_HEARD_OF, odd, INVALID, false",
    })
    void anErrorKeepsItsCodeAndItsText(String code, String message, Kind kind, boolean retryable) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.on("health", request -> request.error(code, message));

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(kind);
            assertThat(failure.code()).isEqualTo(code);
            assertThat(failure).hasMessage(message);
            assertThat(failure.retryable()).isEqualTo(retryable);
            assertThat(failure.retryAfter()).isNull();
        }
    }

    @Test
    void anErrorMaySayWhenToComeBack() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.on(
                    "health",
                    request -> request.error(json(
                            "{\"code\":\"RATE\",\"message\":\"slow down\",\"retryable\":true,\"retryAfterMs\":1500}")));

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(1500));
        }
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUpAndPassedOverWhenItComesAfterAll() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.ignore("health");
            CompletableFuture<GatewayException> call = aside(() -> failure(() -> fixture.call("health", "{}")));
            Request late = fixture.gateway.awaitRequest("health", 1);

            fixture.time.advance(TEN);

            assertThat(soon(call).kind()).isEqualTo(Kind.TIMEOUT);
            late.ok(json("{\"late\":true}"));
            fixture.gateway.onOk("health", "{\"late\":false}");
            assertThat(fixture.call("health", "{}").path("late").asBoolean()).isFalse();
        }
    }

    @Test
    void whoeverWaitsIsToldWhenTheConnectionIsLost() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.ignore("health");
            List<CompletableFuture<GatewayException>> calls = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                calls.add(aside(() -> failure(() -> fixture.call("health", "{}"))));
            }
            fixture.gateway.awaitRequest("health", 10);

            fixture.gateway.closeAll(1008, "slow consumer");

            for (CompletableFuture<GatewayException> call : calls) {
                assertThat(soon(call).kind()).isEqualTo(Kind.UNREACHABLE);
                assertThat(soon(call)).hasMessageContaining("1008 slow consumer");
                assertThat(soon(call).retryable()).isTrue();
            }
        }
    }

    @Test
    void anInterruptEndsTheWaitAndNothingElse() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.ignore("health");
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual().start(() -> {
                try {
                    fixture.call("health", "{}");
                } catch (InterruptedException | GatewayException e) {
                    ended.complete(e);
                }
            });
            fixture.gateway.awaitRequest("health", 1);
            caller.interrupt();

            assertThat(soon(ended)).isInstanceOf(InterruptedException.class);
            fixture.gateway.onOk("health", "{}");
            fixture.call("health", "{}");
            assertThat(fixture.gateway.accepted()).isEqualTo(1);
        }
    }

    @Test
    void anAgentIsWaitedForUntilItHasEnded() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.on("agent", request -> {
                request.ok(json("{\"runId\":\"r1\",\"status\":\"accepted\"}"));
                request.ok(json("{\"runId\":\"r1\",\"status\":\"ok\",\"summary\":\"completed\"}"));
            });

            assertThat(fixture.call("agent", "{}").path("summary").asString()).isEqualTo("completed");
        }
    }

    @Test
    void anAgentThatFailsIsAnError() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.on("agent", request -> {
                request.ok(json("{\"runId\":\"r1\",\"status\":\"accepted\"}"));
                request.error("UNAVAILABLE", "it broke");
            });

            assertThat(failure(() -> fixture.call("agent", "{}"))).hasMessage("it broke");
        }
    }

    @Test
    void anAgentThatIsNotReadyInTimeHasStillBeenAccepted() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            CompletableFuture<Request> asked = new CompletableFuture<>();
            fixture.gateway.on("agent", request -> {
                request.ok(json("{\"runId\":\"r1\",\"status\":\"accepted\"}"));
                request.client().sendText("{\"type\":\"event\",\"event\":\"tick\"}");
                asked.complete(request);
            });
            CompletableFuture<ObjectNode> call = aside(() -> fixture.call("agent", "{}"));
            soon(asked);
            fixture.call("health", "{}"); // Answered after what was sent before.

            fixture.time.advance(TEN);

            assertThat(soon(call).path("status").asString()).isEqualTo("accepted");
        }
    }

    @Test
    void aRequestThatIsTooLargeIsNotSentAtAll() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            String large = "{\"sessionKey\":\"k\",\"message\":\"" + "ü".repeat(300_000) + "\"}";

            GatewayException failure = failure(() -> fixture.call("chat.send", large));

            assertThat(failure.kind()).isEqualTo(Kind.INVALID);
            assertThat(failure).hasMessageContaining("524288");
            fixture.call("health", "{}");
            assertThat(fixture.gateway.accepted()).isEqualTo(1);
        }
    }

    @Test
    void onlySoManyMayWait() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.ignore("health");
            fixture.at().connect(TEN);
            List<CompletableFuture<GatewayException>> calls = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                calls.add(aside(() -> failure(() -> fixture.call("health", "{}"))));
            }
            fixture.gateway.awaitRequest("health", 1_000);

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(failure.retryable()).isTrue();
            fixture.gateway.cutAll();
            for (CompletableFuture<GatewayException> call : calls) {
                soon(call);
            }
        }
    }
}
