package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** Who this installation is, for gateways that want to know: an Ed25519 key pair. It prints as its id, which is no secret. */
final class DeviceIdentity {
    private static final String ALGORITHM = "Ed25519";
    private static final int RAW_KEY = 32;
    private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();

    private final byte[] rawPublicKey;
    private final PrivateKey privateKey;

    private DeviceIdentity(byte[] rawPublicKey, PrivateKey privateKey) {
        this.rawPublicKey = rawPublicKey;
        this.privateKey = privateKey;
    }

    static DeviceIdentity generate() {
        try {
            var pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - RAW_KEY, encoded.length);
            return new DeviceIdentity(raw, pair.getPrivate());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has Ed25519", e);
        }
    }

    /**
     * An identity that was kept.
     *
     * @throws GeneralSecurityException when it is none, or its halves do not belong together
     */
    static DeviceIdentity of(String publicKey, Secret privateKey) throws GeneralSecurityException {
        try {
            byte[] raw = Base64.getUrlDecoder().decode(publicKey);
            byte[] encoded = Base64.getDecoder().decode(privateKey.reveal());
            PrivateKey key = KeyFactory.getInstance(ALGORITHM).generatePrivate(new PKCS8EncodedKeySpec(encoded));
            if (raw.length == RAW_KEY) {
                return new DeviceIdentity(raw, key);
            }
        } catch (IllegalArgumentException e) {
            // Answered below.
        }
        throw new GeneralSecurityException("no key pair");
    }

    /** The lower-case hexadecimal SHA-256 of the raw public key. */
    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(rawPublicKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /** The raw key in Base64 for URLs. */
    String publicKey() {
        return URL.encodeToString(rawPublicKey);
    }

    /** What {@link #of} takes. */
    Secret privateKey() {
        return new Secret(Base64.getEncoder().encodeToString(privateKey.getEncoded()));
    }

    /** A signature over the text, in Base64 for URLs. */
    String sign(String text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(privateKey);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return URL.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key cannot sign", e);
        }
    }

    @Override
    public String toString() {
        return id();
    }
}
