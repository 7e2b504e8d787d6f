/**
 * The command line: {@code switchboard …}. Start at {@link dev.switchboard.cli.Cli}; what it needs of the rest of the program are the
 * interfaces {@link dev.switchboard.cli.Program}, {@link dev.switchboard.cli.ServerStarter} and {@link dev.switchboard.cli.Settings}.
 */
@NullMarked
package dev.switchboard.cli;

import org.jspecify.annotations.NullMarked;
