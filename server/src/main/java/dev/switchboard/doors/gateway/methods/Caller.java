package dev.switchboard.doors.gateway.methods;

import dev.switchboard.doors.gateway.render.View;
import dev.switchboard.principal.Principal;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who calls methods.
 *
 * @param role {@code operator} or {@code node}
 * @param subscriptions takes the sessions that a node wants to hear of
 */
public record Caller(Principal principal, View view, String role, Set<String> scopes, Subscriptions subscriptions) {
    public Caller {
        scopes = Set.copyOf(scopes);
    }

    /** A door in this process, which has let its own callers in. */
    public static Caller inProcess(Principal principal) {
        Consumer<String> nobody = key -> {};
        return new Caller(
                principal, View.LINK, Access.OPERATOR, Set.of(Access.ADMIN_SCOPE), new Subscriptions(nobody, nobody));
    }

    /**
     * What a node does with its subscriptions; both take canonical keys.
     *
     * @param add hears of one more
     * @param remove hears of one less
     */
    public record Subscriptions(Consumer<String> add, Consumer<String> remove) {}
}
