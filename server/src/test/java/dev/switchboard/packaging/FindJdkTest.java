package dev.switchboard.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.packaging.FakeCheckout.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FindJdkTest {
    private FakeCheckout checkout;

    @BeforeEach
    void makeCheckout(@TempDir Path directory) throws IOException {
        checkout = new FakeCheckout(directory);
    }

    @Test
    void theNamedJavaGoesBeforeJavaHomeAndThatBeforePathAndThatBeforeTheRest() throws Exception {
        Path installed = checkout.jdk("jvm/temurin-25", "25.0.3");
        assertFinds(installed);

        Path onPath = checkout.jdk("elsewhere/on-path", "25.0.1");
        Files.createSymbolicLink(checkout.path("tools/java"), onPath.resolve("bin/java"));
        assertFinds(onPath);

        Path home = checkout.jdk("elsewhere/home", "25");
        checkout.set("JAVA_HOME", home.toString());
        assertFinds(home);

        Path named = checkout.jdk("elsewhere/named", "25.0.2");
        checkout.set("SWITCHBOARD_JAVA", named.toString());
        assertFinds(named);
        checkout.set("SWITCHBOARD_JAVA", named + "/bin/java");
        assertFinds(named);
    }

    @Test
    void anOldJavaIsPassedOver() throws Exception {
        checkout.jdk("jvm/a-17", "17.0.15");
        checkout.set("JAVA_HOME", checkout.jdk("elsewhere/8", "1.8.0_402").toString());

        assertFinds(checkout.jdk("jvm/b-25", "25.0.3"));
    }

    @Test
    void theUsersOwnJdksAreFound() throws Exception {
        assertFinds(checkout.jdk(".sdkman/candidates/java/25.0.3-tem", "25.0.3"));
    }

    @Test
    void aJdkWithoutAReleaseFileIsAskedForItsVersion() throws Exception {
        checkout.jdkWithoutRelease("jvm/a-21", "21.0.1");

        assertFinds(checkout.jdkWithoutRelease("jvm/b-25", "25-ea"));
    }

    @Test
    void aNewerJavaRunsButDoesNotBuild() throws Exception {
        Path newer = checkout.jdk("jvm/26", "26");

        assertFinds(newer);
        assertThat(checkout.run(script(), "build").status()).isEqualTo(78);
    }

    @Test
    void aRuntimeWithoutACompilerDoesNotBuild() throws Exception {
        Path runtime = checkout.jdk("jvm/25", "25.0.3");
        Files.delete(runtime.resolve("bin/javac"));

        assertFinds(runtime);
        assertThat(checkout.run(script(), "build").status()).isEqualTo(78);
    }

    @Test
    void withoutOneASingleLineSaysWhatWasSeenAndWhereToGetIt() throws Exception {
        Path old = checkout.jdk("jvm/17", "17.0.15");

        Ended ended = checkout.run(script());

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines())
                .singleElement()
                .asString()
                .contains("17.0.15 in " + old)
                .contains("https://adoptium.net/")
                .contains("JAVA_HOME");
    }

    @Test
    void aNamedJavaThatIsWrongIsNotReplacedByAnother() throws Exception {
        checkout.jdk("jvm/25", "25.0.3");
        checkout.set("SWITCHBOARD_JAVA", "/nowhere");

        Ended ended = checkout.run(script());

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.err()).contains("SWITCHBOARD_JAVA=/nowhere");
    }

    private void assertFinds(Path jdk) throws Exception {
        Ended ended = checkout.run(script());
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out()).isEqualTo(jdk + "\n");
    }

    private String script() {
        return checkout.path("checkout/scripts/find-jdk").toString();
    }
}
