package dev.switchboard.agent.model;

/** A model's configuration cannot be used. The message is for people and holds no value of a secret or of an environment variable. */
public final class ModelConfigException extends Exception {
    public ModelConfigException(String message) {
        super(message);
    }
}
