package dev.switchboard.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.web.Router.Match;
import dev.switchboard.web.Routes.Access;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final Routes.Handler NOTHING = exchange -> {};

    private final Router router = new Router();

    @Test
    void aLiteralSegmentWinsOverAParameter() {
        router.mount(door("runs", List.of(), routes -> {
            routes.on("GET", "/runs/{id}", Access.OPEN, NOTHING);
            routes.on("GET", "/runs/latest", Access.DOOR, NOTHING);
        }));
        assertThat(known("GET", "/runs/latest").route())
                .extracting(Router.Route::access)
                .isEqualTo(Access.DOOR);
        assertThat(known("GET", "/runs/7").values()).containsExactly("7");
    }

    @Test
    void aLiteralThatLeadsNowhereGivesWayToTheParameter() {
        router.mount(door("runs", List.of(), routes -> {
            routes.on("GET", "/runs/{id}/events", Access.OPEN, NOTHING);
            routes.on("GET", "/runs/latest/summary", Access.OPEN, NOTHING);
        }));
        assertThat(known("GET", "/runs/latest/events").values()).containsExactly("latest");
    }

    @Test
    void parametersAreDecodedAndAnEncodedSlashStaysInItsSegment() {
        router.mount(door("runs", List.of(), routes -> routes.on("GET", "/{a}/{b}", Access.OPEN, NOTHING)));
        assertThat(known("GET", "/a%2Fb/c+d%20e").values()).containsExactly("a/b", "c+d e");
    }

    @Test
    void anEmptySegmentIsNoParameter() {
        router.mount(door("runs", List.of(), routes -> routes.on("GET", "/runs/{id}", Access.OPEN, NOTHING)));
        assertThat(router.find("GET", "/runs/")).isInstanceOf(Match.Unknown.class);
    }

    @Test
    void aPathThatCannotBeDecodedIsMalformed() {
        router.mount(door("runs", List.of("/runs"), routes -> {}));
        assertThat(router.find("GET", "/runs/%zz")).isInstanceOf(Match.Malformed.class);
    }

    @Test
    void headIsAnsweredByTheHandlerOfGet() {
        router.mount(door("runs", List.of(), routes -> routes.on("GET", "/a", Access.OPEN, NOTHING)));
        assertThat(known("HEAD", "/a").route()).isNotNull();
        assertThat(known("HEAD", "/a").allowed()).containsExactly("GET", "HEAD", "OPTIONS");
    }

    @Test
    void anotherMethodOnAKnownPathFindsNoRouteButSaysWhatIsAllowed() {
        router.mount(door("runs", List.of(), routes -> {
            routes.on("POST", "/a", Access.OPEN, NOTHING);
            routes.on("DELETE", "/a", Access.OPEN, NOTHING);
        }));
        assertThat(known("GET", "/a").route()).isNull();
        assertThat(known("GET", "/a").allowed()).containsExactly("DELETE", "OPTIONS", "POST");
    }

    @Test
    void theLongestPrefixFindsTheDoorOfAnUnknownPath() {
        Door all = door("all", List.of("/"), routes -> {});
        Door runs = door("runs", List.of("/api/v1/runs"), routes -> {});
        router.mount(all);
        router.mount(runs);
        assertThat(router.doorOf("/api/v1/runs/7")).isSameAs(runs);
        assertThat(router.doorOf("/api/v1/runs")).isSameAs(runs);
        assertThat(router.doorOf("/api/v1/runsaway")).isSameAs(all);
    }

    @Test
    void aPathTakenTwiceNamesBothDoors() {
        router.mount(door("one", List.of(), routes -> routes.on("GET", "/a/{x}", Access.OPEN, NOTHING)));
        Door two = door("two", List.of(), routes -> routes.on("GET", "/a/{y}", Access.OPEN, NOTHING));
        assertThatThrownBy(() -> router.mount(two)).hasMessage("GET /a/{y} of door two is taken by door one");
    }

    @Test
    void doorsMayShareAPathByMethod() {
        router.mount(door("one", List.of(), routes -> routes.on("GET", "/a/{x}", Access.OPEN, NOTHING)));
        router.mount(door("two", List.of(), routes -> routes.on("POST", "/a/{y}", Access.OPEN, NOTHING)));
        Router.Route post = known("POST", "/a/1").route();
        assertThat(post).isNotNull();
        assertThat(post.door().name()).isEqualTo("two");
        assertThat(post.parameters()).containsExactly("y");
    }

    private Match.Known known(String method, String path) {
        Match match = router.find(method, path);
        assertThat(match).isInstanceOf(Match.Known.class);
        return (Match.Known) match;
    }

    private static Door door(String name, List<String> prefixes, Consumer<Routes> mount) {
        return new TestDoor(name, prefixes, mount);
    }
}
