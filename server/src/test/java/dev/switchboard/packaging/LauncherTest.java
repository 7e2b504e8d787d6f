package dev.switchboard.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.switchboard.packaging.FakeCheckout.Ended;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LauncherTest {
    private static final String HASH = "0f".repeat(32);

    private FakeCheckout checkout;
    private Path jdk;

    @BeforeEach
    void makeCheckout(@TempDir Path directory) throws IOException {
        checkout = new FakeCheckout(directory);
        jdk = checkout.jdk("jvm/temurin-25", "25.0.3");
        checkout.mavenThatBuilds();
    }

    @Test
    void argumentsReachTheProgramAsTheyWereGiven() throws Exception {
        checkout.built(HASH);

        Ended ended = launch("run", "two words", "", "*", "-o", "json");

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.lines())
                .startsWith(jdk + "/bin/java")
                .endsWith(
                        "-cp",
                        checkout.path("checkout/server/target/switchboard.jar").toString(),
                        "dev.switchboard.app.Main",
                        "run",
                        "two words",
                        "",
                        "*",
                        "-o",
                        "json");
    }

    @Test
    void aServerIsTunedToStayAndACommandToStart() throws Exception {
        checkout.built(HASH);

        assertThat(launch("--debug", "serve", "--port", "1").lines())
                .contains("-XX:+UseG1GC")
                .doesNotContain("-XX:TieredStopAtLevel=1");
        assertThat(launch("runs", "ls", "serve").lines())
                .contains("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
                .doesNotContain("-XX:+UseG1GC");
    }

    @Test
    void theJvmWritesUtf8AndKeepsItsWarningsOffTheData() throws Exception {
        checkout.built(HASH);

        assertThat(launch().lines())
                .contains(
                        "-Dstdout.encoding=UTF-8",
                        "-Dstderr.encoding=UTF-8",
                        "-Xlog:disable",
                        "-Xlog:all=error,aot*=off:stderr",
                        "--enable-native-access=ALL-UNNAMED");
    }

    @Test
    void itWorksThroughLinksAndFromAnyDirectory() throws Exception {
        checkout.built(HASH);
        Path links = Files.createDirectories(checkout.path("links"));
        Files.createSymbolicLink(links.resolve("relative"), Path.of("../checkout/switchboard"));
        Files.createSymbolicLink(links.resolve("again"), Path.of("relative"));

        List<String> direct = launch("x").lines();

        assertThat(checkout.run(links, links.resolve("again").toString(), "x").lines())
                .isNotEmpty();
        assertThat(checkout.run(checkout.path("checkout"), "./switchboard", "x")
                        .lines()
                        .getLast())
                .isEqualTo("x");
        assertThat(checkout.run(checkout.path("checkout"), "/bin/sh", "switchboard", "x")
                        .lines())
                .isEqualTo(direct);
    }

    @Test
    void theFirstUseBuildsWithTheJdkThatWasFoundAndSaysSoBesideTheData() throws Exception {
        Ended ended = launch("version");

        assertThat(ended.status()).isZero();
        assertThat(ended.err()).contains("building from source").endsWith("built\n");
        assertThat(ended.lines()).startsWith(jdk + "/bin/java");
        assertThat(checkout.mavenCalls())
                .singleElement()
                .asString()
                .startsWith(jdk + " " + checkout.path("checkout") + " ")
                .endsWith(" package");
    }

    @Test
    void whatIsUpToDateIsNotBuiltAgainAndWhatIsNotIs() throws Exception {
        checkout.built(HASH);
        launch("x");
        assertThat(checkout.mavenCalls()).isEmpty();

        touch("server/src/main/java/Some.java");
        launch("x");
        assertThat(checkout.mavenCalls()).hasSize(1);

        checkout.built(HASH);
        touch("pom.xml");
        launch("x");
        assertThat(checkout.mavenCalls()).hasSize(2);

        checkout.built(HASH);
        Files.delete(checkout.path("checkout/server/src/main/java/Some.java"));
        touch("server/src/main/java");
        launch("x");
        assertThat(checkout.mavenCalls()).hasSize(3);
    }

    @Test
    void aFailedBuildShowsItsErrorsAndDoesNotRunOldCode() throws Exception {
        checkout.built(HASH);
        touch("server/src/main/java/Some.java");
        checkout.maven("echo '[INFO] noise'; echo '[ERROR] Some.java: cannot find symbol'; exit 1");

        Ended ended = launch("x");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err())
                .contains("[ERROR] Some.java: cannot find symbol")
                .doesNotContain("noise");
    }

    @Test
    void withoutMavenOneLineSaysHowToGetIt() throws Exception {
        Files.delete(checkout.path("tools/mvn"));

        Ended ended = launch("x");

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).singleElement().asString().contains("apt-get install maven");
    }

    @Test
    void withoutAJdkOneLineSaysHowToGetIt() throws Exception {
        checkout.jdk("jvm/temurin-25", "17.0.15");

        Ended ended = launch("x");

        assertThat(ended.status()).isEqualTo(78);
        assertThat(ended.out()).isEmpty();
        assertThat(ended.err().lines()).singleElement().asString().contains("adoptium.net");
    }

    @Test
    void aClassCacheIsUsedOnlyForTheClassPathAndTheJavaThatItNames() throws Exception {
        checkout.built(HASH);
        checkout.set("XDG_CACHE_HOME", checkout.path("my caches").toString());
        String client = checkout.path("my caches/switchboard/client-25.0.3-" + HASH + ".aot")
                .toString();
        checkout.write("my caches/switchboard/client-25.0.3-" + HASH + ".aot", "cache");

        assertThat(launch("x").lines()).contains("-XX:AOTCache=" + client);
        assertThat(launch("serve").out()).doesNotContain("AOTCache");

        checkout.built("1e".repeat(32));
        assertThat(launch("x").out()).doesNotContain("AOTCache");

        checkout.built(HASH);
        checkout.jdk("jvm/temurin-25", "25.0.4");
        assertThat(launch("x").out()).doesNotContain("AOTCache");
    }

    @Test
    void variablesThatAreMeantForTheLauncherStayWithIt() throws Exception {
        checkout.built(HASH);
        checkout.set("SWITCHBOARD_JAVA", jdk.toString())
                .set("SWITCHBOARD_JAVA_OPTIONS", "-Xmx1g -Xss1m")
                .set("SWITCHBOARD_TOKEN", "t");

        assertThat(launch("x").lines())
                .contains("SWITCHBOARD_TOKEN=t")
                .noneMatch(line -> line.startsWith("SWITCHBOARD_JAVA"));
    }

    @Test
    void theUsersOptionsForJavaComeAfterOurs() throws Exception {
        checkout.built(HASH);
        checkout.set("SWITCHBOARD_JAVA_OPTIONS", "-Xmx1g  -Xss1m");

        assertThat(launch("x").lines()).containsSubsequence("-Xmx256m", "-Xmx1g", "-Xss1m", "-cp");
    }

    @Test
    void theProgramIsToldWhichStreamsAreTerminals() throws Exception {
        checkout.built(HASH);

        assertThat(launch("x").lines()).contains("SWITCHBOARD_LAUNCHER_TTY=t");

        Path terminal = Path.of("/usr/bin/script");
        assumeTrue(Files.exists(terminal), "script, which makes terminals, is not installed");
        String launcher = checkout.path("checkout/switchboard").toString();
        assertThat(checkout.run(terminal.toString(), "-qec", launcher + " x", "/dev/null")
                        .lines())
                .contains("SWITCHBOARD_LAUNCHER_TTY=t012");
        assertThat(checkout.run(terminal.toString(), "-qec", launcher + " x | cat", "/dev/null")
                        .lines())
                .contains("SWITCHBOARD_LAUNCHER_TTY=t02");
    }

    @Test
    void theLocaleCanWriteEveryFileName() throws Exception {
        checkout.built(HASH);

        assertThat(launch("x").lines()).contains("LC_CTYPE=C.UTF-8").noneMatch(line -> line.startsWith("LC_ALL"));
        checkout.set("LANG", "zh_CN.UTF-8");
        assertThat(launch("x").lines()).contains("LANG=zh_CN.UTF-8").noneMatch(line -> line.startsWith("LC_"));
        checkout.set("LC_ALL", "C");
        assertThat(launch("x").lines()).contains("LC_ALL=C.UTF-8").noneMatch(line -> line.startsWith("LC_CTYPE"));
        checkout.set("LC_ALL", "zh_CN.GBK");
        assertThat(launch("x").lines()).contains("LC_ALL=zh_CN.GBK");
    }

    @Test
    void aPackageRunsOnTheJavaThatItBringsAndNeverBuilds() throws Exception {
        Files.createDirectories(checkout.path("package/scripts"));
        Files.copy(checkout.path("checkout/switchboard"), checkout.path("package/switchboard"));
        Files.copy(checkout.path("checkout/scripts/find-jdk"), checkout.path("package/scripts/find-jdk"));
        checkout.write("package/app/switchboard.jar", "jar");
        checkout.write("package/app/classpath.sha256", HASH + "\n");
        checkout.write("package/app/server-25.0.3-" + HASH + ".aot", "cache");
        Path runtime = checkout.jdk("package/runtime", "25.0.3");

        Ended ended =
                checkout.run("/bin/sh", checkout.path("package/switchboard").toString(), "serve");

        assertThat(ended.err()).isEmpty();
        assertThat(ended.lines())
                .startsWith(runtime + "/bin/java")
                .contains(checkout.path("package/app/switchboard.jar").toString())
                .anySatisfy(line -> assertThat(line).startsWith("-XX:AOTCache="));
        assertThat(checkout.mavenCalls()).isEmpty();
    }

    private Ended launch(String... arguments) throws Exception {
        return checkout.run(checkout.path("checkout/switchboard").toString(), arguments);
    }

    /** Makes a source newer than any build so far. */
    private void touch(String source) throws IOException {
        Path built = checkout.path("checkout/server/target/classpath.sha256");
        Files.setLastModifiedTime(
                checkout.path("checkout/" + source),
                FileTime.from(Files.getLastModifiedTime(built).toInstant().plusSeconds(1)));
    }
}
