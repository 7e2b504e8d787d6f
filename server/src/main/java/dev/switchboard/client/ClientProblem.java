package dev.switchboard.client;

import dev.switchboard.wire.runs.ErrorDocument;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Why a call to a server did not do what was asked. */
public sealed interface ClientProblem {

    /** Nothing answers there. */
    record Unreachable(URI server, String cause) implements ClientProblem {}

    /**
     * Something is there whose certificate is not accepted.
     *
     * @param unknownIssuer whether nobody who is trusted has issued it
     */
    record NotTrusted(URI server, boolean unknownIssuer, String cause) implements ClientProblem {}

    /** Something is there and has not answered in time. */
    record NoAnswer(URI server, Duration waited) implements ClientProblem {}

    /** What answers there does not speak as a Switchboard server does. */
    record NotSwitchboard(URI server, String found) implements ClientProblem {}

    /**
     * The server said no.
     *
     * @param status of HTTP, 400 or more
     * @param retryAfter when to try again, as the server says
     */
    record Refused(
            int status, ErrorDocument error, @Nullable Duration retryAfter) implements ClientProblem {}

    /**
     * The lines of a run stopped coming, and trying again did not help.
     *
     * @param after the last line that was received
     */
    record StreamLost(String runId, long after, String cause) implements ClientProblem {}

    /** A WebSocket to the server was lost, and connecting again did not help. */
    record SocketLost(URI server, String cause) implements ClientProblem {}

    /** The lines of a run that have been received are not the ones the server has logged. */
    record Incomplete(String runId, String difference) implements ClientProblem {}
}
