package dev.switchboard.storage.memory;

import dev.switchboard.devices.DeviceStoreContract;
import dev.switchboard.testing.TestStorage;

class MemoryDeviceStoreTest extends DeviceStoreContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
