package dev.switchboard.journal;

/** The name of a stream, such as {@code run/7c6…}: a kind and an id. */
public record StreamId(String kind, String id) {
    public StreamId {
        if (kind.isEmpty() || kind.indexOf('/') >= 0 || id.isEmpty()) {
            throw new IllegalArgumentException("stream: \"" + kind + "/" + id + "\" (expected: <kind>/<id>)");
        }
    }

    @Override
    public String toString() {
        return kind + "/" + id;
    }
}
