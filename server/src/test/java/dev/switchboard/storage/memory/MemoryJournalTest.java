package dev.switchboard.storage.memory;

import dev.switchboard.journal.JournalContract;
import dev.switchboard.testing.TestStorage;

class MemoryJournalTest extends JournalContract {
    @Override
    protected TestStorage open() {
        return TestStorage.memory(time);
    }
}
