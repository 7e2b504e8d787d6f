package dev.switchboard.doors.gateway;

import dev.switchboard.time.Time;
import dev.switchboard.wire.gateway.ConnectParams;
import dev.switchboard.wire.gateway.DeviceText;
import dev.switchboard.wire.gateway.GatewayJson;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** A device's keys. */
final class Keys {
    private static final int RAW = 32;

    private final KeyPair pair;
    private final byte[] raw;

    Keys() {
        try {
            pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        byte[] encoded = pair.getPublic().getEncoded();
        raw = Arrays.copyOfRange(encoded, encoded.length - RAW, encoded.length);
    }

    String id() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(raw));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The parameters with a proof of this form: {@code v1}, {@code v2} or {@code v3}. */
    ObjectNode signed(ObjectNode params, String nonce, Time time, String form) {
        return signed(params, form.equals("v1") ? null : nonce, time.now().toEpochMilli(), form, id());
    }

    /** The parameters with a proof that has a flaw. */
    ObjectNode flawed(ObjectNode params, String nonce, Time time, String flaw) {
        long now = time.now().toEpochMilli();
        long off = Duration.ofMinutes(10).plusSeconds(5).toMillis();
        ObjectNode signed = switch (flaw) {
            case "identity" -> signed(params, nonce, now, "v2", "0".repeat(64));
            case "expired" -> signed(params, nonce, now - off, "v2", id());
            case "early" -> signed(params, nonce, now + off, "v2", id());
            case "nonce" -> signed(params, "another", now, "v2", id());
            default -> signed(params, nonce, now, "v2", id());
        };
        ObjectNode device = (ObjectNode) signed.get("device");
        switch (flaw) {
            case "key" -> device.put("publicKey", "bm8ga2V5");
            case "signature" ->
                device.put("signature", device.get("signature").stringValue().substring(2) + "AA");
            case "text" -> signed.put("role", "operator").set("scopes", Peer.json("['operator.admin']"));
            default -> {}
        }
        return signed;
    }

    private ObjectNode signed(ObjectNode params, String nonce, long signedAt, String form, String id) {
        ObjectNode signed = params.deepCopy();
        ObjectNode device = signed.putObject("device")
                .put("id", id)
                .put("publicKey", Base64.getUrlEncoder().withoutPadding().encodeToString(raw))
                .put("signature", "-")
                .put("signedAt", signedAt);
        if (nonce != null) {
            device.put("nonce", nonce);
        }
        try {
            String text = DeviceText.valueOf(form.toUpperCase(Locale.ROOT))
                    .of(ConnectParams.read(GatewayJson.read(signed.toString())));
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            device.put("signature", Base64.getUrlEncoder().withoutPadding().encodeToString(signature.sign()));
        } catch (GeneralSecurityException | InvalidParamsException e) {
            throw new AssertionError(e);
        }
        return signed;
    }
}
