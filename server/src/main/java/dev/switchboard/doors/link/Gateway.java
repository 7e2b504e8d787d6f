package dev.switchboard.doors.link;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One gateway. Any virtual thread may call; methods block until they are answered or their time is over. */
public interface Gateway {

    /**
     * Makes sure that the gateway can be reached and lets us in.
     *
     * @throws GatewayException when it cannot or does not
     */
    void connect(Duration timeout) throws GatewayException, InterruptedException;

    /**
     * Calls a method of the gateway protocol.
     *
     * @param params a session key in them is written in its canonical spelling by the callee
     * @throws GatewayException when it cannot be reached, does not answer in time or says no
     */
    ObjectNode call(String method, ObjectNode params, Duration timeout) throws GatewayException, InterruptedException;

    /**
     * Reads what happens in a session from now on, or from a position on. The gateway's own subscription is made for the first reader of a
     * session and given up with the last one. Blocks until the gateway has been asked.
     *
     * @param sessionKey in any spelling
     * @param since the highest cursor that the reader has processed; absent for what comes from now on
     * @param onNews called when there is something after an empty {@link SessionReader#poll}; short, and must not block
     */
    SessionReader read(String sessionKey, @Nullable Long since, Runnable onNews)
            throws GatewayException, InterruptedException;

    /** The spelling of a session key that this gateway uses itself. */
    String canonical(String sessionKey);
}
