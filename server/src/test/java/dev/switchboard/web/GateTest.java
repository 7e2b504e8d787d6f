package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.time.SettableTime;
import dev.switchboard.web.Gate.Verdict;
import dev.switchboard.web.Gate.Visitor;
import dev.switchboard.web.Routes.Access;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final String TOKEN = "a-long-token";

    private final SettableTime time = new SettableTime();
    private final TestConfig config = new TestConfig();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LocalHost:9000",
                "127.0.0.1",
                "127.0.0.1:9000",
                "127.1.2.3:1",
                "[::1]",
                "[::1]:9000"
            })
    void withoutATokenLoopbackNamesMayBeUsed(String host) {
        assertThat(judge(Access.OPERATOR, visitor("127.0.0.1", host)))
                .isEqualTo(new Verdict.Admitted(new Principal.Local()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "evil.example:9000",
                "localhost.evil.example",
                "127.0.0.1.evil.example",
                "[fe80::1]:9000",
                "",
                "10.0.0.1"
            })
    void aNameThatIsNotOursIsRefused(String host) {
        assertThat(denied(judge(Access.OPERATOR, visitor("127.0.0.1", host)))).isInstanceOf(Problem.Forbidden.class);
        assertThat(denied(judge(Access.DOOR, visitor("127.0.0.1", host)))).isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aRequestWithoutAHostIsRefused() {
        assertThat(denied(judge(Access.OPERATOR, visitor("127.0.0.1", null)))).isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aConfiguredNameMayBeUsed() {
        config.hosts("Box.Lan");
        assertThat(judge(Access.OPERATOR, visitor("127.0.0.1", "box.lan:9000"))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void withoutATokenOnlyThisMachineMayCall() {
        assertThat(denied(judge(Access.OPERATOR, visitor("10.0.0.1", "localhost"))))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void insecureLetsOtherMachinesInButKeepsLookingAtTheName() {
        config.insecure(true);
        assertThat(judge(Access.OPERATOR, visitor("10.0.0.1", "localhost:9000")))
                .isInstanceOf(Verdict.Admitted.class);
        assertThat(denied(judge(Access.OPERATOR, visitor("10.0.0.1", "evil.example"))))
                .isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aPageOfOursMayCall() {
        assertThat(judge(Access.OPERATOR, from("localhost:9000", "http://localhost:9000")))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "http://localhost:9001", "http://localhost", "null", "file://"})
    void aPageOfSomebodyElseMayNotAndTheRefusalSaysHow(String origin) {
        Problem problem = denied(judge(Access.OPERATOR, from("localhost:9000", origin)));
        assertThat(problem.detail()).contains(origin).contains("web.origins");
        assertThat(problem.next()).contains(origin).contains("web.origins");
    }

    @Test
    void aListedPageMayCall() {
        config.origins("https://App.example");
        assertThat(judge(Access.OPERATOR, from("localhost:9000", "https://app.example")))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void openRoutesLetAnybodyIn() {
        assertThat(judge(Access.OPEN, from("evil.example", "http://evil.example")))
                .isEqualTo(new Verdict.Admitted(null));
    }

    @Test
    void withATokenTheTokenIsDemandedEverywhere() {
        config.token(TOKEN);
        assertThat(denied(judge(Access.OPERATOR, visitor("127.0.0.1", "localhost"))))
                .isInstanceOf(Problem.Unauthenticated.class);
        assertThat(denied(judge(Access.OPERATOR, bearing("Bearer wrong")))).isInstanceOf(Problem.Unauthenticated.class);
        assertThat(denied(judge(Access.OPERATOR, bearing("Basic " + TOKEN))))
                .isInstanceOf(Problem.Unauthenticated.class);
        assertThat(judge(Access.OPERATOR, bearing("bearer " + TOKEN)))
                .isEqualTo(new Verdict.Admitted(new Principal.Operator()));
    }

    @Test
    void withATokenTheServerMayBeReachedUnderAnyNameFromAnywhere() {
        config.token(TOKEN);
        assertThat(judge(
                        Access.OPERATOR,
                        new Visitor(address("10.1.1.1"), "box.example", null, "Bearer " + TOKEN, null)))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void aSocketMayBringItsTokenInTheQuery() {
        config.token(TOKEN);
        assertThat(judge(Access.OPERATOR, new Visitor(address("127.0.0.1"), "localhost", null, null, TOKEN)))
                .isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void wrongTokensAreCountedByAddress() {
        config.token(TOKEN).failedLoginsPerMinute(3);
        Gate gate = new Gate(config.build(), time);
        for (int i = 0; i < 3; i++) {
            assertThat(denied(gate.judge(Access.OPERATOR, bearing("Bearer wrong"))))
                    .isInstanceOf(Problem.Unauthenticated.class);
        }
        Problem busy = denied(gate.judge(Access.OPERATOR, bearing("Bearer " + TOKEN)));
        assertThat(busy).isInstanceOf(Problem.TooBusy.class);
        assertThat(((Problem.TooBusy) busy).retryAfter()).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(20));

        Visitor neighbour = new Visitor(address("10.0.0.2"), "localhost", null, "Bearer " + TOKEN, null);
        assertThat(gate.judge(Access.OPERATOR, neighbour)).isInstanceOf(Verdict.Admitted.class);

        time.advance(Duration.ofSeconds(21));
        assertThat(gate.judge(Access.OPERATOR, bearing("Bearer " + TOKEN))).isInstanceOf(Verdict.Admitted.class);
    }

    @Test
    void requestsWithoutATokenAreNotCounted() {
        config.token(TOKEN).failedLoginsPerMinute(1);
        Gate gate = new Gate(config.build(), time);
        for (int i = 0; i < 5; i++) {
            gate.judge(Access.OPERATOR, visitor("127.0.0.1", "localhost"));
        }
        assertThat(gate.judge(Access.OPERATOR, bearing("Bearer " + TOKEN))).isInstanceOf(Verdict.Admitted.class);
    }

    private Verdict judge(Access access, Visitor visitor) {
        return new Gate(config.build(), time).judge(access, visitor);
    }

    private static Problem denied(Verdict verdict) {
        assertThat(verdict).isInstanceOf(Verdict.Denied.class);
        return ((Verdict.Denied) verdict).problem();
    }

    private static Visitor visitor(String address, @Nullable String host) {
        return new Visitor(address(address), host, null, null, null);
    }

    private static Visitor from(String host, String origin) {
        return new Visitor(address("127.0.0.1"), host, origin, null, null);
    }

    private static Visitor bearing(String authorization) {
        return new Visitor(address("127.0.0.1"), "localhost", null, authorization, null);
    }

    private static InetAddress address(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
