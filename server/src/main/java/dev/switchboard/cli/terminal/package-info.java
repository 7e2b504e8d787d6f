/**
 * What a command says and hears: data on standard output, notes on standard error, colours, tables, times, two languages, failures. Start
 * at {@link dev.switchboard.cli.terminal.Surroundings} and {@link dev.switchboard.cli.terminal.Screen}.
 */
@NullMarked
package dev.switchboard.cli.terminal;

import org.jspecify.annotations.NullMarked;
