package dev.switchboard.storage.sqlite;

import dev.switchboard.chat.record.ChatStoreContract;
import dev.switchboard.testing.TestStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteChatStoreTest extends ChatStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected TestStorage open() {
        return TestStorage.sqlite(directory, time);
    }
}
