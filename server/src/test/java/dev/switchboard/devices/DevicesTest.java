package dev.switchboard.devices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.devices.Device.About;
import dev.switchboard.devices.Devices.Standing;
import dev.switchboard.testing.TestStorage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SettableTime;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class DevicesTest {
    private static final About ABOUT = new About("laptop", "linux", "cli");
    private static final List<String> READ = List.of("operator.read");

    private final SettableTime time = new SettableTime();
    private final TestStorage storage = TestStorage.memory(time);
    private final Devices devices = new Devices(storage.transactor(), storage.devices(), time, new RandomIds());
    private final KeyPair pair = keyPair();
    private final DeviceKey key = DeviceKey.read(raw(pair)).orElseThrow();

    @Test
    void aPairedDeviceIsKnownByItsTokenOnly() {
        String token = devices.pair(key, ABOUT, "operator", READ);
        assertThat(token).matches("[0-9a-f]{32}");
        assertThat(devices.knowsToken(key.id(), "operator", token)).isTrue();
        assertThat(devices.knowsToken(key.id(), "operator", token.replace(token.charAt(0), 'x')))
                .isFalse();
        assertThat(devices.knowsToken(key.id(), "node", token)).isFalse();
        assertThat(devices.knowsToken("somebody", "operator", token)).isFalse();
        assertThat(storage.devices().list().toString()).doesNotContain(token);
    }

    @Test
    void aDeviceStandsToWhatItWants() {
        assertThat(devices.standing(key.id(), "operator", READ)).isEqualTo(Standing.UNKNOWN);
        devices.pair(key, ABOUT, "operator", READ);
        assertThat(devices.standing(key.id(), "operator", READ)).isEqualTo(Standing.GRANTED);
        assertThat(devices.standing(key.id(), "operator", List.of())).isEqualTo(Standing.GRANTED);
        assertThat(devices.standing(key.id(), "operator", List.of("operator.admin")))
                .isEqualTo(Standing.FEWER_SCOPES);
        assertThat(devices.standing(key.id(), "node", List.of())).isEqualTo(Standing.OTHER_ROLE);
    }

    @Test
    void aDeviceThatIsGrantedMoreKeepsWhatItHadAndGetsANewToken() {
        String first = devices.pair(key, ABOUT, "operator", READ);
        String second = devices.pair(key, ABOUT, "operator", List.of("operator.write"));
        assertThat(devices.standing(key.id(), "operator", List.of("operator.read", "operator.write")))
                .isEqualTo(Standing.GRANTED);
        assertThat(devices.knowsToken(key.id(), "operator", first)).isFalse();
        assertThat(devices.knowsToken(key.id(), "operator", second)).isTrue();
    }

    @Test
    void anApprovedDeviceGetsItsTokenWhenItComesIn() {
        Device.Request request = devices.ask(key, ABOUT, "operator", READ);
        assertThat(devices.requests()).containsExactly(request);
        assertThat(devices.approve(request.id())).isPresent();
        assertThat(devices.requests()).isEmpty();
        assertThat(devices.knowsToken(key.id(), "operator", "")).isFalse();
        String token = devices.enter(key.id(), ABOUT, "operator").orElseThrow();
        assertThat(devices.knowsToken(key.id(), "operator", token)).isTrue();
        assertThat(devices.enter(key.id(), ABOUT, "operator")).isEmpty();
    }

    @Test
    void aDeviceThatAsksAgainKeepsItsRequest() {
        Device.Request first = devices.ask(key, ABOUT, "operator", READ);
        Device.Request second = devices.ask(key, ABOUT, "operator", List.of("operator.write"));
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(devices.requests()).containsExactly(second);
    }

    @Test
    void aRequestIsForgottenAfterFiveMinutes() {
        Device.Request request = devices.ask(key, ABOUT, "operator", READ);
        time.advance(Duration.ofMinutes(5).plusMillis(1));
        assertThat(devices.requests()).isEmpty();
        assertThat(devices.approve(request.id())).isEmpty();
        assertThat(devices.list()).isEmpty();
    }

    @Test
    void aRejectedDeviceIsNotLetIn() {
        Device.Request request = devices.ask(key, ABOUT, "operator", READ);
        assertThat(devices.reject(request.id())).contains(request);
        assertThat(devices.reject(request.id())).isEmpty();
        assertThat(devices.approve(request.id())).isEmpty();
        assertThat(devices.standing(key.id(), "operator", READ)).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void noMoreThanSixtyFourWait() {
        for (int i = 0; i < 65; i++) {
            devices.ask(DeviceKey.read(raw(keyPair())).orElseThrow(), ABOUT, "operator", READ);
            time.advance(Duration.ofSeconds(1));
        }
        assertThat(devices.requests()).hasSize(64);
    }

    @Test
    void aRevokedRoleAndARemovedDeviceHaveToBePairedAgain() {
        String token = devices.pair(key, ABOUT, "operator", READ);
        assertThat(devices.revoke(key.id(), "operator")).isTrue();
        assertThat(devices.revoke(key.id(), "operator")).isFalse();
        assertThat(devices.knowsToken(key.id(), "operator", token)).isFalse();
        assertThat(devices.standing(key.id(), "operator", List.of())).isEqualTo(Standing.OTHER_ROLE);
        assertThat(devices.remove(key.id())).isTrue();
        assertThat(devices.remove(key.id())).isFalse();
        assertThat(devices.standing(key.id(), "operator", List.of())).isEqualTo(Standing.UNKNOWN);
    }

    @Test
    void aSignatureHoldsForItsTextAndKeyOnly() throws Exception {
        Signature signer = Signature.getInstance("Ed25519");
        signer.initSign(pair.getPrivate());
        signer.update("text".getBytes(StandardCharsets.UTF_8));
        String signature = Base64.getUrlEncoder().withoutPadding().encodeToString(signer.sign());
        assertThat(key.signed("text", signature)).isTrue();
        assertThat(key.signed("other", signature)).isFalse();
        assertThat(key.signed("text", "!")).isFalse();
        assertThat(key.signed("text", "")).isFalse();
        assertThat(DeviceKey.read(raw(keyPair())).orElseThrow().signed("text", signature))
                .isFalse();
    }

    @Test
    void aKeyIsReadFromItsRawBytesAndFromPem() {
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        assertThat(DeviceKey.read(pem).orElseThrow().id()).isEqualTo(key.id());
        assertThat(DeviceKey.read(key.text()).orElseThrow().id()).isEqualTo(key.id());
        assertThat(key.id()).matches("[0-9a-f]{64}");
        assertThat(DeviceKey.read("")).isEmpty();
        assertThat(DeviceKey.read("AAAA")).isEmpty();
        assertThat(DeviceKey.read("not base64!")).isEmpty();
        assertThat(DeviceKey.read("A".repeat(2000))).isEmpty();
    }

    private static String raw(KeyPair pair) {
        byte[] encoded = pair.getPublic().getEncoded();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length));
    }

    private static KeyPair keyPair() {
        try {
            return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
