package dev.switchboard.app;

import dev.switchboard.storage.sqlite.StorageListener;
import dev.switchboard.telemetry.StorageMetrics;

/** Hands what the writer does to the metrics, which do not know the storage. */
record ObservedStorage(StorageMetrics metrics) implements StorageListener {
    @Override
    public void committed(Batch batch) {
        metrics.committed(batch.blocks(), batch.events(), batch.commit());
    }

    @Override
    public void failed(Batch batch) {
        metrics.failed();
    }
}
