package dev.switchboard.agent;

/** An agent could not be prepared. The message is shown to the caller and holds no secret. */
public final class PreparationException extends Exception {
    public PreparationException(String message) {
        super(message);
    }
}
