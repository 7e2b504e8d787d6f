package dev.switchboard.doors.foreign;

import static dev.switchboard.doors.foreign.ForeignFixture.TEN;
import static dev.switchboard.doors.foreign.ForeignFixture.aside;
import static dev.switchboard.doors.foreign.ForeignFixture.failure;
import static dev.switchboard.doors.foreign.ForeignFixture.json;
import static dev.switchboard.doors.foreign.ForeignFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.testing.GatewayClient;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import dev.switchboard.testing.ScriptedGateway.Stage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** How we come in: what is said, what is asked for, and what a refusal leads to. */
class ConnectingTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource
    void anOperatorWithATokenAndWithoutADeviceIsLetIn(Flavor flavor) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(flavor, data)) {
            fixture.gateway.token("tok-1");

            fixture.at().connect(TEN);

            ObjectNode said = fixture.gateway.awaitClient(1).connect();
            assertThat(said).isEqualTo(json("""
                            {"minProtocol":3,"maxProtocol":4,"role":"operator","scopes":["operator.read","operator.write"],
                             "caps":["tool-events"],"auth":{"token":"tok-1"},
                             "client":{"id":"gateway-client","displayName":"Switchboard","version":"1.2.3","platform":"java","mode":"backend"}}
                            """));
            assertThat(data).isEmptyDirectory();
        }
    }

    @Test
    void aSecondCallerSharesTheConnection() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            CompletableFuture<?> first = aside(() -> fixture.call("health", "{}"));
            CompletableFuture<?> second = aside(() -> fixture.call("health", "{}"));
            soon(first);
            soon(second);
            fixture.gateways
                    .at(fixture.gateway.url() + "/", new Secret("tok-1"), Secret.NONE)
                    .connect(TEN);

            assertThat(fixture.gateway.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aWrongTokenIsRefusedAndNotRepeated() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.token("right");

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure.code()).isEqualTo("INVALID_REQUEST");
            assertThat(failure.retryable()).isFalse();
            assertThat(failure).hasMessageContaining("gateway token mismatch").hasMessageNotContaining("tok-1");
        }
    }

    @Test
    void aRefusalThatRepeatsTheTokenIsCleaned() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.refuse("INVALID_REQUEST", "I do not like \u001b[31mtok-1\n" + "x".repeat(5_000));

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure)
                    .hasMessageStartingWith("I do not like  [31m*** xxx")
                    .hasMessageNotContaining("tok-1");
            assertThat(failure.getMessage().length()).isLessThan(600);
        }
    }

    @Test
    void afterThreeRefusalsNobodyKnocksAgainUntilTheCredentialsChange() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.token("right");

            assertThat(failure(() -> fixture.call("health", "{}")).kind()).isEqualTo(Kind.REFUSED);
            fixture.time.advance(fixture.time.awaitSleeper());
            fixture.gateway.awaitAccepted(2);
            fixture.time.advance(fixture.time.awaitSleeper());
            fixture.gateway.awaitAccepted(3);
            fixture.gateway.awaitRequest("connect", 3);
            fixture.gateway.awaitEmpty();
            for (int i = 0; i < 20; i++) {
                assertThat(failure(() -> fixture.call("health", "{}")).kind()).isEqualTo(Kind.REFUSED);
                fixture.time.advance(Duration.ofSeconds(20));
            }

            assertThat(fixture.gateway.accepted()).isEqualTo(3);
            fixture.at("right").connect(TEN);
            assertThat(fixture.gateway
                            .awaitClient(1)
                            .connect()
                            .path("auth")
                            .path("token")
                            .asString())
                    .isEqualTo("right");
        }
    }

    @Test
    void aGatewayThatIsNotReadyIsNoRefusal() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.refuse("UNAVAILABLE", "starting");
            GatewayException failure = failure(() -> fixture.call("health", "{}"));
            assertThat(failure.kind()).isEqualTo(Kind.BUSY);
            assertThat(failure.retryable()).isTrue();
            for (int i = 2; i < 7; i++) {
                fixture.time.advance(fixture.time.awaitSleeper());
                fixture.gateway.awaitRequest("connect", i);
            }
            fixture.time.awaitSleeper();
            fixture.gateway.refuse(null, "");

            CompletableFuture<?> call = aside(() -> fixture.at().call("health", json("{}"), Duration.ofMinutes(1)));
            fixture.time.advance(fixture.time.awaitSleeper());

            soon(call);
        }
    }

    @Test
    void aGatewayOfAnotherProtocolIsNoRefusalOfCredentials() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.refuse("INVALID_REQUEST", "protocol mismatch");

            assertThat(failure(() -> fixture.call("health", "{}")).kind()).isEqualTo(Kind.INVALID);
        }
    }

    @Test
    void aDeviceIsShownWhenTheGatewayAsksForOne() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.token("tok-1").demandDevice();

            fixture.at().connect(TEN);

            JsonNode device = fixture.gateway.awaitClient(1).connect().path("device");
            assertThat(device.path("id").asString()).hasSize(64);
            assertThat(device.path("nonce").asString()).isNotEmpty();
            assertThat(fixture.gateway.requests("connect")).hasSize(2);
        }
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.demandDevice();
            fixture.at().connect(TEN);

            assertThat(fixture.gateway
                            .awaitClient(1)
                            .connect()
                            .path("device")
                            .path("id")
                            .asString())
                    .isEqualTo(new DeviceFile(data).identity().id());
        }
    }

    @Test
    void aPasswordIsShownTogetherWithADevice() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            fixture.gateway.password("pw-1");
            Gateway gateway = fixture.gateways.at(fixture.gateway.url(), null, new Secret("pw-1"));

            gateway.connect(TEN);

            ObjectNode said = fixture.gateway.awaitClient(1).connect();
            assertThat(said.path("auth")).isEqualTo(json("{\"password\":\"pw-1\"}"));
            assertThat(said.has("device")).isTrue();
            assertThat(fixture.gateway.requests("connect")).hasSize(1);
        }
    }

    @Test
    void aDeviceTokenIsKeptAndShownTheNextTime() throws Exception {
        Flavor flavor = Flavor.G9;
        String url;
        try (ForeignFixture fixture = new ForeignFixture(flavor, data)) {
            fixture.gateway.password("pw").issueDeviceToken("dev-1");
            url = fixture.gateway.url();
            fixture.gateways.at(url, null, new Secret("pw")).connect(TEN);
            assertThat(fixture.gateway.awaitClient(1).connect().path("auth").has("token"))
                    .isFalse();

            fixture.gateway.cutAll();
            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(fixture.gateway
                            .awaitClient(2)
                            .connect()
                            .path("auth")
                            .path("token")
                            .asString())
                    .isEqualTo("dev-1");
        }
    }

    @Test
    void aDeviceTokenIsTriedWhenTheTokenIsNotTakenAndForgottenWhenItIsNotTakenEither() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.demandDevice().token("tok-1").issueDeviceToken("dev-1");
            fixture.at().connect(TEN);
            fixture.gateway.token("changed").cutAll();
            fixture.time.advance(fixture.time.awaitSleeper());
            assertThat(fixture.gateway
                            .awaitClient(2)
                            .connect()
                            .path("auth")
                            .path("token")
                            .asString())
                    .isEqualTo("dev-1");

            fixture.gateway.issueDeviceToken("revoked").cutAll();
            fixture.time.advance(fixture.time.awaitSleeper());
            fixture.time.awaitSleeper();

            int asked = fixture.gateway.requests("connect").size();
            assertThat(fixture.gateway
                            .requests("connect")
                            .get(asked - 1)
                            .params()
                            .path("auth")
                            .path("token")
                            .asString())
                    .isEqualTo("tok-1");
            assertThat(fixture.gateway
                            .requests("connect")
                            .get(asked - 2)
                            .params()
                            .path("auth")
                            .path("token")
                            .asString())
                    .isEqualTo("dev-1");
        }
    }

    @Test
    void aDeviceIsShownWhenNothingIsAllowedWithoutOne() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.scopesOnlyForDevices();

            assertThat(fixture.call("health", "{}").path("ok").asBoolean()).isTrue();

            assertThat(fixture.gateway.awaitClient(2).connect().has("device")).isTrue();
        }
    }

    @Test
    void aDeviceThatSomebodyHasToAllowIsRefusedWithThatReason() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.demandDevice().demandPairing(true);

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure.code()).isEqualTo("NOT_PAIRED");
            assertThat(failure).hasMessage("pairing required");
        }
    }

    @Test
    void withoutAChallengeTheProofHasNoNonce() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            fixture.gateway.stallAt(Stage.CHALLENGE);
            Gateway gateway = fixture.gateways.at(fixture.gateway.url(), null, new Secret("pw"));
            CompletableFuture<?> connecting = aside(() -> {
                gateway.connect(TEN);
                return "in";
            });
            fixture.gateway.awaitUpgrade(1);
            long patience = System.nanoTime() + TEN.toNanos();
            while (fixture.time.awaitScheduled().compareTo(Duration.ofSeconds(1)) > 0) {
                assertThat(System.nanoTime()).isLessThan(patience); // Its timer is set when the socket is open.
                LockSupport.parkNanos(1_000_000);
            }
            fixture.time.advance(Duration.ofMillis(750));

            JsonNode device =
                    fixture.gateway.awaitRequest("connect", 1).params().path("device");
            assertThat(device.has("signature")).isTrue();
            assertThat(device.has("nonce")).isFalse();
            fixture.gateways.close();
            assertThat(connecting).failsWithin(TEN);
        }
    }

    @Test
    void anIdentityThatCannotBeReadIsAFailureAndIsNotReplaced() throws Exception {
        Path file = data.resolve("gateway-device.json");
        Files.writeString(file, "{}");
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G1, data)) {
            GatewayException failure = failure(() -> {
                fixture.at("").connect(TEN);
                return "in";
            });

            assertThat(failure).hasMessageContaining("identity").hasMessageNotContaining(data.toString());
            assertThat(file).hasContent("{}");
        }
    }

    @Test
    void aNodeIsNoOperatorSoWhatOnlyOperatorsMayIsRefused() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.nodesOnly();

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.REFUSED);
            assertThat(failure).hasMessage("unauthorized role: node");
        }
    }

    @Test
    void aGatewayOfProtocol4IsNotJoinedAsANode() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.nodesOnly();

            assertThat(failure(() -> fixture.call("health", "{}")).kind()).isEqualTo(Kind.INVALID);
        }
    }

    @Test
    void aSilentUpgradeIsGivenUp() throws Exception {
        ForeignConfig config = new ForeignConfig("1", List.of(), true, data, Duration.ofMillis(300));
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data, config)) {
            fixture.gateway.stallAt(Stage.UPGRADE);

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"CHALLENGE", "HELLO"})
    void aSilentHandshakeIsGivenUp(Stage stage) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.stallAt(stage);
            CompletableFuture<GatewayException> failure =
                    aside(() -> failure(() -> fixture.at().call("health", json("{}"), Duration.ofMinutes(1))));
            fixture.gateway.awaitRequest("connect", 1);

            fixture.time.advance(TEN);

            assertThat(soon(failure).kind()).isEqualTo(Kind.TIMEOUT);
            fixture.gateway.awaitEmpty();
        }
    }

    @Test
    void nobodyListeningIsUnreachable() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.stopListening();

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure.retryable()).isTrue();
            assertThat(failure).hasMessageContaining("127.0.0.1:" + fixture.gateway.port());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void whatIsNoWebSocketIsUnreachable(String answer) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.answerUpgradesWith(answer);

            assertThat(failure(() -> fixture.call("health", "{}")).kind()).isEqualTo(Kind.UNREACHABLE);
        }
    }

    @Test
    void aPermissionThatIsSeldomNeededHasAConnectionOfItsOwn() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.policy(0, 300_000, 1);
            fixture.call("health", "{}");

            assertThat(fixture.call("sessions.patch", "{\"sessionKey\":\"Bot_7\",\"label\":\"x\"}")
                            .path("key")
                            .asString())
                    .isEqualTo("agent:main:bot_7");

            GatewayClient admin = fixture.gateway.awaitClient(2);
            assertThat(admin.connect().path("scopes"))
                    .isEqualTo(json("{\"s\":[\"operator.admin\"]}").path("s"));
            assertThat(fixture.gateway.requests("sessions.patch").getFirst().params())
                    .isEqualTo(json("{\"label\":\"x\",\"key\":\"agent:main:bot_7\"}"));
            fixture.time.advance(Duration.ofSeconds(60));
            assertThat(admin.awaitCloseCode()).isEqualTo(1000);
        }
    }
}
