package dev.switchboard.cli.terminal;

/**
 * Why a command did not do what was asked, for people and for programs.
 *
 * @param exit the exit code
 * @param code a stable word, in snake_case
 * @param what one sentence
 * @param why what is behind it; may be empty
 * @param next the exact command that helps; may be empty
 */
public record Failure(int exit, String code, String what, String why, String next) {

    /** Whether the same command may succeed later. */
    public boolean retryable() {
        return exit == ExitCode.TRY_AGAIN || exit == ExitCode.UNREACHABLE || exit == ExitCode.WAITING;
    }

    /** The same with another command that helps. */
    public Failure followedBy(String command) {
        return new Failure(exit, code, what, why, command);
    }

    /** One line of problem JSON (RFC 9457), with the exit code. */
    public String json() {
        return JsonText.object(json -> {
            json.writeStringProperty("type", "about:blank")
                    .writeStringProperty("title", what)
                    .writeStringProperty("detail", why.isEmpty() ? what : what + ": " + why)
                    .writeStringProperty("code", code)
                    .writeBooleanProperty("retryable", retryable());
            if (!next.isEmpty()) {
                json.writeStringProperty("next", next);
            }
            json.writeNumberProperty("exit", exit);
        });
    }
}
