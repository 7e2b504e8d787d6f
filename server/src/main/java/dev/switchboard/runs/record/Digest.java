package dev.switchboard.runs.record;

/**
 * A chain of hashes over the events of a run: h(0) is 32 zero bytes and h(n) = SHA-256(h(n−1) ‖ UTF-8 of seq LF type LF payload LF).
 *
 * @param events how many events are in it; the terminal event is not
 * @param sha256 h(events), in lower-case hex
 */
public record Digest(long events, String sha256) {}
