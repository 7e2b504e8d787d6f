/**
 * The runs protocol (document 003, <i>Kimi HTTP API</i>) and what the product adds to it under {@code /api/v1}: background runs, replay,
 * approvals, steering. Start at {@link dev.switchboard.doors.runs.RunsDoor}.
 */
@NullMarked
package dev.switchboard.doors.runs;

import org.jspecify.annotations.NullMarked;
