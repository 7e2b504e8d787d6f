package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;

/** Hands on the server's own lines, as they are. What comes last is {@code turn.completed}, or an {@code error} of ours. */
public final class LinesView implements RunView {
    private final Screen screen;
    private final String runId;
    private final boolean deltas;

    public LinesView(Screen screen, String runId, boolean deltas) {
        this.screen = screen;
        this.runId = runId;
        this.deltas = deltas;
    }

    @Override
    public boolean wantsDeltas() {
        return deltas;
    }

    @Override
    public void line(StreamLine line, RunLine says) {
        screen.data(line.text());
    }

    @Override
    public void ended(RunStream.End end) {
        // The last line has said so.
    }

    @Override
    public void waiting(ApprovalDocument approval, Failure failure) {
        failed(failure);
    }

    @Override
    public void failed(Failure failure) {
        screen.data(JsonText.object(json -> {
            json.writeStringProperty("run_id", runId)
                    .writeStringProperty("type", "error")
                    .writeStringProperty("code", failure.code())
                    .writeStringProperty("detail", failure.what())
                    .writeBooleanProperty("retryable", failure.retryable());
            if (!failure.next().isEmpty()) {
                json.writeStringProperty("next", failure.next());
            }
        }));
    }
}
