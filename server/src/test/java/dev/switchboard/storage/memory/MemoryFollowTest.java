package dev.switchboard.storage.memory;

import dev.switchboard.signals.FollowContract;
import dev.switchboard.testing.TestStorage;

class MemoryFollowTest extends FollowContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
