package dev.switchboard.doors.foreign;

import static dev.switchboard.doors.foreign.ForeignFixture.TEN;
import static dev.switchboard.doors.foreign.ForeignFixture.failure;
import static dev.switchboard.doors.foreign.ForeignFixture.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.foreign.ForeignFixture.Reading;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.LinkFrame;
import dev.switchboard.testing.GatewayClient;
import dev.switchboard.testing.GatewayRun;
import dev.switchboard.testing.ScriptedGateway.Flavor;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What readers of a session see of gateways of three generations, whose oddities stay on the other side. */
class ReadingTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @EnumSource
    void aTurnIsToldOnceInBothFamiliesWhateverTheGeneration(Flavor flavor) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(flavor, data);
                Reading reading = fixture.read("Bot_7")) {
            fixture.gateway.turns(turn -> turn.begin().say("Two ", "files.").end());

            assertThat(fixture.send("Bot_7", "r1").path("status").asString()).isEqualTo("started");

            assertThat(reading.untilEnd())
                    .containsExactly(
                            "agent lifecycle start",
                            "agent assistant Two",
                            "chat delta Two",
                            "agent assistant Two files.",
                            "chat delta Two files.",
                            "agent lifecycle end",
                            "chat final Two files.");
            assertThat(reading.rest()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"G2, 2", "G9, 2", "G1, 0"})
    void toolsAreSeenBecauseTheyAreAskedFor(Flavor flavor, int seen) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(flavor, data);
                Reading reading = fixture.read("bot_7")) {
            fixture.gateway.turns(turn -> turn.begin().tool("c1", "ls").end());
            fixture.send("bot_7", "r1");

            assertThat(reading.untilEnd().stream().filter(told -> told.startsWith("agent tool")))
                    .hasSize(seen);
        }
    }

    @Test
    void thePayloadIsHandedOnAsItWasSent() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("bot_7")) {
            String payload = "{ \"sessionKey\" : \"BOT_7\",\"x\":1.50, \"é\":\"\\u00e9 ü\" }";
            fixture.gateway.say("{\"seq\":7,\"type\":\"event\",\"payload\":" + payload + ",\"event\":\"other\"}");

            LinkFrame.Event event = reading.event();
            assertThat(event.name()).isEqualTo("other");
            assertThat(event.seq()).isEqualTo(7);
            assertThat(new String(event.payload(), StandardCharsets.UTF_8)).isEqualTo(payload);
        }
    }

    @Test
    void theNumberIsThatOfTheFrameElseThatOfThePayload() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            GatewayClient client = fixture.gateway.awaitClient(1);
            client.sendEvent("agent", json("{\"sessionKey\":\"k\",\"runId\":\"r\",\"seq\":3,\"stream\":\"x\"}"), 9L);
            client.sendEvent("agent", json("{\"sessionKey\":\"k\",\"runId\":\"r\",\"seq\":4,\"stream\":\"x\"}"), null);
            client.sendEvent("agent", json("{\"sessionKey\":\"k\",\"stream\":\"x\"}"), null);

            assertThat(reading.event().seq()).isEqualTo(9);
            assertThat(reading.event().seq()).isEqualTo(4);
            assertThat(reading.event().seq()).isNull();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "agent:main:bot_7",
        "bot_7",
        "BOT_7",
        "Agent:MAIN:Bot_7",
        "' bot_7 '",
        "agent::main::bot_7",
    })
    void theSpellingOfAKeyDoesNotMatterOnEitherSide(String spelling) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read(spelling)) {
            fixture.gateway.run("BOT_7", "r1").begin().say("x").abort("rpc");

            assertThat(reading.untilEnd()).hasSize(4).endsWith("chat aborted");
        }
    }

    @Test
    void theGatewaysOwnDefaultsDecideAboutShortKeys() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data)) {
            fixture.gateway.defaults("ops", "home");
            assertThat(fixture.at().canonical("main")).isEqualTo("agent:main:main");
            try (Reading reading = fixture.read("main")) {
                fixture.gateway.run("main", "r1").begin().end();

                assertThat(reading.untilEnd()).hasSize(3);
                assertThat(fixture.at().canonical("main")).isEqualTo("agent:ops:home");
                assertThat(fixture.at().canonical("x")).isEqualTo("agent:ops:x");
            }
        }
    }

    @Test
    void otherSessionsAreNotSeen() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("mine")) {
            fixture.gateway.run("theirs", "r0").begin().say("secret").end();
            fixture.gateway.broadcast("presence", json("{\"presence\":[]}"));
            fixture.gateway.run("mine", "r1").begin().end();

            assertThat(reading.untilEnd()).hasSize(3).noneMatch(told -> told.contains("secret"));
        }
    }

    @Test
    void aDoubledErrorIsSeenOnce() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.run("k", "r1").begin().fail("no credit");
            fixture.gateway.run("k", "r2").begin().end();

            assertThat(reading.untilEnd()).endsWith("chat error no credit");
            assertThat(reading.untilEnd())
                    .containsExactly("agent lifecycle start", "agent lifecycle end", "chat final");
        }
    }

    @Test
    void theAgentsEndsAfterAnAbortAreStillSeen() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G9, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.run("k", "r1").begin().abort("rpc");

            assertThat(reading.untilEnd()).endsWith("chat aborted");
            assertThat(Reading.tell(reading.next())).isEqualTo("agent lifecycle end");
            assertThat(Reading.tell(reading.next())).isEqualTo("agent lifecycle error");
        }
    }

    @ParameterizedTest
    @CsvSource({"G1", "G2"})
    void anEndWithoutAMessageIsAnErrorWhenTheHistorySaysSo(Flavor flavor) throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(flavor, data);
                Reading reading = fixture.read("Bot_7")) {
            fixture.gateway.turns(turn -> turn.begin().fail("no credit"));
            fixture.send("Bot_7", "r1");

            assertThat(reading.untilEnd())
                    .containsExactly(
                            "agent lifecycle start", "agent lifecycle end", "chat error no credit (synthetic)");
            assertThat(fixture.gateway.awaitRequest("chat.history", 1).text("sessionKey"))
                    .isEqualTo("agent:main:bot_7");
        }
    }

    @Test
    void anEndWithoutAMessageDoesNotEraseWhatWasSpoken() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.turns(turn -> turn.begin().say("Two ", "files.").endWithoutMessage());
            fixture.send("k", "r1");

            assertThat(reading.untilEnd()).endsWith("chat final Two files. (synthetic)");
        }
    }

    @Test
    void anEmptyAnswerStaysEmpty() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.turns(turn -> turn.begin().endWithoutMessage());
            fixture.send("k", "r1");

            assertThat(reading.untilEnd()).endsWith("chat final");
        }
    }

    @Test
    void anEndWithoutAMessagePassesWhenTheHistoryCannotBeHad() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.ignore("chat.history").turns(turn -> turn.begin().fail("no credit"));
            fixture.send("k", "r1");
            fixture.gateway.awaitRequest("chat.history", 1);

            fixture.time.advance(TEN);

            assertThat(reading.untilEnd()).endsWith("chat final");
        }
    }

    @Test
    void endsAreNotMendedWhenThatIsSwitchedOff() throws Exception {
        ForeignConfig config = new ForeignConfig("1", List.of(), false, data, TEN);
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data, config);
                Reading reading = fixture.read("k")) {
            fixture.gateway.turns(turn -> turn.begin().fail("no credit"));
            fixture.send("k", "r1");

            assertThat(reading.untilEnd()).endsWith("chat final");
            assertThat(fixture.gateway.requests("chat.history")).isEmpty();
        }
    }

    @Test
    void asANodeWhatComesTwiceIsSeenOnce() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.nodesOnly();
            try (Reading reading = fixture.read("bot_7")) {
                GatewayClient client = fixture.gateway.awaitClient(1);
                assertThat(client.connect().path("client").path("mode").asString())
                        .isEqualTo("node");
                assertThat(client.subscriptions()).containsExactly("agent:main:bot_7");

                fixture.gateway.run("agent:main:bot_7", "r1").begin().say("x").end();

                assertThat(reading.untilEnd()).hasSize(5);
                assertThat(reading.rest()).isEmpty();
            }
        }
    }

    @Test
    void asANodeASessionIsSubscribedByItsFirstReaderAndGivenUpWithItsLast() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.nodesOnly();
            Reading first = fixture.read("k");
            Reading second = fixture.read("agent:main:K");
            first.close();
            assertThat(fixture.gateway.requests("node.event")).hasSize(1);
            second.close();
            second.close();

            assertThat(fixture.gateway.awaitRequest("node.event", 2).text("event"))
                    .isEqualTo("chat.unsubscribe");
            try (Reading third = fixture.read("k")) {
                assertThat(fixture.gateway.awaitRequest("node.event", 3).text("event"))
                        .isEqualTo("chat.subscribe");
                fixture.gateway.run("agent:main:k", "r1").begin().end();
                assertThat(third.untilEnd()).hasSize(3);
            }
        }
    }

    @Test
    void aSessionThatCannotBeSubscribedIsNotRead() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.nodesOnly().on("node.event", request -> request.error("UNAVAILABLE", "not now"));

            GatewayException failure = failure(() -> fixture.read("k"));

            assertThat(failure.kind()).isEqualTo(GatewayException.Kind.BUSY);
            assertThat(failure.retryable()).isTrue();
        }
    }

    @Test
    void anEmptyKeyIsNone() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            assertThat(failure(() -> fixture.read("  ")).kind()).isEqualTo(GatewayException.Kind.INVALID);
        }
    }

    @Test
    void whoComesBackGetsWhatWasMissedAndTheTextSoFarOnce() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading other = fixture.read("k")) {
            GatewayRun run = fixture.gateway.run("k", "r1").begin();
            LinkFrame.Event last = other.event();
            run.tool("c", "ls").say("Two ", "files");
            assertThat(Reading.tell(other.next())).isEqualTo("agent assistant Two");
            other.next();
            other.next();
            assertThat(Reading.tell(other.next())).isEqualTo("chat delta Two files");

            try (Reading back = fixture.read("k", last.cursor() - 1)) {
                assertThat(Reading.tell(back.next())).isEqualTo("agent lifecycle start (replayed)");
                assertThat(Reading.tell(back.next())).isEqualTo("agent assistant Two files (replayed)");
                assertThat(Reading.tell(back.next())).isEqualTo("chat delta Two files (replayed)");
                run.say(".").end();
                assertThat(back.untilEnd())
                        .containsExactly(
                                "agent assistant Two files.",
                                "chat delta Two files.",
                                "agent lifecycle end",
                                "chat final Two files.");
            }
        }
    }

    @Test
    void aSessionGoesOnBeingKeptForAWhileAfterItsLastReaderLeft() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data)) {
            fixture.gateway.policy(0, 300_000, 1);
            Reading gone = fixture.read("k");
            fixture.gateway.run("k", "r1").begin().end();
            gone.untilEnd();
            fixture.gateway.run("k", "r2").begin();
            long position = gone.event().cursor();
            gone.close();
            try (Reading witness = fixture.read("other")) {
                fixture.gateway.run("k", "r3").begin();
                fixture.gateway.run("other", "r4").begin();
                witness.next();
                fixture.time.advance(Duration.ofSeconds(59));

                Reading back = fixture.read("k", position);
                assertThat(back.rest()).containsExactly("agent lifecycle start (replayed)");
                back.close();
                fixture.time.advance(Duration.ofSeconds(61));

                assertThat(fixture.read("k", position).rest()).containsExactly("resync gap");
            }
        }
    }

    @Test
    void aPositionOfAnEarlierLifeOfTheServerHasToReadTheHistory() throws Exception {
        long position;
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.gateway.run("k", "r1").begin();
            position = reading.event().cursor();
        }
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k", position);
                Reading ahead = fixture.read("k", Long.MAX_VALUE)) {
            assertThat(reading.rest()).containsExactly("resync gap");
            assertThat(ahead.rest()).containsExactly("resync gap");
            assertThat(position).isLessThan(1L << 53);
        }
    }

    @Test
    void credentialsAreNotMixed() throws Exception {
        try (ForeignFixture fixture = new ForeignFixture(Flavor.G2, data);
                Reading reading = fixture.read("k")) {
            fixture.at("other").connect(TEN);
            fixture.gateways
                    .at(fixture.gateway.url(), new Secret("tok-1"), new Secret("pw"))
                    .connect(TEN);
            fixture.at().connect(TEN);

            assertThat(fixture.gateway.accepted()).isEqualTo(3);
            assertThat(reading.rest()).isEmpty();
        }
    }
}
