package dev.switchboard.storage.sqlite;

import org.jspecify.annotations.Nullable;

/** The data directory cannot be used. The message is one line for the operator and names the directory. */
public final class DataDirectoryException extends RuntimeException {
    DataDirectoryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
