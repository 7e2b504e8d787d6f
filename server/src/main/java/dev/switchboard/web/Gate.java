package dev.switchboard.web;

import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.time.Time;
import dev.switchboard.web.Routes.Access;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may come in. Where no token is demanded, a web page is kept out by the name under which it reached us (DNS rebinding) and
 * by its origin (cross-site requests), since whoever is in may run commands. Any thread may ask.
 */
final class Gate {
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "[::1]");
    private static final String BEARER = "bearer ";

    private final WebConfig config;
    private final Set<String> origins;
    private final Set<String> hosts;
    private final LoginThrottle throttle;

    Gate(WebConfig config, Time time) {
        this.config = config;
        this.origins = new HashSet<>(config.origins());
        this.hosts = new HashSet<>(config.hosts());
        this.throttle = new LoginThrottle(config.failedLoginsPerMinute(), time);
    }

    /** Lets a request in or not. */
    Verdict judge(Access access, Visitor visitor) {
        if (access == Access.OPEN) {
            return new Verdict.Admitted(null);
        }
        Problem stranger = stranger(visitor);
        if (stranger != null) {
            return new Verdict.Denied(stranger);
        }
        if (access == Access.DOOR) {
            return new Verdict.Admitted(null);
        }
        return config.token().isEmpty() ? new Verdict.Admitted(new Principal.Local()) : operator(visitor);
    }

    /** Whether a page of this origin may read our answers. */
    boolean listed(String origin) {
        return origins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** What is wrong with where the request comes from, whatever its credentials; null when nothing is. */
    @Nullable
    Problem stranger(Visitor visitor) {
        if (config.token().isEmpty()) {
            if (!config.insecure() && !visitor.address().isLoopbackAddress()) {
                return new Problem.Forbidden(
                        "no token is configured, so only this machine may call",
                        "set SWITCHBOARD_TOKEN or web.token on the server and send it as a bearer token");
            }
            if (!known(visitor.host())) {
                return new Problem.Forbidden(
                        "Host: \"" + visitor.host() + "\" (expected: a loopback name or one of web.hosts)",
                        "add the name to web.hosts");
            }
        }
        String origin = visitor.origin();
        if (origin != null && !ours(origin, visitor.host()) && !listed(origin)) {
            return new Problem.Forbidden(
                    "Origin: \"" + origin + "\" (expected: the server's own or one of web.origins)",
                    "add \"" + origin + "\" to web.origins");
        }
        return null;
    }

    private Verdict operator(Visitor visitor) {
        String token = token(visitor);
        if (token == null) {
            return new Verdict.Denied(new Problem.Unauthenticated(
                    "a token is needed", "send Authorization: Bearer <token>, the server's SWITCHBOARD_TOKEN"));
        }
        Duration wait = throttle.wait(visitor.address());
        if (wait.isPositive()) {
            return new Verdict.Denied(new Problem.TooBusy("too many wrong tokens from this address", wait));
        }
        if (!config.token().matches(token)) {
            throttle.failed(visitor.address());
            return new Verdict.Denied(new Problem.Unauthenticated(
                    "the token is not the server's", "send the server's SWITCHBOARD_TOKEN or web.token"));
        }
        return new Verdict.Admitted(new Principal.Operator());
    }

    private static @Nullable String token(Visitor visitor) {
        String header = visitor.authorization();
        if (header == null) {
            return visitor.socketToken();
        }
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? header.substring(BEARER.length()).strip()
                : "";
    }

    private boolean known(@Nullable String authority) {
        if (authority == null) {
            return false;
        }
        String host = withoutPort(authority.toLowerCase(Locale.ROOT));
        return LOOPBACK_NAMES.contains(host) || host.matches("127(\\.\\d{1,3}){3}") || hosts.contains(host);
    }

    /** A page of ours is where it says that we are. Schemes are not compared: a proxy in front may speak TLS. */
    private static boolean ours(String origin, @Nullable String authority) {
        int scheme = origin.indexOf("://");
        return scheme >= 0 && authority != null && origin.substring(scheme + 3).equalsIgnoreCase(authority);
    }

    private static String withoutPort(String authority) {
        int end = authority.startsWith("[") ? authority.indexOf(']') + 1 : authority.lastIndexOf(':');
        return end > 0 ? authority.substring(0, end) : authority;
    }

    /**
     * What a request says of where it comes from.
     *
     * @param host the {@code Host} header or {@code :authority}
     * @param socketToken the query parameter {@code token} of an upgrade
     */
    record Visitor(
            InetAddress address,
            @Nullable String host,
            @Nullable String origin,
            @Nullable String authorization,
            @Nullable String socketToken) {}

    /** Yes or no. */
    sealed interface Verdict {
        /** @param principal null where the route does not ask who it is */
        record Admitted(@Nullable Principal principal) implements Verdict {}

        record Denied(Problem problem) implements Verdict {}
    }
}
