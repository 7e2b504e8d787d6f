package dev.switchboard.storage.sqlite;

import dev.switchboard.signals.FollowContract;
import dev.switchboard.testing.TestStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteFollowTest extends FollowContract {
    @TempDir
    private Path directory;

    @Override
    protected TestStorage open() {
        return TestStorage.sqlite(directory, time);
    }
}
