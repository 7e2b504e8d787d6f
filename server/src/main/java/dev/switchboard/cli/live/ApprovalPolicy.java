package dev.switchboard.cli.live;

/** What a command does with the approvals that its run asks for. */
public enum ApprovalPolicy {
    /** Asks the person at this terminal. */
    ASK,
    /** Leaves the run waiting, and says so with an exit code of its own. */
    LEAVE,
    /** Approves each, for the scripted run of the demo. */
    APPROVE
}
