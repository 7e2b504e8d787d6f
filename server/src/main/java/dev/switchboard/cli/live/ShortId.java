package dev.switchboard.cli.live;

/** Ids as people read and type them. */
public final class ShortId {
    private static final int LENGTH = 8;

    private ShortId() {}

    /** The beginning of an id; commands take it for the whole as long as it is unique. */
    public static String of(String whole) {
        return whole.length() > LENGTH ? whole.substring(0, LENGTH) : whole;
    }
}
