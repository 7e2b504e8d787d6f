package dev.switchboard.storage.sqlite;

import dev.switchboard.runs.record.RunStoreContract;
import dev.switchboard.testing.TestStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteRunStoreTest extends RunStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected TestStorage open() {
        return TestStorage.sqlite(directory, time);
    }
}
