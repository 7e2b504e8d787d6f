/**
 * One run while it goes on: its views, the approvals it asks for on the terminal, Ctrl-C. Start at
 * {@link dev.switchboard.cli.live.WatchedRun}.
 */
@NullMarked
package dev.switchboard.cli.live;

import org.jspecify.annotations.NullMarked;
