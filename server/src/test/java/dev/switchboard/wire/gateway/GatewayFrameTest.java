package dev.switchboard.wire.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.wire.gateway.GatewayFrame.Event;
import dev.switchboard.wire.gateway.GatewayFrame.Malformed;
import dev.switchboard.wire.gateway.GatewayFrame.Request;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import dev.switchboard.wire.gateway.GatewayFrame.StateVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;

class GatewayFrameTest {
    @Test
    void aRequestIsReadAsItWasWritten() {
        Request request = new Request("7", "chat.send", GatewayJson.object().put("message", "é\n"));
        assertThat(GatewayFrame.read(request.text())).isEqualTo(request);
        assertThat(GatewayFrame.read("{\"type\":\"req\",\"id\":\"1\",\"method\":\"health\"}"))
                .isEqualTo(new Request("1", "health", null));
    }

    @Test
    void aResponseIsReadAsItWasWritten() {
        Response ok = Response.ok("7", GatewayJson.object().put("ok", true));
        Response failed = Response.failed(
                "7", new ErrorShape("UNAVAILABLE", "later", GatewayJson.object().put("code", "X"), true, 500L));
        assertThat(GatewayFrame.read(ok.text())).isEqualTo(ok);
        assertThat(GatewayFrame.read(failed.text())).isEqualTo(failed);
        assertThat(ok.text()).doesNotContain("error");
    }

    @Test
    void anEventIsReadAsItWasWritten() {
        Event event = new Event("presence", GatewayJson.object(), 4L, new StateVersion(2, 1));
        assertThat(GatewayFrame.read(event.text())).isEqualTo(event);
        assertThat(new Event("tick", null, null, null).text()).isEqualTo("{\"type\":\"event\",\"event\":\"tick\"}");
    }

    @Test
    void whatNewerGatewaysAddToTheirFramesIsPassedOver() {
        assertThat(GatewayFrame.read("{\"type\":\"event\",\"event\":\"x\",\"recipientProfileId\":\"p\"}"))
                .isEqualTo(new Event("x", null, null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "null",
                "1",
                "{}",
                "{\"type\":\"other\"}",
                "{\"type\":\"req\"}",
                "{\"type\":\"req\",\"id\":\"\",\"method\":\"health\"}",
                "{\"type\":\"req\",\"id\":1,\"method\":\"health\"}",
                "{\"type\":\"req\",\"id\":\"1\",\"method\":\"\"}",
                "{\"type\":\"req\",\"id\":\"1\",\"method\":2}",
                "{\"type\":\"req\",\"id\":\"1\",\"method\":\"health\",\"extra\":1}",
                "{\"type\":\"res\",\"id\":\"1\"}",
                "{\"type\":\"event\"}"
            })
    void jsonOfAnotherFormIsMalformed(String text) {
        assertThat(GatewayFrame.read(text)).isInstanceOf(Malformed.class);
    }

    @Test
    void aMalformedRequestKeepsItsId() {
        assertThat(GatewayFrame.read("{\"type\":\"req\",\"id\":\"9\",\"method\":\"health\",\"extra\":1}"))
                .isEqualTo(new Malformed("9", "at root: unexpected property 'extra'"));
        assertThat(GatewayFrame.read("{\"type\":\"req\",\"id\":9}"))
                .extracting("id")
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"hello", "{", "{\"a\":1} x", "{'a':1}"})
    void anythingElseIsNotJson(String text) {
        assertThatThrownBy(() -> GatewayFrame.read(text)).isInstanceOf(JacksonException.class);
    }

    @Test
    void nothingIsMalformed() {
        assertThat(GatewayFrame.read("")).isInstanceOf(Malformed.class);
    }

    @Test
    void jsonThatIsNestedTooDeeplyIsNotRead() {
        assertThatThrownBy(() -> GatewayFrame.read("[".repeat(101) + "]".repeat(101)))
                .isInstanceOf(JacksonException.class);
    }
}
