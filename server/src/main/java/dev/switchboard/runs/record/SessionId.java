package dev.switchboard.runs.record;

/** Names a session: one conversation that runs continue one after the other. */
public record SessionId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
