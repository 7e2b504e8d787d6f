package dev.switchboard.runs;

import dev.switchboard.journal.Entry;
import dev.switchboard.runs.record.Digest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The digest of a run's events so far; see {@link Digest}. Immutable. */
record DigestChain(long events, byte[] hash) {
    static final DigestChain EMPTY = new DigestChain(0, new byte[32]);

    DigestChain with(Entry entry) {
        MessageDigest sha = sha256();
        sha.update(hash);
        sha.update((entry.seq() + "\n" + entry.type() + "\n").getBytes(StandardCharsets.UTF_8));
        sha.update(entry.payload().getBytes(StandardCharsets.UTF_8));
        sha.update((byte) '\n');
        return new DigestChain(events + 1, sha.digest());
    }

    Digest digest() {
        return new Digest(events, HexFormat.of().formatHex(hash));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
