package dev.switchboard.client;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The chained hash over the lines of a run, as the server computes it over what it has logged. One thread at a time. */
final class DigestChain {
    private final MessageDigest sha256;
    private byte[] hash = new byte[32];
    private long events;

    DigestChain() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    void add(StreamLine line) {
        sha256.update(hash);
        sha256.update((line.seq() + "\n" + line.type() + "\n").getBytes(StandardCharsets.UTF_8));
        sha256.update(line.text(), line.payloadFrom(), line.payloadLength());
        sha256.update((byte) '\n');
        hash = sha256.digest();
        events++;
    }

    long events() {
        return events;
    }

    String hex() {
        return HexFormat.of().formatHex(hash);
    }
}
