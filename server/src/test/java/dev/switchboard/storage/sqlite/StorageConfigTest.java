package dev.switchboard.storage.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class StorageConfigTest {
    @Test
    void aBoundOutOfItsRangeIsNamedWithItsValueAndWhatIsExpected() {
        assertThatThrownBy(() -> StorageConfig.defaults().withQueueBlocks(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("storage.queue-blocks: 0 (expected: 1 to 1073741824)");
        assertThatThrownBy(() -> StorageConfig.defaults().withFileBytes(4_096))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("storage.file-bytes: 4096 (expected: 0 or at least 1048576)");
    }

    @Test
    void thereAreTwiceAsManyReadersAsProcessorsUnlessANumberIsGiven() {
        assertThat(StorageConfig.defaults().readers())
                .isEqualTo(2 * Runtime.getRuntime().availableProcessors());
        assertThat(new StorageConfig(1, 1, 1, 1, 3, 1, 1, 1, 1, 0).readers()).isEqualTo(3);
    }
}
