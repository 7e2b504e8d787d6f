package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;

/** Shows a run. Called by the thread that follows it: lines, then at most one of {@code ended}, {@code waiting} and {@code failed}. */
public interface RunView {

    /** Whether fragments of what is still being said are of use. */
    boolean wantsDeltas();

    void line(StreamLine line, RunLine says);

    void ended(RunStream.End end);

    /** Nobody here may answer the approval, and the command leaves the run waiting. */
    void waiting(ApprovalDocument approval, Failure failure);

    /** The lines have stopped before the run's end. */
    void failed(Failure failure);
}
