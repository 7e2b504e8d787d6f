package dev.switchboard.doors.link;

import dev.switchboard.config.Secret;
import dev.switchboard.principal.Principal;
import org.jspecify.annotations.Nullable;

/** Finds gateways. Any thread may call. */
public interface Gateways {

    /**
     * The gateway at an address; connections to the same address with the same credentials are shared. Nothing is connected yet.
     *
     * @param url {@code ws://} or {@code wss://}; absent for the default one. An address that is one of our own listeners is served in this
     *     process
     * @param caller who asks; our own gateway acts for them
     * @throws dev.switchboard.problem.ProblemException {@code InvalidRequest} for an address that is malformed, {@code Forbidden} for one that
     *     is neither loopback nor configured
     */
    Gateway at(@Nullable String url, @Nullable Secret token, @Nullable Secret password, Principal caller);
}
