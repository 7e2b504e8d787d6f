package dev.switchboard.doors.foreign;

import static dev.switchboard.doors.foreign.ForeignFixture.aside;
import static dev.switchboard.doors.foreign.ForeignFixture.failure;
import static dev.switchboard.doors.foreign.ForeignFixture.json;
import static dev.switchboard.doors.foreign.ForeignFixture.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.doors.foreign.ForeignFixture.Reading;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.testing.GatewayClient;
import dev.switchboard.testing.GatewayRun;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A connection that is lost, and what becomes of it, of those who read over it and of the runs that were open. */
class SupervisionTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @TempDir
    Path data;

    @Test
    void theReadersHearThatItIsDownAndThatItIsBack() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading one = fixture.read("a");
                Reading two = fixture.read("b")) {
            fixture.gateway.closeAll(1012, "service restart");
            assertThat(Reading.tell(one.next())).isEqualTo("down");
            assertThat(Reading.tell(two.next())).isEqualTo("down");

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(Reading.tell(one.next())).isEqualTo("reconnected missed");
            assertThat(Reading.tell(two.next())).isEqualTo("reconnected missed");
            fixture.gateway.run("a", "r1").begin().end();
            assertThat(one.untilEnd()).hasSize(3);
            assertThat(two.rest()).isEmpty();
        }
    }

    @Test
    void thePausesDoubleUpToHalfAMinuteAndBeginAnewOnlyWhenWeAreLetIn() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            fixture.gateway.stopListening();
            fixture.gateway.cutAll();
            for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30}) {
                assertThat(fixture.time.awaitSleeper()).isEqualTo(Duration.ofSeconds(seconds));
                fixture.time.advance(Duration.ofSeconds(seconds));
            }
            assertThat(fixture.time.awaitSleeper()).isEqualTo(Duration.ofSeconds(30));
            fixture.gateway.listenAgain();
            fixture.time.advance(Duration.ofSeconds(30));
            fixture.gateway.awaitClient(2);
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
            assertThat(Reading.tell(reading.next())).isEqualTo("reconnected missed");

            fixture.gateway.cutAll();

            assertThat(fixture.time.awaitSleeper()).isEqualTo(SECOND);
        }
    }

    @Test
    void anAnnouncedRestartIsWaitedFor() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            fixture.gateway.restart(7_500L);
            assertThat(fixture.time.awaitSleeper()).isEqualTo(Duration.ofMillis(7_500));
            fixture.time.advance(Duration.ofMillis(7_500));
            fixture.gateway.awaitClient(2);
            reading.next();
            reading.next();

            fixture.gateway.restart(null);
            assertThat(fixture.time.awaitSleeper()).isEqualTo(SECOND);
        }
    }

    @ParameterizedTest
    @CsvSource({"-5, 1", "0, 1", "99999999999999, 300"})
    void anAnnouncementThatMakesNoSenseIsBounded(long announcedMs, long seconds) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            fixture.gateway.restart(announcedMs);

            assertThat(fixture.time.awaitSleeper()).isEqualTo(Duration.ofSeconds(seconds));
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
        }
    }

    @Test
    void aGatewayThatMissesTwoTicksIsLeft() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.policy(0, 10_000, 1);
            try (Reading reading = fixture.read("a")) {
                GatewayClient client = fixture.gateway.awaitClient(1);
                fixture.time.advance(Duration.ofSeconds(15));
                fixture.gateway.tick();
                fixture.gateway.run("a", "r0").begin();
                reading.next();
                fixture.time.advance(Duration.ofSeconds(15));
                fixture.gateway.run("a", "r1").begin();
                assertThat(Reading.tell(reading.next())).isEqualTo("agent lifecycle start");

                fixture.time.advance(Duration.ofSeconds(20));

                assertThat(client.awaitCloseCode()).isEqualTo(4000);
                assertThat(Reading.tell(reading.next())).isEqualTo("down");
            }
        }
    }

    @Test
    void anIdleConnectionIsKeptAwakeByPings() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            GatewayClient client = fixture.gateway.awaitClient(1);
            fixture.time.advance(Duration.ofSeconds(25));

            client.awaitPing();
            assertThat(reading.rest()).isEmpty();
        }
    }

    @Test
    void aConnectionThatNobodyUsesIsClosed() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.policy(0, 300_000, 1);
            Reading reading = fixture.read("a");
            fixture.call("health", "{}");
            GatewayClient client = fixture.gateway.awaitClient(1);
            fixture.time.advance(Duration.ofSeconds(120));
            fixture.call("health", "{}");
            assertThat(fixture.gateway.connected()).isEqualTo(1);
            reading.close();

            fixture.time.advance(Duration.ofSeconds(60));

            assertThat(client.awaitCloseCode()).isEqualTo(1000);
            fixture.call("health", "{}");
            assertThat(fixture.gateway.accepted()).isEqualTo(2);
        }
    }

    @Test
    void aCallWhileItIsDownWaitsForTheNextTryIfThatIsDueInTime() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            fixture.gateway.cutAll();
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
            Duration pause = fixture.time.awaitSleeper();
            CompletableFuture<?> call = aside(() -> fixture.call("health", "{}"));

            fixture.time.advance(pause);

            soon(call);
        }
    }

    @Test
    void aCallWhileItIsDownFailsAtOnceWhenTheNextTryIsTooFarAway() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            fixture.gateway.restart(60_000L);
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
            fixture.time.awaitSleeper();

            GatewayException failure = failure(() -> fixture.call("health", "{}"));

            assertThat(failure.kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(60));
        }
    }

    @Test
    void shuttingDownEndsEverything() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("a")) {
            GatewayClient client = fixture.gateway.awaitClient(1);
            fixture.gateway.ignore("health");
            CompletableFuture<GatewayException> call = aside(() -> failure(() -> fixture.call("health", "{}")));
            fixture.gateway.awaitRequest("health", 1);

            fixture.gateways.close();

            assertThat(soon(call).kind()).isEqualTo(Kind.UNREACHABLE);
            assertThat(client.awaitCloseCode()).isEqualTo(1000);
            assertThat(failure(() -> fixture.call("health", "{}"))).hasMessageContaining("going down");
            assertThat(reading.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatEndedWhileNobodyListenedIsEndedOnceWithItsText(Flavor flavor) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(flavor, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            GatewayRun run = fixture.gateway.awaitTurn(1).begin().say("Two ");
            reading.next();
            reading.next();
            reading.next();
            fixture.gateway.cutAll();
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
            fixture.gateway.awaitEmpty();
            run.endUnheard("files.");

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd()).containsExactly("reconnected missed", "chat final Two files. (synthetic)");
            fixture.gateway.awaitClient(2);
            run.end();
            fixture.gateway.run("k", "r2").begin().end();
            assertThat(reading.untilEnd())
                    .containsExactly(
                            "agent lifecycle end", "agent lifecycle start", "agent lifecycle end", "chat final");
        }
    }

    @Test
    void aRunThatFailedWhileNobodyListenedIsAnError() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            GatewayRun run = fixture.gateway.awaitTurn(1).begin();
            reading.next();
            fixture.gateway.cutAll();
            fixture.gateway.awaitEmpty();
            run.failUnheard("no credit");

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd())
                    .containsExactly("down", "reconnected missed", "chat error no credit (synthetic)");
        }
    }

    @Test
    void aRunThatIsStillGoingOnGoesOn() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            GatewayRun run = fixture.gateway.awaitTurn(1).begin().say("Two ");
            fixture.gateway.cutAll();
            fixture.time.advance(fixture.time.awaitSleeper());
            fixture.gateway.awaitClient(2);
            fixture.gateway.awaitRequest("agent.wait", 1);
            run.say("files.").end();

            assertThat(reading.untilEnd())
                    .containsExactly(
                            "agent lifecycle start",
                            "agent assistant Two",
                            "chat delta Two",
                            "down",
                            "reconnected missed",
                            "agent assistant Two files.",
                            "chat delta Two files.",
                            "agent lifecycle end",
                            "chat final Two files.");
        }
    }

    @Test
    void aRunThatARestartKilledEndsWithAnError() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            fixture.gateway.awaitTurn(1).begin().say("Two ");
            fixture.gateway.restart(1_000L);

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd())
                    .endsWith(
                            "reconnected missed",
                            "chat error the gateway was restarted before the run had ended (synthetic)");
        }
    }

    @Test
    void aRestartIsKnownByTheTimeTheGatewayIsUpThoughNobodyAnnouncedIt() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.run("k", "r1").begin();
            reading.next();
            fixture.gateway.policy(0, 30_000, 100);
            fixture.gateway.cutAll();

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd()).hasSize(3).last().asString().contains("restarted");
        }
    }

    @Test
    void aRunThatWasAnsweredBeforeTheRestartEndsWithItsAnswer() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            GatewayRun run = fixture.gateway.awaitTurn(1).begin();
            reading.next();
            run.endUnheard("Done.");
            fixture.gateway.restart(1_000L);

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd()).endsWith("chat final Done. (synthetic)");
        }
    }

    @Test
    void aRunThatWasOnlyAcknowledgedEndsAsWell() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            fixture.gateway.cutAll();
            fixture.gateway.awaitEmpty();
            fixture.gateway.awaitTurn(1).endUnheard("Done.");

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd())
                    .containsExactly("down", "reconnected missed", "chat final Done. (synthetic)");
        }
    }

    @Test
    void twoRunsThatEndedMeanwhileGetEachItsOwnText() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.send("k", "r1");
            fixture.send("k", "r2");
            fixture.gateway.cutAll();
            fixture.gateway.awaitEmpty();
            fixture.gateway.awaitTurn(1).endUnheard("One.");
            fixture.gateway.awaitTurn(2).endUnheard("Two.");

            fixture.time.advance(fixture.time.awaitSleeper());

            assertThat(reading.untilEnd()).endsWith("chat final One. (synthetic)");
            assertThat(reading.untilEnd()).containsExactly("chat final Two. (synthetic)");
        }
    }

    @Test
    void asANodeEverySessionIsSubscribedAgain() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.nodesOnly();
            try (Reading reading = fixture.read("k")) {
                fixture.gateway.cutAll();
                assertThat(Reading.tell(reading.next())).isEqualTo("down");

                fixture.time.advance(fixture.time.awaitSleeper());

                assertThat(Reading.tell(reading.next())).isEqualTo("reconnected missed");
                assertThat(fixture.gateway.awaitClient(2).subscriptions()).containsExactly("agent:main:k");
            }
        }
    }

    @Test
    void whoComesBackAfterTheGapIsToldOfIt() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.run("k", "r1").begin().end();
            long position = reading.event().cursor();
            reading.untilEnd();
            fixture.gateway.cutAll();
            fixture.time.advance(fixture.time.awaitSleeper());
            reading.next();
            reading.next();

            try (Reading back = fixture.read("k", position)) {
                assertThat(back.rest())
                        .containsExactly(
                                "agent lifecycle end (replayed)",
                                "chat final (replayed)",
                                "down",
                                "reconnected missed");
            }
        }
    }

    @Test
    void whatIsNoFrameIsPassedOver() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            for (String nonsense : new String[] {
                "",
                "{",
                "null",
                "[]",
                "{}",
                "{\"type\":\"event\"}",
                "{\"type\":\"res\",\"id\":\"99\",\"ok\":true}",
                "{\"type\":\"event\",\"event\":\"chat\",\"payload\":[1]}",
                "{\"type\":\"event\",\"event\":\"chat\",\"payload\":",
                "{\"type\":\"res\",\"id\":7,\"ok\":\"yes\"}",
                "{\"type\":\"event\",\"event\":7,\"payload\":{\"sessionKey\":{}}}",
                "{\"a\":".repeat(3_000),
                "\u0000\u0000\u0000{"
            }) {
                fixture.gateway.say(nonsense);
            }
            fixture.gateway.say(
                    "{\"type\":\"event\",\"event\":\"chat\",\"seq\":-1,\"payload\":{\"sessionKey\":\"k\",\"runId\":7,\"seq\":\"x\",\"state\":[]}}");
            fixture.gateway.run("k", "r1").begin().end();

            assertThat(reading.untilEnd())
                    .containsExactly("chat ", "agent lifecycle start", "agent lifecycle end", "chat final");
            assertThat(fixture.gateway.accepted()).isEqualTo(1);
        }
    }

    @Test
    void aFrameThatIsTooLargeEndsTheConnection() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            GatewayClient client = fixture.gateway.awaitClient(1);
            client.sendText("{\"type\":\"event\",\"x\":\"" + "x".repeat(25 * 1024 * 1024) + "\"}");

            assertThat(client.awaitCloseCode()).isEqualTo(1009);
            assertThat(Reading.tell(reading.next())).isEqualTo("down");
        }
    }

    @Test
    void aLargeHistoryIsTaken() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            String text = "x".repeat(6 * 1024 * 1024);
            fixture.gateway.on("chat.history", request -> request.ok(json("{}").put("text", text)));

            assertThat(fixture.call("chat.history", "{\"sessionKey\":\"k\"}")
                            .path("text")
                            .asString())
                    .hasSize(text.length());
        }
    }
}
