package dev.switchboard.storage.memory;

import dev.switchboard.lease.LeasesContract;
import dev.switchboard.testing.TestStorage;

class MemoryLeasesTest extends LeasesContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
