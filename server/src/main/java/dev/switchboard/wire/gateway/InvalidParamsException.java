package dev.switchboard.wire.gateway;

/** Parameters do not have the form that their method takes. The message lists what is wrong and repeats no values. */
public final class InvalidParamsException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidParamsException(String message) {
        super(message, null, false, false);
    }

    public String what() {
        return String.valueOf(getMessage());
    }
}
