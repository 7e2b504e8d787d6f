package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the identity of this device and the tokens that gateways gave it, in one file of the data directory that only its owner may read. It is
 * made when a gateway first asks for a device. Any thread may call; every change is on the disk when the call returns. An interrupt
 * does not cut it short.
 */
final class DeviceFile {
    private static final Logger LOG = LoggerFactory.getLogger(DeviceFile.class);
    private static final String NAME = "gateway-device.json";
    private static final int MAX_TOKENS = 100;

    private final Path file;

    // Guarded by this.
    private @Nullable DeviceIdentity identity;
    private ObjectNode tokens = Incoming.JSON.createObjectNode();

    DeviceFile(Path data) {
        this.file = data.resolve(NAME);
    }

    /**
     * Who we are; made and kept at the first call.
     *
     * @throws UncheckedIOException when it can be neither read nor kept
     */
    synchronized DeviceIdentity identity() {
        load();
        DeviceIdentity known = identity;
        if (known == null) {
            known = DeviceIdentity.generate();
            identity = known;
            store();
            LOG.info("this device is {} for gateways", known);
        }
        return known;
    }

    /** What a gateway gave this device instead of a password, if it did and anything is kept at all. */
    synchronized Optional<Secret> token(ConnectionKey key) {
        load();
        String token = tokens.path(name(key)).asString("");
        return token.isEmpty() ? Optional.empty() : Optional.of(new Secret(token));
    }

    /** Keeps what a gateway gave. The oldest goes when there are too many. */
    synchronized void keep(ConnectionKey key, Secret token) {
        load();
        String name = name(key);
        if (token.reveal().equals(tokens.path(name).asString(""))) {
            return;
        }
        tokens.remove(name);
        tokens.put(name, token.reveal());
        if (tokens.size() > MAX_TOKENS) {
            tokens.remove(tokens.propertyNames().iterator().next());
        }
        store();
    }

    /** Forgets a token that is not taken any more. */
    synchronized void forget(ConnectionKey key) {
        if (tokens.remove(name(key)) != null) {
            store();
        }
    }

    private void load() {
        if (identity != null || !Files.exists(file)) {
            return;
        }
        try {
            JsonNode kept = Incoming.JSON.readTree(file.toFile());
            identity = DeviceIdentity.of(
                    kept.path("publicKey").asString(""),
                    new Secret(kept.path("privateKey").asString("")));
            if (kept.path("tokens") instanceof ObjectNode known) {
                tokens = known;
            }
        } catch (JacksonException | GeneralSecurityException e) {
            LOG.error("{} holds no identity (expected: as it was written; remove it to get a new one)", file);
            throw new UncheckedIOException(new IOException("the device's identity cannot be read"));
        }
    }

    private void store() {
        DeviceIdentity known = identity;
        if (known == null) {
            return; // A token is given to a device only.
        }
        ObjectNode kept = Incoming.JSON.createObjectNode().put("publicKey", known.publicKey());
        kept.put("privateKey", known.privateKey().reveal());
        kept.set("tokens", tokens);
        try {
            Path fresh = Files.createTempFile(file.getParent(), NAME, ".new", ownerOnly());
            try (FileOutputStream out = new FileOutputStream(fresh.toFile())) {
                out.write(kept.toString().getBytes(StandardCharsets.UTF_8));
                out.getFD().sync();
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            LOG.error("the device's identity cannot be kept in {}", file, e);
            throw new UncheckedIOException(new IOException("the device's identity cannot be kept"));
        }
    }

    private FileAttribute<?>[] ownerOnly() throws IOException {
        boolean posix = Files.getFileStore(file.getParent()).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    /** Addresses may hold secrets, so that their hash stands for them. */
    private static String name(ConnectionKey key) {
        try {
            String text = key.access() + " " + key.address().uri();
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
