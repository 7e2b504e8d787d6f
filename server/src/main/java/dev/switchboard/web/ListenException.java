package dev.switchboard.web;

/** The server cannot listen as it was told to. The message is one line for whoever started it, and says what to do. */
public final class ListenException extends Exception {
    ListenException(String message) {
        super(message);
    }

    ListenException(String message, Throwable cause) {
        super(message, cause);
    }
}
