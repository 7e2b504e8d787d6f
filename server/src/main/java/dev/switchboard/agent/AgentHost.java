package dev.switchboard.agent;

import dev.switchboard.agent.tool.Plan;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an agent needs of whoever runs it. Tool calls of one step use it from several threads at once. What is logged is durable when
 * the call returns. Only {@link #approve} is interruptible: every other method does its work whether or not the calling thread is interrupted,
 * and leaves the flag as it was.
 */
public interface AgentHost {

    /**
     * Logs events and memories in one transaction, in this order. Items that end with these events are closed with the commit.
     *
     * @param ended items whose end these events are; they are closed whether or not there is an event for them
     */
    void log(List<AgentEvent> events, List<Memory> memories, List<OpenItem> ended);

    /** Opens an item that readers can watch while it grows. */
    OpenItem open(String itemId, ItemKind kind);

    /**
     * Asks somebody to approve a call and waits for the answer, which is durable when this returns. The same call is asked about once:
     * after a restart this picks up the question, or its answer, where it stood. An action that is already approved for the session
     * is answered at once.
     *
     * @param callId of the tool call
     * @param sender the tool's name
     * @throws InterruptedException when the run is cancelled meanwhile
     */
    Decision approve(String callId, String sender, Plan.Approval approval) throws InterruptedException;

    /**
     * Takes the messages that were sent to the running agent since the last time, oldest first, and logs them (as {@code Steered} and
     * {@code UserSaid}) in the same transaction. Usually empty.
     */
    List<String> takeSteering();

    /** Whether {@link #takeSteering} would return something. */
    boolean steeringWaits();

    /** A new unique id, for items and calls. */
    String newId();

    /**
     * The answer to an approval.
     *
     * @param feedback why, for the model; absent or not blank
     */
    record Decision(boolean approved, @Nullable String feedback) {}
}
