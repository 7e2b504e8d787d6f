package dev.switchboard.storage.sqlite;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/**
 * Brings the tables to the form that this program knows, before anybody uses them. The version stands in the file's header. An empty file
 * gets all migrations in one transaction, and a file with the right version is left alone, so that only a start with new migrations on old
 * data pays for Flyway.
 */
final class Schema {
    private static final String FOLDER = "dev/switchboard/storage/sqlite/migration";

    /** The migrations, from version 1 on. */
    static final List<String> MIGRATIONS =
            List.of("V1__streams_leases_runs.sql", "V2__cost_of_runs.sql", "V3__chat.sql", "V4__devices.sql");

    static final int VERSION = MIGRATIONS.size();

    /** Says in the file's header whose file it is: "Swbd". */
    static final int APPLICATION_ID = 0x53776264;

    private Schema() {}

    /** Opens the connection that writes, after the migrations that the file lacks. */
    static Database open(Path file, StorageConfig config) {
        Database database = Database.writer(file, config);
        int version = number(database, "PRAGMA user_version");
        if (version == VERSION) {
            return database;
        }
        if (version == 0 && number(database, "SELECT COUNT(*) FROM sqlite_schema") == 0) {
            create(database);
            return database;
        }
        database.close();
        if (version == 0) {
            throw new DataDirectoryException("data is not of this program: " + file, null);
        }
        if (version > VERSION) {
            throw new DataDirectoryException(
                    "data was written by a newer version of this program: " + file + " has schema " + version
                            + " (expected: at most " + VERSION + ")",
                    null);
        }
        upgrade(file, version, "classpath:" + FOLDER);
        Database upgraded = Database.writer(file, config);
        upgraded.update("PRAGMA user_version = " + VERSION);
        return upgraded;
    }

    /** Applies the migrations after a version. */
    static void upgrade(Path file, int version, String... locations) {
        try {
            Flyway.configure()
                    .dataSource("jdbc:sqlite:" + file, null, null)
                    .loggers("slf4j")
                    .locations(locations)
                    // What an empty file got stands in no history yet.
                    .baselineOnMigrate(true)
                    .baselineVersion(Integer.toString(version))
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new DataDirectoryException(
                    "data cannot be brought from schema " + version + " to " + VERSION + ": " + file + " ("
                            + e.getErrorCode() + ")",
                    e);
        }
    }

    private static void create(Database database) {
        database.begin();
        for (String migration : MIGRATIONS) {
            database.script(text(migration));
        }
        database.update("PRAGMA application_id = " + APPLICATION_ID);
        database.update("PRAGMA user_version = " + VERSION);
        database.commit();
    }

    private static int number(Database database, String sql) {
        return database.first(sql, Row::integer).orElse(0);
    }

    private static String text(String migration) {
        try (InputStream script = Schema.class.getClassLoader().getResourceAsStream(FOLDER + "/" + migration)) {
            if (script == null) {
                throw new IllegalStateException("migration: " + migration + " (expected: a resource of this program)");
            }
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
