package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;

/** Shows nothing but the agent's last message, when the run has ended. */
public final class FinalView implements RunView {
    private final Screen screen;
    private final Messages messages = new Messages();

    public FinalView(Screen screen) {
        this.screen = screen;
    }

    @Override
    public boolean wantsDeltas() {
        return false;
    }

    @Override
    public void line(StreamLine line, RunLine says) {
        messages.hear(says);
    }

    @Override
    public void ended(RunStream.End end) {
        if (!messages.last().isEmpty()) {
            screen.data(messages.last());
        }
    }

    @Override
    public void waiting(ApprovalDocument approval, Failure failure) {
        // What has been said so far is no final message.
    }

    @Override
    public void failed(Failure failure) {
        // Likewise.
    }
}
