package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.runs.record.Run;
import java.io.File;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
    private static final StorageConfig CONFIG = StorageConfig.defaults();

    @TempDir
    private Path directory;

    @Test
    void theListNamesEveryMigrationInOrder() throws Exception {
        File first = new File(Schema.class
                .getResource("migration/" + Schema.MIGRATIONS.getFirst())
                .toURI());
        assertThat(first.getParentFile().list()).containsExactlyInAnyOrderElementsOf(Schema.MIGRATIONS);
        for (int i = 0; i < Schema.VERSION; i++) {
            assertThat(Schema.MIGRATIONS.get(i)).startsWith("V" + (i + 1) + "__");
        }
    }

    @Test
    void anEmptyFileGetsTheTablesThatFlywayWouldMake() throws Exception {
        Path ours = Files.createFile(directory.resolve("ours.db"));
        Path flyways = Files.createFile(directory.resolve("flyways.db"));
        Schema.open(ours, CONFIG).close();
        Schema.upgrade(flyways, 0, "classpath:dev/switchboard/storage/sqlite/migration");

        assertThat(tables(ours)).isNotEmpty().isEqualTo(tables(flyways));
        assertThat(number(ours, "PRAGMA user_version")).isEqualTo(Schema.VERSION);
        assertThat(number(ours, "PRAGMA application_id")).isEqualTo(Schema.APPLICATION_ID);
    }

    @Test
    void anUpgradeAppliesWhatTheFileLacksAndMayBeRepeated() throws Exception {
        Path file = Files.createFile(directory.resolve("test.db"));
        Schema.open(file, CONFIG).close();
        Path next = Files.createDirectory(directory.resolve("next"));
        Files.writeString(
                next.resolve("V" + (Schema.VERSION + 1) + "__later.sql"),
                "CREATE TABLE later (id TEXT NOT NULL PRIMARY KEY);");
        for (int i = 0; i < 2; i++) {
            Schema.upgrade(
                    file, Schema.VERSION, "classpath:dev/switchboard/storage/sqlite/migration", "filesystem:" + next);
        }

        assertThat(tables(file)).anyMatch(table -> table.contains("TABLE later"));
        assertThat(number(file, "SELECT COUNT(*) FROM flyway_schema_history WHERE success = 1"))
                .isEqualTo(2);
    }

    @Test
    void runsOfTheFirstSchemaAreKeptWithoutACost() throws Exception {
        Path file = Files.createFile(directory.resolve("test.db"));
        try (InputStream script = Schema.class.getResourceAsStream("migration/" + Schema.MIGRATIONS.getFirst());
                Database database = Database.writer(file, CONFIG)) {
            database.begin();
            database.script(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            database.update("PRAGMA user_version = 1");
            database.commit();
            database.update("INSERT INTO sessions VALUES ('s', 0)");
            database.update("INSERT INTO runs (id, session, command, work_dir, env, yolo, thinking, on_disconnect,"
                    + " metadata, origin_kind, origin_ref, status, model_name, created_at, steps, prompt_tokens,"
                    + " completion_tokens, cached_tokens, reasoning_tokens, approvals_pending) VALUES ('r', 's', 'c',"
                    + " '/', '{}', 0, 0, 'CONTINUE', '{}', 'http', '', 'FINISHED', 'm', 0, 1, 10, 20, 0, 0, 0)");
        }
        Schema.open(file, CONFIG).close();

        assertThat(number(file, "PRAGMA user_version")).isEqualTo(Schema.VERSION);
        try (Database database = Database.reader(file)) {
            Run kept = database.first(RunRow.SELECT, RunRow::read).orElseThrow();
            assertThat(kept.usage()).isEqualTo(new Usage(10, 20, 0, 0));
        }
    }

    @Test
    void dataOfANewerProgramIsRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("test.db"));
        Schema.open(file, CONFIG).close();
        try (Database database = Database.writer(file, CONFIG)) {
            database.update("PRAGMA user_version = 1000");
        }
        assertThatThrownBy(() -> Schema.open(file, CONFIG))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining(file + " has schema 1000 (expected: at most " + Schema.VERSION + ")");
    }

    @Test
    void dataOfAnotherProgramIsRefused() throws Exception {
        Path file = Files.createFile(directory.resolve("test.db"));
        try (Database database = Database.writer(file, CONFIG)) {
            database.update("CREATE TABLE recipes (id INTEGER PRIMARY KEY)");
        }
        assertThatThrownBy(() -> Schema.open(file, CONFIG))
                .isInstanceOf(DataDirectoryException.class)
                .hasMessageContaining("not of this program: " + file);
    }

    private static List<String> tables(Path file) {
        try (Database database = Database.reader(file)) {
            return database.list(
                    "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'flyway%' ORDER BY name",
                    Row::text);
        }
    }

    private static int number(Path file, String sql) {
        try (Database database = Database.reader(file)) {
            return database.first(sql, Row::integer).orElseThrow();
        }
    }
}
