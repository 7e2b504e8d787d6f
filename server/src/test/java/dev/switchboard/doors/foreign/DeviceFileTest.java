package dev.switchboard.doors.foreign;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.config.Secret;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeviceFileTest {
    @TempDir
    Path data;

    @Test
    void theIdentityStaysTheSame() {
        DeviceIdentity first = new DeviceFile(data).identity();
        DeviceIdentity again = new DeviceFile(data).identity();

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.sign("x")).isEqualTo(first.sign("x"));
        assertThat(again).hasToString(first.id());
    }

    @Test
    void onlyItsOwnerMayReadTheFile() throws Exception {
        assumeTrue(Files.getFileStore(data).supportsFileAttributeView("posix"), "needs a file system with permissions");
        DeviceFile devices = new DeviceFile(data);
        devices.identity();
        devices.keep(key("ws://127.0.0.1:1"), new Secret("dev-1"));

        try (var files = Files.list(data)) {
            List<Path> all = files.toList();
            assertThat(all).containsExactly(data.resolve("gateway-device.json"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(all.getFirst())))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void tokensAreKeptPerGatewayAndWhatTheyAllow() {
        DeviceFile devices = new DeviceFile(data);
        devices.identity();
        devices.keep(key("ws://127.0.0.1:1"), new Secret("dev-1"));
        devices.keep(key("ws://127.0.0.1:2"), new Secret("dev-2"));

        DeviceFile again = new DeviceFile(data);
        assertThat(again.token(key("ws://127.0.0.1:1"))).contains(new Secret("dev-1"));
        assertThat(again.token(key("ws://127.0.0.1:2"))).contains(new Secret("dev-2"));
        assertThat(again.token(
                        new ConnectionKey(Access.ADMIN, key("ws://127.0.0.1:1").address(), Secret.NONE, Secret.NONE)))
                .isEmpty();
        again.forget(key("ws://127.0.0.1:1"));
        assertThat(new DeviceFile(data).token(key("ws://127.0.0.1:1"))).isEmpty();
    }

    @Test
    void theOldestTokenGoesWhenThereAreTooMany() {
        DeviceFile devices = new DeviceFile(data);
        devices.identity();
        for (int port = 1; port <= 101; port++) {
            devices.keep(key("ws://127.0.0.1:" + port), new Secret("dev-" + port));
        }

        assertThat(devices.token(key("ws://127.0.0.1:1"))).isEmpty();
        assertThat(devices.token(key("ws://127.0.0.1:2"))).isPresent();
        assertThat(devices.token(key("ws://127.0.0.1:101"))).isPresent();
    }

    @Test
    void aFileThatHoldsNoIdentityIsLeftAlone() throws Exception {
        Path file = data.resolve("gateway-device.json");
        Files.writeString(file, "{\"publicKey\":\"AAAA\",\"privateKey\":\"!\"}");

        assertThatThrownBy(() -> new DeviceFile(data).identity()).isInstanceOf(UncheckedIOException.class);
        assertThat(file).hasContent("{\"publicKey\":\"AAAA\",\"privateKey\":\"!\"}");
    }

    @Test
    void aPlaceThatCannotBeWrittenIsAFailure() {
        assertThatThrownBy(() -> new DeviceFile(data.resolve("missing")).identity())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageNotContaining(data.toString());
    }

    @Test
    void theKeyIsNeverPrinted() {
        DeviceIdentity identity = new DeviceFile(data).identity();

        assertThat(identity.privateKey()).hasToString("***");
        assertThat(new ConnectionKey(Access.TALK, key("ws://127.0.0.1:1").address(), new Secret("a"), new Secret("b")))
                .asString()
                .contains("***")
                .doesNotContain("=a", "=b");
    }

    private static ConnectionKey key(String url) {
        return new ConnectionKey(Access.TALK, GatewayAddress.of(url, List.of()), Secret.NONE, Secret.NONE);
    }
}
