package dev.switchboard.doors.gateway;

import dev.switchboard.config.Secret;
import org.jspecify.annotations.Nullable;

/**
 * What clients have to know.
 *
 * @param token of the gateway
 * @param operatorToken opens every door, this one too
 * @param password accepted in place of a token
 */
record Credentials(Secret token, Secret operatorToken, Secret password) {

    /** Whether nothing is demanded. */
    boolean none() {
        return !tokens() && password.isEmpty();
    }

    /** Whether a token is demanded; where only a password is, clients are told so. */
    boolean tokens() {
        return !token.isEmpty() || !operatorToken.isEmpty();
    }

    boolean knowsToken(@Nullable String candidate) {
        return candidate != null && (token.matches(candidate) || operatorToken.matches(candidate));
    }

    boolean knowsPassword(@Nullable String candidate) {
        return candidate != null && password.matches(candidate);
    }
}
