package dev.switchboard.time;

/** Where identity and chance come from. Any thread may use it. */
public interface Ids {

    /** A new version-4 UUID in its usual form. */
    String uuid();

    /** Unpredictable text of 32 URL-safe characters (192 bits), for tokens and one-time links. */
    String token();

    /** A number in [0, 1), for jitter; not for secrets. */
    double fraction();
}
