package dev.switchboard.app;

import dev.switchboard.doors.bridge.BridgeListener;
import dev.switchboard.telemetry.BridgeMetrics;

/** Hands what the bridge does to the metrics, which do not know it. */
record ObservedBridge(BridgeMetrics metrics) implements BridgeListener {
    @Override
    public void handed(int frames) {
        metrics.handed(frames);
    }

    @Override
    public void subscribed() {
        metrics.subscribed();
    }

    @Override
    public void refused() {
        metrics.refused();
    }

    @Override
    public void resync() {
        metrics.resync();
    }
}
