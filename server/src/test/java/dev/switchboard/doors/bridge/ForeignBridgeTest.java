package dev.switchboard.doors.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.foreign.ForeignConfig;
import dev.switchboard.doors.foreign.ForeignGateways;
import dev.switchboard.egress.Egress;
import dev.switchboard.egress.Proxies;
import dev.switchboard.testing.Browser;
import dev.switchboard.testing.GatewayRun;
import dev.switchboard.testing.ScriptedGateway;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.SeedPage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** The bridge in front of gateways of three generations: what a page of document 004 shows in the end. */
@Timeout(60)
class ForeignBridgeTest {
    private final Time time = new SystemTime();
    private final Egress egress = new Egress(time, "test", Proxies.of(Map.of()));
    private ForeignGateways foreign;
    private BridgeServer server;

    @BeforeEach
    void start(@TempDir Path data) throws Exception {
        foreign = new ForeignGateways(ForeignConfig.of("test", List.of(), data), egress, time, new RandomIds());
        server = new BridgeServer.Setup()
                .gateways((url, token, password, _) -> foreign.at(Objects.requireNonNull(url), token, password))
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
        foreign.close();
        egress.close();
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void aConversationIsShownOnceAndWhole(Flavor flavor) throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(flavor).token("T")) {
            gateway.turns(turn -> turn.begin().say("Answer to ", turn.runId()).end());
            SeedPage page = new SeedPage();
            Browser browser = subscribed(gateway, "Bot_7");
            List<String> answers = new ArrayList<>();
            for (int i = 1; i <= 3; i++) {
                page.sent();
                JsonNode accepted = chat(gateway, "Bot_7");
                assertThat(accepted.get("gatewayStatus").stringValue()).isEqualTo("started");
                answers.add("Answer to " + accepted.get("runId").stringValue());
                hearFinal(browser, page);
                assertThat(page.isLoading()).isFalse();
            }
            assertThat(page.messages()).isEqualTo(answers);
            JsonNode history = server.post(200, "/openclaw/history", at(gateway, "'sessionKey':'bot_7'"));
            assertThat(history.get("messages").size()).isGreaterThanOrEqualTo(6);
            assertThat(page.errors()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void aModelThatFailsIsAnError(Flavor flavor) throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(flavor).token("T")) {
            gateway.turns(turn -> turn.begin().fail("the model is gone"));
            SeedPage page = new SeedPage();
            Browser browser = subscribed(gateway, "a");
            page.sent();
            chat(gateway, "a");
            hearFinal(browser, page);
            assertThat(page.isLoading()).isFalse();
            assertThat(page.errors()).containsExactly("the model is gone");
        }
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void aTurnCanBeAborted(Flavor flavor) throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(flavor).token("T")) {
            gateway.turns(turn -> turn.begin().say("One moment"));
            SeedPage page = new SeedPage();
            Browser browser = subscribed(gateway, "Bot_7");
            page.sent();
            String turn = chat(gateway, "Bot_7").get("runId").stringValue();
            assertThat(server.post(
                                    200,
                                    "/openclaw/abort",
                                    at(gateway, "'sessionKey':'agent:main:bot_7','runId':'" + turn + "'"))
                            .get("aborted")
                            .booleanValue())
                    .isTrue();
            hearFinal(browser, page);
            assertThat(page.isLoading()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void aRestartOfTheGatewayIsToldAndATurnThatEndedMeanwhileEndsVisibly(Flavor flavor) throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(flavor).token("T")) {
            gateway.turns(turn -> turn.begin().say("Half"));
            SeedPage page = new SeedPage();
            Browser browser = subscribed(gateway, "a");
            page.sent();
            chat(gateway, "a");
            GatewayRun turn = gateway.awaitTurn(1);
            JsonNode frame = browser.next();
            while (!frame.path("payload").path("state").asString("").equals("delta")) {
                page.hear(frame);
                frame = browser.next();
            }
            page.hear(frame);
            gateway.stopListening();
            gateway.cutAll();
            assertThat(nextGateway(browser, page).get("state").stringValue()).isEqualTo("down");
            turn.endUnheard(" of it");
            gateway.listenAgain();
            JsonNode back = nextGateway(browser, page);
            assertThat(back.get("state").stringValue()).isEqualTo("reconnected");
            assertThat(back.get("missed").booleanValue()).isTrue();
            hearFinal(browser, page);
            assertThat(page.isLoading()).isFalse();
            assertThat(page.messages()).last().isEqualTo("Half of it");
        }
    }

    @ParameterizedTest
    @EnumSource(Flavor.class)
    void aWrongTokenIsSaidOnBothWays(Flavor flavor) throws Exception {
        try (ScriptedGateway gateway = ScriptedGateway.start(flavor).token("right")) {
            Browser browser = server.browser();
            JsonNode error = browser.say("{'type':'subscribe','sessionKey':'a','config':{'gatewayUrl':'" + gateway.url()
                            + "','authToken':'wrong'}}")
                    .next();
            assertThat(error.get("message").stringValue()).isEqualTo("Failed to connect to gateway");
            assertThat(error.get("retryable").booleanValue()).isFalse();
            JsonNode answer = server.post(
                    401, "/openclaw/chat", "{'message':'m','gatewayUrl':'" + gateway.url() + "','authToken':'wrong'}");
            assertThat(answer.get("error").stringValue())
                    .startsWith("Chat error: ")
                    .doesNotContain("wrong");
        }
    }

    private Browser subscribed(ScriptedGateway gateway, String key) throws InterruptedException {
        Browser browser = server.browser();
        browser.say("{'type':'subscribe','sessionKey':'" + key + "','config':{'gatewayUrl':'" + gateway.url()
                        + "','authToken':'T'}}")
                .hears("{'type':'subscribed','sessionKey':'" + key + "'}");
        return browser;
    }

    private JsonNode chat(ScriptedGateway gateway, String key) throws Exception {
        return server.post(200, "/openclaw/chat", at(gateway, "'message':'hi','sessionId':'" + key + "'"));
    }

    private static String at(ScriptedGateway gateway, String rest) {
        return "{" + rest + ",'gatewayUrl':'" + gateway.url() + "','authToken':'T'}";
    }

    /** Hears until a turn has ended for the chat. */
    private static void hearFinal(Browser browser, SeedPage page) throws InterruptedException {
        while (true) {
            JsonNode frame = browser.next();
            page.hear(frame);
            String state = frame.path("payload").path("state").asString("");
            if (state.equals("final") || state.equals("error") || state.equals("aborted")) {
                return;
            }
        }
    }

    private static JsonNode nextGateway(Browser browser, SeedPage page) throws InterruptedException {
        while (true) {
            JsonNode frame = browser.next();
            page.hear(frame);
            if (frame.path("type").asString("").equals("gateway")) {
                return frame;
            }
        }
    }
}
