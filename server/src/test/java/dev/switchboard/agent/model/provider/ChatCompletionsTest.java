package dev.switchboard.agent.model.provider;

import static dev.switchboard.testing.ChatReply.body;
import static dev.switchboard.testing.ChatReply.chat;
import static dev.switchboard.testing.ChatReply.silence;
import static dev.switchboard.testing.ChatReply.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelChoice;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.config.Secret;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.Proxies;
import dev.switchboard.testing.ChatReply;
import dev.switchboard.testing.ChatRequest;
import dev.switchboard.testing.ScriptedChatServer;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SettableTime;
import dev.switchboard.time.SystemTime;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ChatCompletionsTest {
    private static final Egress EGRESS = new Egress(new SystemTime(), "9.9", Proxies.NONE);
    private static final String KEY = "sk-very-secret-key";
    private static final String SCHEMA = """
            {"type":"object","properties":{"n":{"type":"integer","minimum":1,"default":7},\
            "edit":{"anyOf":[{"$ref":"#/$defs/e"},{"type":"array","items":{"$ref":"#/$defs/e"}}]}},\
            "$defs":{"e":{"type":"object"}},"additionalProperties":false}""";

    private final ScriptedChatServer server = ScriptedChatServer.start();
    private final Listened heard = new Listened();
    private ModelChoice.Provider provider = ModelChoice.Provider.KIMI;
    private String model = "kimi-k2-thinking";
    private Secret key = new Secret(KEY);
    private Map<String, String> headers = Map.of();
    private ModelChoice.Tuning tuning = ModelChoice.Tuning.NONE;
    private Duration callTimeout = Duration.ofSeconds(10);
    private ProviderLimits limits =
            new ProviderLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), 1_000_000, Duration.ZERO);

    @AfterEach
    void close() {
        server.close();
    }

    @AfterAll
    static void closeEgress() {
        EGRESS.close();
    }

    @Nested
    class TheRequest {

        @Test
        void aRequestToKimiHasTheFieldsOfTheProtocol() throws Exception {
            ChatRequest sent = sent(request(true, user("hello")));

            assertThat(sent.path()).isEqualTo("/v1/chat/completions");
            assertThat(sent.headers())
                    .containsEntry("authorization", "Bearer " + KEY)
                    .containsEntry("content-type", "application/json")
                    .containsEntry("user-agent", "Switchboard/9.9");
            assertThat(sent.json()).isEqualTo(json("""
                                    {"model":"kimi-k2-thinking",
                                     "messages":[{"role":"system","content":"Be good."},{"role":"user","content":"hello"}],
                                     "tools":[{"type":"function","function":{"name":"Do","description":"Does.","parameters":%s}},
                                              {"type":"builtin_function","function":{"name":"$web_search"}}],
                                     "stream":true,"stream_options":{"include_usage":true},
                                     "max_tokens":32000,"temperature":1.0,
                                     "prompt_cache_key":"session-1","reasoning_effort":"high"}
                                    """.formatted(SCHEMA)));
        }

        @Test
        void aRequestToAnotherServerHasOnlyWhatEachOfThemKnows() throws Exception {
            provider = ModelChoice.Provider.OPENAI_LEGACY;
            model = "gpt";

            ChatRequest sent = sent(new ModelRequest("", List.of(user("hello")), List.of(), false, "session-1"));

            assertThat(sent.json()).isEqualTo(json("""
                                    {"model":"gpt","messages":[{"role":"user","content":"hello"}],
                                     "stream":true,"stream_options":{"include_usage":true}}
                                    """));
        }

        @ParameterizedTest
        @CsvSource({
            "kimi-k2-thinking-turbo,false,1.0",
            "kimi-k2-0905,true,1.0",
            "kimi-k2-0905,false,0.6",
            "other,false,"
        })
        void theTemperatureFollowsFromTheModelAndFromThinking(String id, boolean thinking, @Nullable Double temperature)
                throws Exception {
            model = id;

            JsonNode sent = sent(request(thinking, user("x"))).json();

            assertThat(sent.has("temperature")).isEqualTo(temperature != null);
            assertThat(temperature == null ? null : sent.path("temperature").asDouble())
                    .isEqualTo(temperature);
            assertThat(sent.has("reasoning_effort")).isEqualTo(thinking);
        }

        @Test
        void whatIsConfiguredGoesOverTheRules() throws Exception {
            tuning = new ModelChoice.Tuning(0.2, 0.5, 1234);

            JsonNode sent = sent(request(true, user("x"))).json();

            assertThat(sent.path("temperature").asDouble()).isEqualTo(0.2);
            assertThat(sent.path("top_p").asDouble()).isEqualTo(0.5);
            assertThat(sent.path("max_tokens").asInt()).isEqualTo(1234);
        }

        @Test
        void withoutAKeyNothingIsAuthorised() throws Exception {
            key = Secret.NONE;
            headers = Map.of("X-Team", "red", "user-agent", "SomebodyElse/1");

            ChatRequest sent = sent(request(false, user("x")));

            assertThat(sent.headers())
                    .doesNotContainKey("authorization")
                    .containsEntry("x-team", "red")
                    .containsEntry("user-agent", "Switchboard/9.9");
        }

        @Test
        void thoughtsGoBackWithTheWholeHistoryAlsoWhenTheyAreEmpty() throws Exception {
            List<JsonNode> sent = sent(request(
                            true,
                            user("a"),
                            assistant(List.of(new Part.Think("one "), new Part.Text("w"), new Part.Think("two")), "c1"),
                            result("c1", "r1"),
                            assistant(List.of(new Part.Think("")), "c2"),
                            result("c2", "r2"),
                            assistant(List.of(), "c3"),
                            result("c3", "r3"),
                            assistant(List.of(new Part.Text("no thought")))))
                    .messages();

            assertThat(sent.get(2).path("reasoning_content").asString()).isEqualTo("one two");
            assertThat(sent.get(2).path("content").asString()).isEqualTo("w");
            assertThat(sent.get(4).path("reasoning_content").isString()).isTrue();
            assertThat(sent.get(4).path("reasoning_content").asString()).isEmpty();
            assertThat(sent.get(6).path("reasoning_content").isString()).isTrue();
            assertThat(sent.get(8).has("reasoning_content")).isFalse();
        }

        @Test
        void anotherServerGetsThoughtsOnlyWhereItHadSome() throws Exception {
            provider = ModelChoice.Provider.OPENAI_LEGACY;

            List<JsonNode> sent = sent(request(
                            true,
                            user("a"),
                            assistant(List.of(new Part.Think("t")), "c1"),
                            result("c1", "r1"),
                            assistant(List.of(new Part.Think("")), "c2"),
                            result("c2", "r2")))
                    .messages();

            assertThat(sent.get(2).path("reasoning_content").asString()).isEqualTo("t");
            assertThat(sent.get(4).has("reasoning_content")).isFalse();
        }

        @Test
        void aCallIsSentWithItsArgumentsAndWithoutBlankWords() throws Exception {
            List<JsonNode> sent = sent(request(
                            false,
                            user("a"),
                            new Message.Assistant(
                                    List.of(new Part.Text(" \n")),
                                    List.of(new ToolCall("c1", "Do", "{\"n\":1"), new ToolCall("c2", "Do", ""))),
                            result("c1", "r1"),
                            result("c2", "r2")))
                    .messages();

            assertThat(sent.get(2)).isEqualTo(json("""
                                    {"role":"assistant","content":null,"tool_calls":[
                                      {"id":"c1","type":"function","function":{"name":"Do","arguments":"{\\"n\\":1"}},
                                      {"id":"c2","type":"function","function":{"name":"Do","arguments":"{}"}}]}
                                    """));
        }

        @Test
        void aResultOfSeveralPartsIsAListForKimiAndATextForOthers() throws Exception {
            Message several = new Message.ToolReply(
                    "c1", List.of(new Part.Text("<system>ok</system>"), new Part.Text(""), new Part.Text("out")));

            JsonNode kimi = sent(request(false, user("a"), assistant(List.of(), "c1"), several))
                    .messages()
                    .get(3);
            provider = ModelChoice.Provider.OPENAI_LEGACY;
            JsonNode other = sent(request(false, user("a"), assistant(List.of(), "c1"), several))
                    .messages()
                    .get(3);

            assertThat(kimi).isEqualTo(json("""
                                    {"role":"tool","tool_call_id":"c1","content":[
                                      {"type":"text","text":"<system>ok</system>"},{"type":"text","text":"out"}]}
                                    """));
            assertThat(other).isEqualTo(json("""
                                    {"role":"tool","tool_call_id":"c1","content":"<system>ok</system>\\nout"}
                                    """));
        }

        @Test
        void anAnswerThatOnlyThoughtIsLeftOut() throws Exception {
            List<JsonNode> sent = sent(request(true, user("a"), assistant(List.of(new Part.Think("t"))), user("b")))
                    .messages();

            assertThat(sent)
                    .extracting(message -> message.path("role").asString())
                    .containsExactly("system", "user", "user");
        }

        @Test
        void halfAPairOfSurrogatesDoesNotKeepAConversationFromBeingSent() throws Exception {
            ChatRequest sent = sent(request(false, user("a\ud83d b\ud83d\ude00")));

            assertThat(sent.messages().get(1).path("content").asString())
                    .startsWith("a")
                    .endsWith("b\ud83d\ude00");
        }
    }

    @Nested
    class TheAnswer {

        @Test
        void thoughtsWordsAndCallsAreHeardAsTheyComeAndKeptWhole() throws Exception {
            CountDownLatch go = new CountDownLatch(1);
            server.reply(chat().think("I ", "see.")
                    .hold(go)
                    .say("Two ", "\u6587\u4ef6.")
                    .call("c1", "Do", "{\"n\"", ":1}")
                    .usage(10, 5));
            CompletableFuture<ModelReply> reply = new CompletableFuture<>();
            Thread.ofVirtual().start(() -> {
                try {
                    reply.complete(call(request(true, user("x")), fragment -> go.countDown()));
                } catch (Exception e) {
                    reply.completeExceptionally(e);
                }
            });

            ModelReply whole = reply.get(10, TimeUnit.SECONDS);

            assertThat(whole.parts()).containsExactly(new Part.Think("I see."), new Part.Text("Two \u6587\u4ef6."));
            assertThat(whole.calls()).containsExactly(new ToolCall("c1", "Do", "{\"n\":1}"));
            assertThat(whole.finish()).isEqualTo(ModelReply.Finish.STOP);
            assertThat(whole.usage()).isEqualTo(new Usage(10, 5, 0, 0));
            assertThat(heard.lines)
                    .containsExactly(
                            "think I ",
                            "think see.",
                            "text Two ",
                            "text \u6587\u4ef6.",
                            "call c1 Do",
                            "arguments c1 {\"n\"",
                            "arguments c1 :1}");
        }

        @ParameterizedTest
        @CsvSource({"length,LENGTH", "stop,STOP", "tool_calls,STOP", "content_filter,OTHER"})
        void theReasonToFinishIsKept(String word, ModelReply.Finish finish) throws Exception {
            assertThat(answer(chat().say("x").finish(word)).finish()).isEqualTo(finish);
        }

        @Test
        void anAnswerThatRanIntoItsLimitWhileThinkingIsAnAnswer() throws Exception {
            ModelReply reply = answer(chat().think("long").finish("length"));

            assertThat(reply.finish()).isEqualTo(ModelReply.Finish.LENGTH);
            assertThat(reply.parts()).containsExactly(new Part.Think("long"));
        }

        @Test
        void usageIsFoundWhereverItIsSent() throws Exception {
            String usage = "{\"prompt_tokens\":9,\"completion_tokens\":4,";

            assertThat(answer(chat().say("x").usage(9, 4).usageInChoice()).usage())
                    .isEqualTo(new Usage(9, 4, 0, 0));
            assertThat(answer(chat().say("x").usage(usage + "\"cached_tokens\":3}"))
                            .usage())
                    .isEqualTo(new Usage(9, 4, 3, 0));
            assertThat(answer(
                                    chat().say("x")
                                            .usage(
                                                    usage
                                                            + "\"prompt_tokens_details\":{\"cached_tokens\":3},\"completion_tokens_details\":{\"reasoning_tokens\":2}}"))
                            .usage())
                    .isEqualTo(new Usage(9, 4, 3, 2));
            assertThat(answer(chat().say("x")
                                    .data("{\"choices\":[],\"usage\":null}")
                                    .usage("{\"prompt_tokens\":-1,\"completion_tokens\":\"many\"}"))
                            .usage())
                    .isEqualTo(Usage.NONE);
            assertThat(answer(chat().say("x")).usage()).isNull();
        }

        @Test
        void callsThatAreStreamedInTurnsAreToldApartByTheirIndex() throws Exception {
            ModelReply reply = answer(chat().callDelta(0, "a", "Do", null)
                    .callDelta(1, "b", "Do", "")
                    .callDelta(0, null, null, "{\"n\":")
                    .callDelta(1, null, null, "{\"n\":2")
                    .callDelta(0, null, null, "1}")
                    .callDelta(1, null, null, "}"));

            assertThat(reply.calls())
                    .containsExactly(new ToolCall("a", "Do", "{\"n\":1}"), new ToolCall("b", "Do", "{\"n\":2}"));
            assertThat(heard.joined("arguments a")).isEqualTo("{\"n\":1}");
        }

        @Test
        void withoutAnIndexAFragmentBelongsToTheLatestCall() throws Exception {
            ModelReply reply = answer(chat().callDelta(null, "a", "Do", "{\"n\":")
                    .callDelta(null, null, null, "1}")
                    .callDelta(null, "b", "Do", "{}")
                    .callDelta(7, null, null, " "));

            assertThat(reply.calls())
                    .containsExactly(new ToolCall("a", "Do", "{\"n\":1}"), new ToolCall("b", "Do", "{} "));
        }

        @Test
        void callsWithoutIdsGetSomeAndTheSameIdTwiceIsMadeTwo() throws Exception {
            ModelReply without = answer(chat().callDelta(null, null, "Do", "{}").callDelta(null, null, "Do", "{}"));
            ModelReply same = answer(chat().callDelta(0, "a", "Do", "1")
                    .callDelta(1, "a", "Do", "2")
                    .callDelta(1, null, null, "3"));
            ModelReply sameIndex = answer(chat().callDelta(0, "", "Do", "1").callDelta(0, "", "Go", "2"));

            assertThat(without.calls()).hasSize(2);
            assertThat(without.calls())
                    .extracting(ToolCall::id)
                    .doesNotHaveDuplicates()
                    .noneMatch(String::isEmpty);
            assertThat(same.calls())
                    .extracting(ToolCall::id, ToolCall::arguments)
                    .containsExactly(tuple("a", "1"), tuple("a_2", "23"));
            assertThat(sameIndex.calls())
                    .extracting(ToolCall::name, ToolCall::arguments)
                    .containsExactly(tuple("Do", "1"), tuple("Go", "2"));
        }

        @Test
        void anIdAndANameThatAreRepeatedInEachFragmentAreOneCall() throws Exception {
            ModelReply reply = answer(chat().callDelta(0, "a", "Do", "{\"n\":").callDelta(0, "a", "Do", "1}"));

            assertThat(reply.calls()).containsExactly(new ToolCall("a", "Do", "{\"n\":1}"));
        }

        @Test
        void argumentsMayBeEmptyOrAnObject() throws Exception {
            ModelReply reply = answer(
                    chat().call("a", "Do")
                            .data(
                                    "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"id\":\"b\",\"function\":{\"name\":\"Do\",\"arguments\":{\"n\":1}}}]}}]}"));

            assertThat(reply.calls())
                    .containsExactly(new ToolCall("a", "Do", ""), new ToolCall("b", "Do", "{\"n\":1}"));
        }

        @Test
        void anEmptyThoughtIsKeptAndNoThoughtIsNone() throws Exception {
            ModelReply empty = answer(chat().think("").call("a", "Do", "{}"));
            ModelReply none = answer(
                    chat().data("{\"choices\":[{\"delta\":{\"role\":\"assistant\",\"reasoning_content\":null}}]}")
                            .say("x"));

            assertThat(empty.parts()).containsExactly(new Part.Think(""));
            assertThat(none.parts()).containsExactly(new Part.Text("x"));
            assertThat(heard.lines).noneMatch(line -> line.startsWith("think"));
        }

        @Test
        void thoughtsUnderAnotherNameAreThoughts() throws Exception {
            ModelReply reply = answer(chat().data("{\"choices\":[{\"delta\":{\"reasoning\":\"hm\"}}]}")
                    .say("x"));

            assertThat(reply.parts()).containsExactly(new Part.Think("hm"), new Part.Text("x"));
        }

        @Test
        void commentsNamesAndOddLineEndsArePassedOver() throws Exception {
            ModelReply reply = answer(chat().raw("\uFEFF: hello\r\n\r\nevent: chunk\r\nid: 1\r\n")
                    .raw("data:{\"choices\":\ndata: [{\"delta\":{\"content\":\"a\"}}]}\r")
                    .raw("\n\r\n: ping\n\n")
                    .raw("data: {\"choices\":[{\"delta\":{\"content\":\"b\"}}]}\r\r")
                    .say("c"));

            assertThat(reply.parts()).containsExactly(new Part.Text("abc"));
        }

        @Test
        void aCharacterMayBeCutInTwoOnItsWay() throws Exception {
            byte[] event =
                    "data: {\"choices\":[{\"delta\":{\"content\":\"\u6587\"}}]}\n\n".getBytes(StandardCharsets.UTF_8);
            EventStream stream = new EventStream(1000);
            List<String> data = new ArrayList<>();
            for (byte each : event) {
                data.addAll(stream.add(new byte[] {each}).data());
            }

            assertThat(data).containsExactly("{\"choices\":[{\"delta\":{\"content\":\"\u6587\"}}]}");
        }

        @Test
        void anAnswerThatIsNotStreamedIsAnAnswer() throws Exception {
            ModelReply reply = answer(body(200, "application/json", """
                            {"choices":[{"message":{"role":"assistant","reasoning_content":"t","content":"w","tool_calls":[
                              {"id":"a","type":"function","function":{"name":"Do","arguments":"{}"}}]},"finish_reason":"tool_calls"}],
                             "usage":{"prompt_tokens":1,"completion_tokens":2}}
                            """));

            assertThat(reply.parts()).containsExactly(new Part.Think("t"), new Part.Text("w"));
            assertThat(reply.calls()).containsExactly(new ToolCall("a", "Do", "{}"));
            assertThat(reply.usage()).isEqualTo(new Usage(1, 2, 0, 0));
        }

        @Test
        void aStreamWithoutItsLastMarkIsWholeWhenTheModelHadFinished() throws Exception {
            String last = "data: {\"choices\":[{\"delta\":{\"content\":\"a\"},\"finish_reason\":\"stop\"}]}";

            assertThat(answer(chat().raw(last).bare()).parts()).containsExactly(new Part.Text("a"));
        }

        @Test
        void theConnectionIsUsedAgain() throws Exception {
            answer(chat().say("a").usage(1, 1));
            answer(chat().say("b"));
            answer(chat().say("c"));

            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Nested
    class TheFailures {

        @ParameterizedTest
        @CsvSource({
            "400,false",
            "401,false",
            "403,false",
            "404,false",
            "408,true",
            "409,true",
            "413,false",
            "422,false",
            "429,true",
            "500,true",
            "502,true",
            "503,true",
            "504,true",
            "302,false"
        })
        void aStatusSaysWhetherTheCallMaySucceedLater(int status, boolean retryable) {
            ModelException e = failure(status(status, "{\"error\":{\"message\":\"Nope\",\"type\":\"some_error\"}}"));

            assertThat(e).hasMessage("Error code: " + status + " - Nope (some_error)");
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.retryable()).isEqualTo(retryable);
            assertThat(e.retryAfter()).isEmpty();
        }

        @Test
        void aQuotaThatIsUsedUpDoesNotComeBackByWaiting() {
            ModelException e = failure(
                    status(429, "{\"error\":{\"message\":\"No money\",\"type\":\"exceeded_current_quota_error\"}}"));

            assertThat(e.retryable()).isFalse();
        }

        @ParameterizedTest
        @CsvSource({
            "Retry-After,7,7000",
            "retry-after,0.5,500",
            "Retry-After,99999999999,604800000",
            "retry-after-ms,250,250"
        })
        void theWaitThatIsAskedForIsHandedOn(String header, String value, long millis) {
            assertThat(failure(status(429, "{}").header(header, value)).retryAfter())
                    .contains(Duration.ofMillis(millis));
        }

        @Test
        void aWaitMayBeAskedForAsADate() {
            Failures failures = new Failures(choice(), new SettableTime(Instant.parse("2025-11-19T07:15:00Z")));

            assertThat(failures.refused(503, header("Wed, 19 Nov 2025 07:15:42 GMT"), "")
                            .retryAfter())
                    .contains(Duration.ofSeconds(42));
            assertThat(failures.refused(503, header("Wed, 19 Nov 2025 07:14:00 GMT"), "")
                            .retryAfter())
                    .contains(Duration.ZERO);
            assertThat(failures.refused(503, header("soon"), "").retryAfter()).isEmpty();
            assertThat(failures.refused(503, header("-1"), "").retryAfter()).isEmpty();
        }

        @Test
        void whatTheProviderSaysIsShortAndHoldsNoKey() {
            headers = Map.of("X-Gateway", "gateway-password");
            ModelException e = failure(body(
                    401,
                    "text/html",
                    "<p>\n" + KEY + " gateway-password Bearer abc.def sk-other-key-1234567\n</p>"
                            + "x".repeat(100_000)));

            assertThat(e.getMessage())
                    .startsWith("Error code: 401 - <p> *** *** Bearer *** sk-*** </p>xxx")
                    .hasSizeLessThan(530);
        }

        @Test
        void anErrorInsideTheStreamIsAFailure() {
            ModelException overloaded =
                    failure(chat().say("a").data("{\"error\":{\"message\":\"Engine overloaded " + KEY + "\"}}"));
            ModelException coded = failure(chat().data("{\"error\":{\"message\":\"Slow down\",\"code\":429}}"));
            ModelException filtered =
                    failure(chat().data("{\"error\":{\"message\":\"Bad words\",\"type\":\"content_filter\"}}"));
            ModelException other = failure(chat().data("{\"object\":\"error\",\"message\":\"m\",\"code\":400}"));
            ModelException text = failure(chat().data("{\"error\":\"broken\"}"));

            assertThat(overloaded).hasMessage("Error: Engine overloaded ***");
            assertThat(overloaded.retryable()).isTrue();
            assertThat(coded.retryable()).isTrue();
            assertThat(coded.status()).isEqualTo(429);
            assertThat(filtered.retryable()).isFalse();
            assertThat(other.retryable()).isFalse();
            assertThat(text).hasMessage("Error: broken");
        }

        @Test
        void anErrorThatIsNoStreamIsAFailure() {
            ModelException e =
                    failure(status(200, "{\"error\":{\"message\":\"Nope\",\"type\":\"invalid_request_error\"}}"));

            assertThat(e).hasMessage("Error: Nope (invalid_request_error)");
            assertThat(e.retryable()).isFalse();
        }

        @Test
        void anEmptyAnswerIsAFailureAlsoWhenTheModelThought() {
            for (ChatReply reply : List.of(chat(), chat().say(" "), chat().think("t"), body(200, "text/plain", ""))) {
                ModelException e = failure(reply);
                assertThat(e.retryable()).isTrue();
                assertThat(e.getMessage())
                        .isIn(
                                "The API returned an empty response.",
                                "Connection error: the stream ended before the answer did");
            }
            assertThat(failure(chat().think("t"))).hasMessage("The API returned an empty response.");
        }

        @Test
        void aStreamThatBreaksOffMayBeTriedAgain() {
            ModelException cut = failure(chat().say("a").cut());
            ModelException ended = failure(chat().say("a").bare());

            assertThat(cut).hasMessageStartingWith("Connection error: ");
            assertThat(cut.retryable()).isTrue();
            assertThat(cut.status()).isZero();
            assertThat(ended).hasMessageStartingWith("Connection error: ");
            assertThat(ended.retryable()).isTrue();
        }

        @Test
        void aChunkThatIsNoJsonMayBeTriedAgainAndIsNotRepeated() {
            ModelException e = failure(chat().say("a").data("{\"choices\": sk-half"));

            assertThat(e).hasMessage("The API returned an invalid response.").hasNoCause();
            assertThat(e.retryable()).isTrue();
        }

        @Test
        void aHangingStreamIsGivenUp() {
            limits = new ProviderLimits(Duration.ofSeconds(5), Duration.ofMillis(200), 1000, Duration.ZERO);

            ModelException hanging = failure(chat().say("a").hang());
            ModelException silent = failure(silence());

            assertThat(hanging).hasMessageStartingWith("Request timed out: ");
            assertThat(hanging.retryable()).isTrue();
            assertThat(silent).hasMessageStartingWith("Request timed out: ");
            assertThat(server.requests()).allMatch(ChatRequest::aborted);
        }

        @Test
        void aCallThatTakesTooLongIsGivenUpThoughItIsNeverSilent() {
            callTimeout = Duration.ofMillis(300);
            limits = new ProviderLimits(Duration.ofSeconds(5), Duration.ofSeconds(5), 100_000_000, Duration.ZERO);

            ModelException e = failure(chat().flood(1L << 40));

            assertThat(e).hasMessageStartingWith("Request timed out: ");
        }

        @Test
        void aFloodIsCutOffAndNotTriedAgain() {
            ModelException words = failure(chat().flood(20_000_000));
            ModelException comments = failure(chat().raw((": " + "c".repeat(60_000) + "\n").repeat(400)));
            ModelException oneLine =
                    failure(chat().raw("data: \"" + "c".repeat(9_000_000)).bare());
            ModelException object = failure(body(200, "application/json", "{\"a\":\"" + "c".repeat(9_000_000)));

            for (ModelException e : List.of(words, comments, oneLine, object)) {
                assertThat(e).hasMessageContaining("too large");
                assertThat(e.retryable()).isFalse();
            }
            assertThat(server.requests().getFirst().aborted()).isTrue();
        }

        @Test
        void nobodyListeningMayBeTriedAgain() throws Exception {
            int port;
            try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = unused.getLocalPort();
            }

            ModelException e = failureAt("http://127.0.0.1:" + port + "/v1");

            assertThat(e).hasMessage("Connection error: connection refused");
            assertThat(e.retryable()).isTrue();
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void anInterruptAbortsTheRequest(boolean afterTheFirstWord) throws Exception {
            server.reply(afterTheFirstWord ? chat().say("a").hang() : silence());
            CountDownLatch spoke = new CountDownLatch(1);
            CompletableFuture<Throwable> ended = new CompletableFuture<>();
            Thread caller = Thread.ofVirtual()
                    .start(() -> ended.complete(catchThrowableOfType(
                            Exception.class, () -> call(request(false, user("x")), fragment -> spoke.countDown()))));

            ChatRequest request = server.awaitRequest(1);
            if (afterTheFirstWord) {
                assertThat(spoke.await(10, TimeUnit.SECONDS)).isTrue();
            }
            caller.interrupt();

            assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
            assertThat(request.aborted()).isTrue();
        }

        @Test
        void anAddressThatCannotBeUsedIsNotTriedAgain() {
            assertThat(failureAt("ftp://somewhere/v1").retryable()).isFalse();
        }

        private ModelException failureAt(String baseUrl) {
            return catchThrowableOfType(
                    ModelException.class,
                    () -> new Providers(EGRESS, new SystemTime(), new RandomIds(), limits)
                            .client(choice(baseUrl))
                            .call(request(false, user("x")), heard));
        }
    }

    @ParameterizedTest
    @EnumSource
    void eachProviderHasAClient(ModelChoice.Provider each) {
        provider = each;

        assertThat(new Providers(EGRESS, new SystemTime(), new RandomIds()).client(choice()))
                .isNotNull();
    }

    private ChatRequest sent(ModelRequest request) throws Exception {
        server.reply(chat().say("ok"));
        call(request);
        return server.requests().getLast();
    }

    private ModelReply answer(ChatReply reply) throws Exception {
        server.reply(reply);
        return call(request(false, user("x")));
    }

    private ModelException failure(ChatReply reply) {
        return catchThrowableOfType(ModelException.class, () -> answer(reply));
    }

    private ModelReply call(ModelRequest request) throws ModelException, InterruptedException {
        return call(request, fragment -> {});
    }

    private ModelReply call(ModelRequest request, Consumer<String> spoke) throws ModelException, InterruptedException {
        return new Providers(EGRESS, new SystemTime(), new RandomIds(), limits)
                .client(choice())
                .call(request, new Tee(heard, spoke));
    }

    private ModelChoice choice() {
        return choice(server.baseUrl());
    }

    private ModelChoice choice(String baseUrl) {
        return new ModelChoice(
                "alias",
                provider,
                baseUrl,
                key,
                model,
                200_000,
                Set.of(),
                headers,
                Map.of(),
                Set.of(),
                100,
                3,
                callTimeout,
                tuning,
                null);
    }

    private static ModelRequest request(boolean thinking, Message... messages) {
        return new ModelRequest(
                "Be good.",
                List.of(messages),
                List.of(new ToolSpec("Do", "Does.", SCHEMA), new ToolSpec("$web_search", "", "{}")),
                thinking,
                "session-1");
    }

    private static Message user(String text) {
        return new Message.User(List.of(new Part.Text(text)));
    }

    private static Message assistant(List<Part> parts, String... callIds) {
        List<ToolCall> calls = new ArrayList<>();
        for (String id : callIds) {
            calls.add(new ToolCall(id, "Do", "{}"));
        }
        return new Message.Assistant(parts, calls);
    }

    private static Message result(String callId, String text) {
        return new Message.ToolReply(callId, List.of(new Part.Text(text)));
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    private static Function<String, Optional<String>> header(String retryAfter) {
        return name -> name.equals("retry-after") ? Optional.of(retryAfter) : Optional.empty();
    }

    /** Writes down what it hears and tells the test of every fragment. */
    private record Tee(Listened heard, Consumer<String> spoke) implements ModelListener {
        @Override
        public void think(String fragment) {
            heard.think(fragment);
            spoke.accept(fragment);
        }

        @Override
        public void text(String fragment) {
            heard.text(fragment);
            spoke.accept(fragment);
        }

        @Override
        public void toolCall(String id, String name) {
            heard.toolCall(id, name);
        }

        @Override
        public void toolArguments(String id, String fragment) {
            heard.toolArguments(id, fragment);
        }
    }
}
