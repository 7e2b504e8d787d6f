package dev.switchboard.agent.tool;

/**
 * A process group that a tool leads, so that it can be ended as a whole, also by a later process of the server.
 *
 * @param pid of the leader, which is also the group's id
 * @param startTicks when the leader started, in clock ticks since boot ({@code /proc/<pid>/stat} field 22), so that a reused pid is not
 *     taken for it
 */
public record ProcessGroup(long pid, long startTicks) {}
