package dev.switchboard.storage.sqlite;

import static dev.switchboard.testing.TextCodec.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.journal.Entry;
import dev.switchboard.journal.Journal.Extent;
import dev.switchboard.journal.JournalContract;
import dev.switchboard.testing.TestStorage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteJournalTest extends JournalContract {
    @TempDir
    private Path directory;

    @Override
    protected TestStorage open() {
        return TestStorage.sqlite(directory, time);
    }

    @Test
    void whatWasWrittenIsThereAfterAReopening() {
        List<Entry> written = IntStream.rangeClosed(1, 5)
                .mapToObj(i -> say(RUN, "event " + i))
                .toList();
        trim(2);
        reopen();

        assertThat(read(RUN)).isEqualTo(written.subList(2, 5));
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(3, 5));
        assertThat(say(RUN, "event 6").seq()).isEqualTo(6);
    }

    @Test
    void aStreamThatWasTrimmedEmptyGoesOnAfterAReopening() {
        IntStream.rangeClosed(1, 5).forEach(i -> say(RUN, "event " + i));
        trim(5);
        reopen();

        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(6, 5));
        assertThat(say(RUN, "event 6").seq()).isEqualTo(6);
    }

    @Test
    void whatIsNotCommittedIsNotSeen() throws Exception {
        CountDownLatch appended = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        var answer = storage.transactor().submit(tx -> {
            Entry entry = storage.journal().append(tx, RUN, TEXT, "a");
            appended.countDown();
            try {
                assertThat(release.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return entry;
        });
        assertThat(appended.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(read(RUN)).isEmpty();
        assertThat(storage.journal().extent(RUN)).isEqualTo(new Extent(1, 0));
        release.countDown();
        Entry entry = answer.get(10, TimeUnit.SECONDS);
        assertThat(read(RUN)).containsExactly(entry);
    }

    private void reopen() {
        storage.close();
        storage = open();
    }
}
