package dev.switchboard.storage.memory;

import dev.switchboard.chat.record.ChatStoreContract;
import dev.switchboard.testing.TestStorage;

class MemoryChatStoreTest extends ChatStoreContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
