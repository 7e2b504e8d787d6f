package dev.switchboard.storage.sqlite;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/** Brings the tables to the form that this program knows, before anybody uses them. */
final class Schema {
    /** The number of the last migration. */
    static final int VERSION = 1;

    /** Says in the file's header whose file it is: "Swbd". */
    static final int APPLICATION_ID = 0x53776264;

    private Schema() {}

    /** Opens the connection that writes, after the migrations that the file lacks. */
    static Database open(Path file, StorageConfig config) {
        Database found = Database.writer(file, config);
        // The version stands in the file's header too: a start that finds the right one need not load the migrations.
        int version = found.first("PRAGMA user_version", Row::integer).orElse(0);
        if (version == VERSION) {
            return found;
        }
        found.close();
        if (version > VERSION) {
            throw new DataDirectoryException(
                    "data was written by a newer version of this program: " + file + " has schema " + version
                            + " (expected: at most " + VERSION + ")",
                    null);
        }
        migrate(file);
        Database migrated = Database.writer(file, config);
        migrated.update("PRAGMA application_id = " + APPLICATION_ID);
        migrated.update("PRAGMA user_version = " + VERSION);
        return migrated;
    }

    private static void migrate(Path file) {
        try {
            Flyway.configure()
                    .dataSource("jdbc:sqlite:" + file, null, null)
                    .loggers("slf4j")
                    .locations("classpath:dev/switchboard/storage/sqlite/migration")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DataDirectoryException(
                    "data cannot be brought to schema " + VERSION + ": " + file + " (" + e.getErrorCode() + ")", e);
        }
    }
}
