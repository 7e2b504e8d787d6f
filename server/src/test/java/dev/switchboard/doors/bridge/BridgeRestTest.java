package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.testing.Browser;
import dev.switchboard.time.SettableTime;
import dev.switchboard.wire.bridge.Json;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The bridge over REST, route by route (document 004, section 4; the routes beside it). */
@Timeout(60)
class BridgeRestTest {

    // --- what is not there ---

    @ParameterizedTest
    @CsvSource({
        "GET, /openclaw/detect",
        "GET, /openclaw/chat",
        "PUT, /openclaw/chat",
        "DELETE, /openclaw/history",
        "GET, /openclaw/sessions",
        "POST, /openclaw/messages",
        "DELETE, /openclaw/sessions/bot_1",
        "POST, /openclaw/ws",
        "GET, /openclaw/"
    })
    void whatDocument004DoesNotNameIsNotFound(String method, String path) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            HttpResponse<String> answer =
                    server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"error\":\"Not Found\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"GET, /openclaw/abort, POST", "GET, /openclaw/reset, POST", "POST, /openclaw/status, GET"})
    void theRoutesBesideItSayWhichMethodTheyTake(String method, String path, String allowed) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            HttpResponse<String> answer =
                    server.send(server.request(path).method(method, HttpRequest.BodyPublishers.noBody()));
            assertThat(answer.statusCode()).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow").orElse("")).contains(allowed);
            assertThat(Json.read(answer.body()).get("code").stringValue()).isEqualTo("METHOD_NOT_ALLOWED");
        }
    }

    // --- failures ---

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/openclaw/detect|{}|Missing required field: gatewayUrl",
                "/openclaw/detect|{'gatewayUrl':''}|Missing required field: gatewayUrl",
                "/openclaw/detect|{'gatewayUrl':5}|Connection error: gatewayUrl: not a text (expected: a text)",
                "/openclaw/detect|{'gatewayUrl':'http://x'}|Connection error: gatewayUrl: not a WebSocket (expected: ws://…)",
                "/openclaw/detect|no|Connection error: not JSON",
                "/openclaw/chat|{}|Missing required field: message",
                "/openclaw/chat||Missing required field: message",
                "/openclaw/chat|{'message':''}|Missing required field: message",
                "/openclaw/chat|{'message':null,'attachments':[]}|Missing required field: message",
                "/openclaw/chat|{'message':5}|Chat error: message: not a text (expected: a text)",
                "/openclaw/chat|{'message':'x','sessionId':5}|Chat error: sessionId: not a text (expected: a text)",
                "/openclaw/chat|{'message':'x','attachments':{}}|Chat error: attachments: not a list (expected: a list of objects)",
                "/openclaw/chat|{'message':'x','deliver':'yes'}|Chat error: deliver: neither true nor false (expected: one of them)",
                "/openclaw/chat|[]|Chat error: the body: not an object (expected: a JSON object)",
                "/openclaw/chat|{'message':|Chat error: not JSON",
                "/openclaw/chat|{'message':'x','gatewayUrl':'ftp://x'}|Chat error: gatewayUrl: not a WebSocket (expected: ws://…)",
                "/openclaw/history|{}|Missing required field: sessionKey",
                "/openclaw/history|{'sessionKey':''}|Missing required field: sessionKey",
                "/openclaw/history|{'sessionKey':7}|History error: sessionKey: not a text (expected: a text)",
                "/openclaw/history|5|History error: the body: not an object (expected: a JSON object)",
                "/openclaw/sessions|no|Sessions error: not JSON",
                "/openclaw/sessions|{'includeLastMessage':1}|Sessions error: includeLastMessage: neither true nor false (expected: one of them)",
                "/openclaw/abort|{}|Missing required field: sessionKey",
                "/openclaw/reset|{}|Missing required field: sessionKey"
            })
    void whatIsMissingOrWrongIsSaid(String path, @Nullable String body, String text) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode answer = server.post(400, path, body == null ? "" : body);
            assertThat(answer.get("success").booleanValue()).isFalse();
            assertThat(answer.get("error").stringValue()).isEqualTo(text);
            assertThat(answer.get("code").stringValue()).isEqualTo("INVALID_REQUEST");
            assertThat(answer.path("message").asString("none")).isEqualTo(path.endsWith("detect") ? text : "none");
            assertThat(server.gateways.ours.calls).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'message':'x','sessionId':'KEY'}|/openclaw/chat|sessionId",
                "{'sessionKey':'KEY'}|/openclaw/history|sessionKey",
                "{'message':'x','idempotencyKey':'KEY'}|/openclaw/chat|idempotencyKey",
                "{'message':'x','thinking':'KEY'}|/openclaw/chat|thinking"
            })
    void everyTextHasABound(String body, String path, String field) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode answer = server.post(400, path, body.replace("KEY", "x".repeat(600)));
            assertThat(answer.get("error").stringValue()).contains(field, "600 characters (expected: at most");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/openclaw/history, 0",
        "/openclaw/history, 1001",
        "/openclaw/history, 1.5",
        "/openclaw/history, '\"1\"'",
        "/openclaw/sessions, 0"
    })
    void everyNumberHasBounds(String path, String limit) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode answer = server.post(400, path, "{'sessionKey':'a','limit':" + limit + "}");
            assertThat(answer.get("error").stringValue()).contains("limit: ", "expected: a whole number from 1 to");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UNREACHABLE, , 502, UNREACHABLE",
        "TIMEOUT, , 504, TIMEOUT",
        "REFUSED, INVALID_REQUEST, 401, INVALID_REQUEST",
        "REFUSED, NOT_PAIRED, 403, NOT_PAIRED",
        "INVALID, INVALID_REQUEST, 400, INVALID_REQUEST",
        "BUSY, UNAVAILABLE, 503, UNAVAILABLE"
    })
    void aGatewayThatFailsIsAnsweredWithTheStatusThatFits(Kind kind, @Nullable String code, int status, String told)
            throws Exception {
        GatewayException failure = new GatewayException(
                kind, "the reason", code, false, kind == Kind.BUSY ? Duration.ofMillis(2500) : null);
        try (BridgeServer server = BridgeServer.start()) {
            FakeGateway gateway = server.gateways.ours;
            List.of("chat.send", "chat.history", "sessions.list", "chat.abort", "sessions.reset")
                    .forEach(method -> gateway.answer(method, _ -> {
                        throw failure;
                    }));
            for (String route : List.of("Chat", "History", "Sessions", "Abort", "Reset")) {
                HttpResponse<String> answer =
                        server.post("/openclaw/" + route.toLowerCase(Locale.ROOT), "{'message':'m','sessionKey':'k'}");
                assertThat(answer.statusCode()).as(route).isEqualTo(status);
                JsonNode json = Json.read(answer.body());
                assertThat(json.get("success").booleanValue()).isFalse();
                assertThat(json.get("error").stringValue()).isEqualTo(route + " error: the reason");
                assertThat(json.get("code").stringValue()).isEqualTo(told);
                assertThat(answer.headers().firstValue("Retry-After").orElse("none"))
                        .isEqualTo(kind == Kind.BUSY ? "3" : "none");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"UNREACHABLE, 502", "REFUSED, 401", "TIMEOUT, 504"})
    void detectingAGatewayThatIsNotThereSaysWhatToCheck(Kind kind, int status) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.other(FakeGateways.URL).refuse(new GatewayException(kind, "x", null, true, null));
            JsonNode answer = server.post(status, "/openclaw/detect", "{'gatewayUrl':'" + FakeGateways.URL + "'}");
            assertThat(answer.get("success").booleanValue()).isFalse();
            assertThat(answer.get("message").stringValue())
                    .startsWith("Failed to connect")
                    .contains("Check the URL");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/openclaw/detect", "/openclaw/chat", "/openclaw/history", "/openclaw/abort"})
    void thePlaceOfAGatewayMayBeForbidden(String path) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            JsonNode answer = server.post(403, path, "{'message':'m','sessionKey':'k','gatewayUrl':'ws://forbidden'}");
            assertThat(answer.get("code").stringValue()).isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void withLegacyStatusEveryHandledFailureIs200() throws Exception {
        try (BridgeServer server = new BridgeServer.Setup().legacyStatus().start()) {
            server.gateways.ours.refuse(new GatewayException(Kind.UNREACHABLE, "gone", null, true, null));
            assertThat(server.post(200, "/openclaw/chat", "{'message':'m'}")
                            .get("error")
                            .stringValue())
                    .isEqualTo("Chat error: gone");
            assertThat(server.post(200, "/openclaw/history", "{}")
                            .get("success")
                            .booleanValue())
                    .isFalse();
            assertThat(server.post("/openclaw/nothing", "{}").statusCode()).isEqualTo(404);
        }
    }

    // --- chat ---

    @Test
    void aMessageIsAcceptedOnceTheGatewayHasAcknowledgedIt() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            acknowledge(server.gateways.other(FakeGateways.URL), "started");
            JsonNode answer = server.post(
                    200,
                    "/openclaw/chat",
                    "{'message':'Hello','sessionId':'bot_1734567890123','gatewayUrl':'" + FakeGateways.URL
                            + "','authToken':'optional-token'}");
            String turn = answer.get("runId").stringValue();
            assertThat(turn).matches("run_\\d{13}_[0-9a-z]{6}");
            assertThat(answer)
                    .isEqualTo(Json.read(("{'success':true,'runId':'" + turn
                                    + "','sessionKey':'bot_1734567890123','status':'accepted','gatewayStatus':'started'}")
                            .replace('\'', '"')));
            FakeGateway.Call call = only(server.gateways.other(FakeGateways.URL));
            assertThat(call.method()).isEqualTo("chat.send");
            assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(30));
            assertThat(call.params())
                    .isEqualTo(Json.read("{\"sessionKey\":\"bot_1734567890123\",\"message\":\"Hello\",\"deliver\":true,"
                            + "\"idempotencyKey\":\"" + turn + "\"}"));
            FakeGateways.Asked asked = Objects.requireNonNull(server.gateways.asked.poll());
            assertThat(Objects.requireNonNull(asked.token()).reveal()).isEqualTo("optional-token");
        }
    }

    @Test
    void whatElseACallerWantsIsPassedOn() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            acknowledge(server.gateways.ours, "in_flight");
            JsonNode answer = server.post(
                    200,
                    "/openclaw/chat",
                    "{'message':'','sessionKey':'Bot_1','idempotencyKey':'mine','thinking':'high','timeoutMs':5000,"
                            + "'deliver':false,'attachments':[{'type':'image','mimeType':'image/png','content':'AA=='}]}");
            assertThat(answer.get("runId").stringValue()).isEqualTo("mine");
            assertThat(answer.get("sessionKey").stringValue()).isEqualTo("Bot_1");
            assertThat(answer.get("gatewayStatus").stringValue()).isEqualTo("in_flight");
            assertThat(only(server.gateways.ours).params())
                    .isEqualTo(
                            Json.read(("{'sessionKey':'Bot_1','message':'','idempotencyKey':'mine','thinking':'high',"
                                            + "'timeoutMs':5000,'deliver':false,"
                                            + "'attachments':[{'type':'image','mimeType':'image/png','content':'AA=='}]}")
                                    .replace('\'', '"')));
        }
    }

    @ParameterizedTest
    @CsvSource({"sessionId, sessionKey", "sessionKey, sessionId"})
    void bothNamesOfASessionAreTakenAndTheOneOfTheRouteGoesFirst(String chat, String history) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            acknowledge(server.gateways.ours, "started");
            assertThat(server.post(200, "/openclaw/chat", "{'message':'m','" + chat + "':'one'}")
                            .get("sessionKey")
                            .stringValue())
                    .isEqualTo("one");
            server.post(200, "/openclaw/history", "{'" + history + "':'two'}");
            assertThat(server.gateways.ours.calls)
                    .extracting(call -> call.params().get("sessionKey").stringValue())
                    .containsExactly("one", "two");
            assertThat(server.post(200, "/openclaw/chat", "{'message':'m','sessionId':'id','sessionKey':'key'}")
                            .get("sessionKey")
                            .stringValue())
                    .isEqualTo("id");
        }
    }

    @Test
    void aNewSessionIsNamedAfterItsFirstMessage() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            FakeGateway gateway = server.gateways.ours;
            acknowledge(gateway, "started");
            JsonNode answer = server.post(
                    200, "/openclaw/chat", "{'message':'first line\\nsecond line, and \uD83D\uDE00\uD83D\uDE00 more'}");
            String key = answer.get("sessionKey").stringValue();
            assertThat(key).matches("bot_\\d{13}");
            FakeGateway.Call patch = Objects.requireNonNull(gateway.calls.poll());
            assertThat(patch.method()).isEqualTo("sessions.patch");
            assertThat(patch.params().get("key").stringValue()).isEqualTo(key);
            assertThat(patch.params().get("label").stringValue())
                    .isEqualTo("first line second line, and \uD83D\uDE00 (" + key.substring(key.length() - 6) + ")");
            FakeGateway.Call send = Objects.requireNonNull(gateway.calls.poll());
            assertThat(send.method()).isEqualTo("chat.send");
            assertThat(send.params().get("sessionKey").stringValue()).isEqualTo(key);
        }
    }

    @Test
    void aNewSessionNeedsNoName() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            acknowledge(server.gateways.ours, "started");
            server.gateways.ours.answer("sessions.patch", _ -> {
                throw new GatewayException(
                        Kind.INVALID, "missing scope: operator.admin", "INVALID_REQUEST", false, null);
            });
            assertThat(server.post(200, "/openclaw/chat", "{'message':'m'}")
                            .get("status")
                            .stringValue())
                    .isEqualTo("accepted");
        }
    }

    @Test
    void newSessionsOfTheSameMillisecondAreSeveral() throws Exception {
        try (BridgeServer server =
                new BridgeServer.Setup().time(new SettableTime()).start()) {
            acknowledge(server.gateways.ours, "started");
            List<String> keys = java.util.stream.IntStream.range(0, 20)
                    .mapToObj(_ -> {
                        try {
                            return server.post(200, "/openclaw/chat", "{'message':'m'}")
                                    .get("sessionKey")
                                    .stringValue();
                        } catch (Exception e) {
                            throw new AssertionError(e);
                        }
                    })
                    .toList();
            assertThat(keys).doesNotHaveDuplicates();
        }
    }

    @Test
    void theTurnHasTheNameThatTheGatewayGaveIt() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer(
                    "chat.send", _ -> Json.object().put("runId", "theirs").put("status", "started"));
            assertThat(server.post(200, "/openclaw/chat", "{'message':'m','sessionId':'a','idempotencyKey':'mine'}")
                            .get("runId")
                            .stringValue())
                    .isEqualTo("theirs");
        }
    }

    @Test
    void anAcknowledgementIsNotWaitedForForEverAndALateRefusalIsToldToWhoReadsTheSession() throws Exception {
        SettableTime time = new SettableTime();
        CountDownLatch refusal = new CountDownLatch(1);
        try (BridgeServer server = new BridgeServer.Setup().time(time).start()) {
            server.gateways.ours.answer("chat.send", _ -> {
                refusal.await();
                throw new GatewayException(Kind.TIMEOUT, "no answer in 30 s", null, true, null);
            });
            Browser browser = server.browser().subscribed("Bot_1");
            Browser elsewhere = server.browser().subscribed("Bot_2");
            CompletableFuture<JsonNode> answer = CompletableFuture.supplyAsync(() -> {
                try {
                    return server.post(200, "/openclaw/chat", "{'message':'m','sessionId':'bot_1'}");
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(time.awaitScheduled()).isEqualTo(Duration.ofSeconds(3));
            time.advance(Duration.ofSeconds(3));
            JsonNode accepted = answer.get(20, TimeUnit.SECONDS);
            assertThat(accepted.get("status").stringValue()).isEqualTo("accepted");
            assertThat(accepted.has("gatewayStatus")).isFalse();
            refusal.countDown();
            browser.hears("{'type':'event','event':'chat','bseq':1,'cursor':0,'synthetic':true,'payload':{'runId':'"
                    + accepted.get("runId").stringValue()
                    + "','sessionKey':'agent:main:bot_1','seq':1,'state':'error','errorMessage':'no answer in 30 s'}}");
            elsewhere.hearsNothing();
        }
    }

    @Test
    void aWordThatStopsTurnsEndsVisiblyToo() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer("chat.send", _ -> {
                ObjectNode said = Json.object().put("ok", true).put("aborted", true);
                said.putArray("runIds").add("r1");
                return said;
            });
            Browser browser = server.browser().subscribed("bot_1");
            JsonNode answer =
                    server.post(200, "/openclaw/chat", "{'message':'/stop','sessionId':'bot_1','idempotencyKey':'s'}");
            assertThat(answer)
                    .isEqualTo(Json.read(("{'success':true,'runId':'s','sessionKey':'bot_1','status':'accepted',"
                                    + "'aborted':true,'runIds':['r1']}")
                            .replace('\'', '"')));
            browser.hears("{'type':'event','event':'chat','bseq':1,'cursor':0,'synthetic':true,'payload':{'runId':'s',"
                    + "'sessionKey':'agent:main:bot_1','seq':1,'state':'aborted','stopReason':'stop'}}");
        }
    }

    @Test
    void aBugIsAnIncidentAndNothingOfItIsTold() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer("sessions.list", _ -> {
                throw new IllegalStateException("secret");
            });
            JsonNode answer = server.post(500, "/openclaw/sessions", "{}");
            assertThat(answer.get("code").stringValue()).isEqualTo("INTERNAL");
            assertThat(answer.get("error").stringValue()).contains("incident").doesNotContain("secret");
            server.gateways.ours.answer("chat.send", _ -> {
                throw new IllegalStateException("secret");
            });
            assertThat(server.post(500, "/openclaw/chat", "{'message':'m','sessionId':'a'}")
                            .get("code")
                            .stringValue())
                    .isEqualTo("INTERNAL");
        }
    }

    // --- the other routes ---

    @Test
    void aGatewayThatLetsUsInIsDetected() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            HttpResponse<String> answer =
                    server.post("/openclaw/detect", "{'gatewayUrl':'" + FakeGateways.URL + "','password':'P'}");
            assertThat(answer.body())
                    .isEqualTo("{\"success\":true,\"message\":\"Successfully connected to OpenClaw Gateway\"}");
            FakeGateways.Asked asked = Objects.requireNonNull(server.gateways.asked.poll());
            assertThat(Objects.requireNonNull(asked.password()).reveal()).isEqualTo("P");
        }
    }

    @Test
    void theHistoryIsTheGateways() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            String messages =
                    "[{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"assistant\",\"content\":[{\"z\":1,\"a\":2.5}]}]";
            server.gateways.ours.answer("chat.history", _ -> {
                ObjectNode said = Json.object().put("sessionKey", "x");
                said.set("messages", Json.read(messages));
                return said;
            });
            HttpResponse<String> answer = server.post("/openclaw/history", "{'sessionKey':'Bot_1','limit':7}");
            assertThat(answer.body()).isEqualTo("{\"success\":true,\"messages\":" + messages + "}");
            FakeGateway.Call call = only(server.gateways.ours);
            assertThat(call.params()).isEqualTo(Json.read("{\"sessionKey\":\"Bot_1\",\"limit\":7}"));
            assertThat(call.timeout()).isEqualTo(Duration.ofSeconds(10));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{'limit':5,'includeLastMessage':true}"})
    void theSessionsAreTheGateways(String body) throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer("sessions.list", _ -> {
                ObjectNode said = Json.object().put("ts", 1);
                said.putArray("sessions").addObject().put("key", "agent:main:a");
                return said;
            });
            HttpResponse<String> answer = server.post("/openclaw/sessions", body);
            assertThat(answer.body()).isEqualTo("{\"success\":true,\"sessions\":[{\"key\":\"agent:main:a\"}]}");
            assertThat(only(server.gateways.ours).params())
                    .isEqualTo(Json.read(body.contains("5") ? body.replace('\'', '"') : "{}"));
        }
    }

    @Test
    void turnsCanBeAborted() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer("chat.abort", _ -> {
                ObjectNode said = Json.object().put("ok", true).put("aborted", true);
                said.putArray("runIds").add("r1");
                return said;
            });
            assertThat(server.post(200, "/openclaw/abort", "{'sessionKey':'Bot','runId':'r1'}"))
                    .isEqualTo(Json.read(
                            "{\"success\":true,\"sessionKey\":\"Bot\",\"aborted\":true,\"runIds\":[\"r1\"]}"));
            assertThat(only(server.gateways.ours).params())
                    .isEqualTo(Json.read("{\"sessionKey\":\"Bot\",\"runId\":\"r1\"}"));
        }
    }

    @Test
    void sessionsCanBeginAnew() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.gateways.ours.answer("sessions.reset", _ -> {
                ObjectNode said = Json.object().put("ok", true);
                said.putObject("entry").put("sessionId", "new");
                return said;
            });
            assertThat(server.post(200, "/openclaw/reset", "{'sessionId':'Bot'}"))
                    .isEqualTo(Json.read("{\"success\":true,\"sessionKey\":\"Bot\",\"sessionId\":\"new\"}"));
            assertThat(only(server.gateways.ours).params()).isEqualTo(Json.read("{\"key\":\"Bot\"}"));
        }
    }

    @Test
    void theStatusSaysWhoReadsAndWhetherTheGatewayIsThere() throws Exception {
        try (BridgeServer server = BridgeServer.start()) {
            server.browser().subscribed("a").subscribed("b");
            HttpResponse<String> answer = server.send(server.request("/openclaw/status"));
            assertThat(Json.read(answer.body()))
                    .isEqualTo(Json.read("{\"success\":true,\"sockets\":1,\"subscriptions\":2,"
                            + "\"gateway\":{\"connected\":true}}"));
            server.gateways.ours.refuse(new GatewayException(Kind.UNREACHABLE, "gone", null, true, null));
            JsonNode gateway = Json.read(
                            server.send(server.request("/openclaw/status")).body())
                    .get("gateway");
            assertThat(gateway.get("connected").booleanValue()).isFalse();
            assertThat(gateway.get("code").stringValue()).isEqualTo("UNREACHABLE");
        }
    }

    private static void acknowledge(FakeGateway gateway, String status) {
        gateway.answer("chat.send", params -> {
            ObjectNode said = Json.object().put("status", status);
            said.set("runId", params.get("idempotencyKey"));
            return said;
        });
    }

    private static FakeGateway.Call only(FakeGateway gateway) {
        FakeGateway.Call call = Objects.requireNonNull(gateway.calls.poll(), "nothing was asked");
        assertThat(gateway.calls).isEmpty();
        return call;
    }
}
