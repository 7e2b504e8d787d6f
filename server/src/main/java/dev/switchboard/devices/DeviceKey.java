package dev.switchboard.devices;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/** The public Ed25519 key of a device. */
public final class DeviceKey {
    private static final int RAW_BYTES = 32;
    private static final int TEXT_MAX = 1000;
    private static final HexFormat HEX = HexFormat.of();

    /** What stands before the raw key in its X.509 encoding. */
    private static final byte[] X509_HEAD = HEX.parseHex("302a300506032b6570032100");

    private final byte[] raw;
    private final PublicKey key;

    private DeviceKey(byte[] raw, PublicKey key) {
        this.raw = raw;
        this.key = key;
    }

    /** Reads the raw 32 bytes in base64url or base64, or the X.509 encoding as PEM; empty when it is neither. */
    public static Optional<DeviceKey> read(String text) {
        if (text.length() > TEXT_MAX) {
            return Optional.empty();
        }
        try {
            byte[] bytes = text.startsWith("-----BEGIN PUBLIC KEY-----")
                    ? rawOf(Base64.getMimeDecoder().decode(text.replaceAll("-----[A-Z ]+-----", "")))
                    : base64(text);
            if (bytes.length != RAW_BYTES) {
                return Optional.empty();
            }
            byte[] encoded = Arrays.copyOf(X509_HEAD, X509_HEAD.length + RAW_BYTES);
            System.arraycopy(bytes, 0, encoded, X509_HEAD.length, RAW_BYTES);
            PublicKey key = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
            return Optional.of(new DeviceKey(bytes, key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The device's id: the hash of its key, in lower-case hexadecimal digits. */
    public String id() {
        return sha256(raw);
    }

    /** The raw key in base64url. */
    public String text() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(raw);
    }

    /**
     * Whether the device signed this text.
     *
     * @param signature in base64url or base64
     */
    public boolean signed(String text, String signature) {
        try {
            Signature check = Signature.getInstance("Ed25519");
            check.initVerify(key);
            check.update(text.getBytes(StandardCharsets.UTF_8));
            return check.verify(base64(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    /** The hash of something, in lower-case hexadecimal digits. */
    static String sha256(byte[] bytes) {
        try {
            return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] rawOf(byte[] encoded) {
        boolean known = encoded.length == X509_HEAD.length + RAW_BYTES
                && Arrays.equals(encoded, 0, X509_HEAD.length, X509_HEAD, 0, X509_HEAD.length);
        return known ? Arrays.copyOfRange(encoded, X509_HEAD.length, encoded.length) : new byte[0];
    }

    private static byte[] base64(String text) {
        return Base64.getUrlDecoder().decode(text.replace('+', '-').replace('/', '_'));
    }
}
