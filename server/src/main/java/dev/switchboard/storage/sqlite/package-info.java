/**
 * Everything that must survive, in one SQLite file. Start at {@link dev.switchboard.storage.sqlite.SqliteStorage}; one thread writes
 * ({@code Writer}), a few read ({@code Readers}), and none of them is virtual.
 */
@NullMarked
package dev.switchboard.storage.sqlite;

import org.jspecify.annotations.NullMarked;
