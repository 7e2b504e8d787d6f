package dev.switchboard.doors.gateway;

import dev.switchboard.chat.Chats;
import dev.switchboard.config.Secret;
import dev.switchboard.doors.gateway.methods.Methods;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.principal.Principal;
import org.jspecify.annotations.Nullable;

/** Our own gateway for doors in this process. Any thread may ask. */
public final class OwnGateways {
    private final Methods methods;
    private final Chats chats;
    private final Credentials credentials;

    OwnGateways(Methods methods, Chats chats, Credentials credentials) {
        this.methods = methods;
        this.chats = chats;
        this.credentials = credentials;
    }

    /**
     * The gateway as somebody sees it. Whoever shows a token or a password must show the right one; who shows none was let in by the door.
     *
     * @param caller for whom it acts
     */
    public Gateway at(@Nullable Secret token, @Nullable Secret password, Principal caller) {
        return new OwnGateway(methods, chats, caller, refusal(token, password));
    }

    /** Why the credentials are refused; null when they are not. */
    private @Nullable String refusal(@Nullable Secret token, @Nullable Secret password) {
        String shownToken = token == null ? "" : token.reveal();
        String shownPassword = password == null ? "" : password.reveal();
        if (credentials.none() || (shownToken.isEmpty() && shownPassword.isEmpty())) {
            return null;
        }
        if (!shownToken.isEmpty() && credentials.knowsToken(shownToken)) {
            return null;
        }
        if (!shownPassword.isEmpty() && credentials.knowsPassword(shownPassword)) {
            return null;
        }
        return !shownToken.isEmpty()
                ? "unauthorized: gateway token mismatch (provide gateway auth token)"
                : "unauthorized: gateway password mismatch (enter the gateway password)";
    }
}
