package dev.switchboard.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

class ConnectParamsTest {
    private static final String WHOLE = """
            {"minProtocol":3,"maxProtocol":4,
             "client":{"id":"gateway-client","displayName":"n","version":"1","platform":"Linux","deviceFamily":"Box","modelIdentifier":"m","mode":"backend","instanceId":"i"},
             "role":"node","scopes":["operator.read","operator.write"],"caps":["tool-events"],"commands":["c"],
             "auth":{"token":"t","password":"p"},
             "device":{"id":"d","publicKey":"k","signature":"s","signedAt":17,"nonce":"n"},
             "locale":"de","userAgent":"u"}
            """;

    @Test
    void whatWasSentIsSentAgain() throws Exception {
        ObjectNode sent = (ObjectNode) GatewayJson.read(WHOLE);
        assertThat(GatewayJson.read(ConnectParams.read(sent).json().toString())).isEqualTo(sent);
    }

    @Test
    void onlyProtocolsAndClientAreNeeded() throws Exception {
        ConnectParams params = ConnectParams.read(
                GatewayJson.read(
                        "{\"minProtocol\":3,\"maxProtocol\":3,\"client\":{\"id\":\"cli\",\"version\":\"1\",\"platform\":\"x\",\"mode\":\"cli\"}}"));
        assertThat(params.roleOrOperator()).isEqualTo("operator");
        assertThat(params.scopes()).isNull();
        assertThat(params.device()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minProtocol | 0 | at /minProtocol: must be >= 1",
                "minProtocol | 1.5 | at /minProtocol: must be integer",
                "minProtocol | \"3\" | at /minProtocol: must be integer",
                "role | \"\" | at /role: must NOT have fewer than 1 characters",
                "role | null | at /role: must be string",
                "scopes | \"operator.read\" | at /scopes: must be array",
                "scopes | [1] | at /scopes/0: must be a non-empty string",
                "client | null | at /client: must be object",
                "auth | {\"token\":null} | at /auth/token: must be string",
                "auth | {\"key\":\"x\"} | at /auth: unexpected property 'key'",
                "device | {\"id\":\"x\"} | at /device: must have required property 'publicKey'",
                "permissions | {\"a\":1} | at /permissions/a: must be boolean",
                "surprise | 1 | at root: unexpected property 'surprise'",
                "locale | 5 | at /locale: must be string"
            })
    void aFieldOfAnotherFormIsRefused(String name, String value, String message) {
        ObjectNode params = (ObjectNode) GatewayJson.read(WHOLE);
        params.set(name, GatewayJson.read(value));
        assertThatThrownBy(() -> ConnectParams.read(params))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({"id,nobody", "id,", "mode,operator", "version,", "platform,", "displayName,"})
    void aClientIsWhatTheProtocolKnows(String name, String value) {
        ObjectNode params = (ObjectNode) GatewayJson.read(WHOLE);
        ((ObjectNode) params.get("client")).put(name, value == null ? "" : value);
        assertThatThrownBy(() -> ConnectParams.read(params))
                .isInstanceOf(InvalidParamsException.class)
                .hasMessageContaining("at /client/" + name);
    }

    @Test
    void everythingThatIsWrongIsSaidAndNoValueIsRepeated() {
        ObjectNode params = GatewayJson.object().put("minProtocol", "secret-value");
        assertThatThrownBy(() -> ConnectParams.read(params))
                .hasMessageContaining("minProtocol")
                .hasMessageContaining("maxProtocol")
                .hasMessageContaining("client")
                .hasMessageNotContaining("secret-value");
    }

    @Test
    void whatItKnowsIsNotPrinted() throws Exception {
        assertThat(ConnectParams.read(GatewayJson.read(WHOLE)).auth()).hasToString("Auth[***]");
    }

    @Test
    void aDeviceSignsWhoItIsAndWhatItWants() throws Exception {
        ConnectParams params = ConnectParams.read(GatewayJson.read(WHOLE));
        String common = "|d|gateway-client|backend|node|operator.read,operator.write|17|t";
        assertThat(DeviceText.V1.of(params)).isEqualTo("v1" + common);
        assertThat(DeviceText.V2.of(params)).isEqualTo("v2" + common + "|n");
        assertThat(DeviceText.V3.of(params)).isEqualTo("v3" + common + "|n|linux|box");
    }

    @Test
    void whatWasNotSentIsEmptyInTheSignedText() throws Exception {
        ObjectNode sent = (ObjectNode) GatewayJson.read(WHOLE);
        sent.remove("scopes");
        sent.remove("auth");
        sent.remove("role");
        assertThat(DeviceText.V2.of(ConnectParams.read(sent))).isEqualTo("v2|d|gateway-client|backend|operator||17||n");
    }
}
