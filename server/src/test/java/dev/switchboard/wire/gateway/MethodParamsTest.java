package dev.switchboard.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class MethodParamsTest {
    @FunctionalInterface
    private interface Reader {
        Object read(@Nullable JsonNode params) throws InvalidParamsException;
    }

    private static final Map<String, Reader> READERS = Map.ofEntries(
            Map.entry("chat.send", ChatParams.Send::read),
            Map.entry("chat.history", ChatParams.History::read),
            Map.entry("chat.abort", ChatParams.Abort::read),
            Map.entry("chat.inject", ChatParams.Inject::read),
            Map.entry("sessions.list", SessionsParams.Listing::read),
            Map.entry("sessions.preview", SessionsParams.Preview::read),
            Map.entry("sessions.resolve", SessionsParams.Resolve::read),
            Map.entry("sessions.patch", SessionsParams.Patch::read),
            Map.entry("sessions.reset", SessionsParams.Keyed::read),
            Map.entry("sessions.delete", SessionsParams.Delete::read),
            Map.entry("agent", AgentParams.Turn::read),
            Map.entry("agent.wait", AgentParams.Wait::read),
            Map.entry("agent.identity.get", AgentParams.Identity::read),
            Map.entry("wake", AgentParams.Wake::read),
            Map.entry("node.event", AgentParams.NodeEvent::read),
            Map.entry("status", params -> AgentParams.Nothing.read(params)));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "chat.send | {} | must have required property 'sessionKey'",
                "chat.send | {\"sessionKey\":\"a\",\"message\":\"x\",\"idempotencyKey\":\"\"} | at /idempotencyKey",
                "chat.send | {\"sessionKey\":\"a\",\"message\":1,\"idempotencyKey\":\"k\"} | at /message: must be string",
                "chat.send | {\"sessionKey\":\"a\",\"message\":\"x\",\"idempotencyKey\":\"k\",\"timeoutMs\":-1} | at /timeoutMs: must be >= 0",
                "chat.send | {\"sessionKey\":\"a\",\"message\":\"x\",\"idempotencyKey\":\"k\",\"attachments\":{}} | at /attachments: must be array",
                "chat.send | {\"sessionKey\":\"a\",\"message\":\"x\",\"idempotencyKey\":\"k\",\"foo\":1} | unexpected property 'foo'",
                "chat.history | {\"sessionKey\":\"a\",\"limit\":0} | at /limit: must be >= 1",
                "chat.history | {\"sessionKey\":\"a\",\"limit\":1001} | at /limit: must be <= 1000",
                "chat.abort | {\"sessionKey\":\"a\",\"runId\":\"\"} | at /runId",
                "chat.inject | {\"sessionKey\":\"a\",\"message\":\"\"} | at /message",
                "sessions.list | {\"limit\":0} | at /limit",
                "sessions.list | {\"activeMinutes\":0} | at /activeMinutes",
                "sessions.list | {\"includeGlobal\":\"yes\"} | at /includeGlobal: must be boolean",
                "sessions.preview | {\"keys\":[]} | at /keys: must NOT have fewer than 1 items",
                "sessions.preview | {\"keys\":[\"a\"],\"maxChars\":19} | at /maxChars: must be >= 20",
                "sessions.resolve | {\"key\":\"\"} | at /key",
                "sessions.patch | {\"label\":\"x\"} | must have required property 'key'",
                "sessions.patch | {\"key\":\"a\",\"sendPolicy\":\"maybe\"} | at /sendPolicy: must be equal to one of the allowed values",
                "sessions.patch | {\"key\":\"a\",\"responseUsage\":\"some\"} | at /responseUsage",
                "sessions.patch | {\"key\":\"a\",\"groupActivation\":\"never\"} | at /groupActivation",
                "sessions.reset | {} | must have required property 'key'",
                "sessions.delete | {} | must have required property 'key'",
                "agent | {\"message\":\"x\"} | must have required property 'idempotencyKey'",
                "agent | {\"message\":\"\",\"idempotencyKey\":\"k\"} | at /message",
                "agent.wait | {\"runId\":\"\"} | at /runId",
                "wake | {\"text\":\"x\"} | must have required property 'mode'",
                "wake | {\"mode\":\"later\",\"text\":\"x\"} | at /mode: must be equal to one of the allowed values",
                "wake | {\"mode\":\"now\",\"text\":\"x\",\"agentId\":\"a\"} | unexpected property 'agentId'",
                "node.event | {} | must have required property 'event'",
                "status | {\"x\":1} | unexpected property 'x'",
                "status | [] | must be object"
            })
    void whatHasAnotherFormIsRefused(String method, String params, String message) {
        assertThatThrownBy(() -> READERS.get(method).read(GatewayJson.read(params)))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessageContaining(message);
    }

    @Test
    void attachmentsWithoutContentAreLeftOut() throws Exception {
        ChatParams.Send send = ChatParams.Send.read(
                GatewayJson.read(
                        "{\"sessionKey\":\"a\",\"message\":\"\",\"idempotencyKey\":\"k\",\"attachments\":[{\"content\":\"aGk=\",\"more\":1},{\"fileName\":\"x\"},7,{\"content\":\"\"}]}"));
        assertThat(send.attachments()).singleElement().extracting("content").isEqualTo("aGk=");
    }

    @Test
    void aPatchTellsApartWhatIsLeftAloneAndWhatGoesBackToItsDefault() throws Exception {
        SessionsParams.Patch patch = SessionsParams.Patch.read(
                GatewayJson.read("{\"key\":\"a\",\"model\":null,\"thinkingLevel\":\"high\",\"label\":null}"));
        assertThat(patch.changes())
                .containsOnly(Map.entry("model", Optional.empty()), Map.entry("thinkingLevel", Optional.of("high")));
        assertThat(patch.relabel()).isTrue();
        assertThat(patch.label()).isNull();
        assertThat(SessionsParams.Patch.read(GatewayJson.read("{\"key\":\"a\"}"))
                        .relabel())
                .isFalse();
    }

    @Test
    void aSessionIsDeletedByEitherNameOfItsKey() throws Exception {
        assertThat(SessionsParams.Delete.read(GatewayJson.read("{\"sessionKey\":\"b\"}"))
                        .key())
                .isEqualTo("b");
        assertThat(SessionsParams.Delete.read(GatewayJson.read("{\"key\":\"a\",\"sessionKey\":\"b\"}"))
                        .key())
                .isEqualTo("a");
    }

    @Test
    void aNodeEventMayCarryItsPayloadAsText() throws Exception {
        JsonNode payload = GatewayJson.read("{\"sessionKey\":\"a\"}");
        assertThat(AgentParams.NodeEvent.read(
                                GatewayJson.object().put("event", "e").put("payloadJSON", payload.toString()))
                        .payload())
                .isEqualTo(payload);
        assertThat(AgentParams.NodeEvent.read(
                                GatewayJson.object().put("event", "e").put("payloadJSON", "{"))
                        .payload())
                .isNull();
    }
}
