package dev.switchboard.storage.sqlite;

import dev.switchboard.devices.DeviceStoreContract;
import dev.switchboard.testing.TestStorage;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteDeviceStoreTest extends DeviceStoreContract {
    @TempDir
    private Path directory;

    @Override
    protected TestStorage open() {
        return TestStorage.sqlite(directory, time);
    }
}
