package dev.switchboard.storage.memory;

import dev.switchboard.runs.record.RunStoreContract;
import dev.switchboard.testing.TestStorage;

class MemoryRunStoreTest extends RunStoreContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
