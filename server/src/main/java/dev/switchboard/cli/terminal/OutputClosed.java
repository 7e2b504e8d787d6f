package dev.switchboard.cli.terminal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Standard output takes nothing more: its reader has gone, or its disk is full. */
public final class OutputClosed extends RuntimeException {
    OutputClosed(IOException cause) {
        super(cause.getMessage(), cause, false, false);
    }

    /** Whether a reader left, as at the end of a pipe. A file has none, and its failures are errors. */
    public boolean readerLeft() {
        if (String.valueOf(getMessage()).contains("No space")) {
            return false;
        }
        try {
            return !Files.isRegularFile(Path.of("/proc/self/fd/1").toRealPath());
        } catch (IOException e) {
            return true;
        }
    }
}
