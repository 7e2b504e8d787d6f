package dev.switchboard.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The names under which the server was started before: {@code kimi_http.sh} and {@code dist/kimi_http}. */
class KimiHttpTest {
    private FakeCheckout checkout;

    @BeforeEach
    void makeCheckout(@TempDir Path directory) throws IOException {
        checkout = new FakeCheckout(directory);
        copy("checkout/kimi_http.sh");
        checkout.script("checkout/switchboard", "for argument in \"$0\" \"$@\"; do echo \"$argument\"; done");
    }

    @Test
    void itListensOnThisMachineAndPort9000() throws Exception {
        assertThat(start()).endsWith("serve", "--host", "127.0.0.1", "--port", "9000");
    }

    @Test
    void theVariablesMoveIt() throws Exception {
        checkout.set("KIMI_HTTP_HOST", "::1").set("KIMI_HTTP_PORT", "8080");

        assertThat(start("--data", "my data"))
                .endsWith("serve", "--host", "::1", "--port", "8080", "--data", "my data");
    }

    @Test
    void flagsGoBeforeTheVariables() throws Exception {
        checkout.set("KIMI_HTTP_HOST", "::1").set("KIMI_HTTP_PORT", "8080");

        assertThat(start("--port=1")).endsWith("serve", "--host", "::1", "--port=1");
        assertThat(start("--host", "0.0.0.0", "--ports", "1,2"))
                .endsWith("serve", "--host", "0.0.0.0", "--ports", "1,2");
    }

    @Test
    void aPackageFindsItsProgramBesideIt() throws Exception {
        copy("dist/kimi_http");
        checkout.script("dist/kimi_http.d/switchboard", "echo packaged \"$@\"");
        Files.createSymbolicLink(checkout.path("link"), checkout.path("dist/kimi_http"));

        assertThat(checkout.run(checkout.path("link").toString(), "--port", "1").out())
                .isEqualTo("packaged serve --host 127.0.0.1 --port 1\n");
    }

    private List<String> start(String... arguments) throws Exception {
        return checkout.run(checkout.path("checkout/kimi_http.sh").toString(), arguments)
                .lines();
    }

    private void copy(String name) throws IOException {
        String text = Files.readString(Repository.root().resolve("kimi_http.sh"));
        checkout.script(name, text.substring(text.indexOf('\n') + 1));
    }
}
