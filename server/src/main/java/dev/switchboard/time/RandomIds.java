package dev.switchboard.time;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** Real randomness. */
public final class RandomIds implements Ids {
    @Override
    public String uuid() {
        return UUID.randomUUID().toString();
    }

    @Override
    public String token() {
        byte[] bytes = new byte[24];
        Secure.RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public double fraction() {
        return ThreadLocalRandom.current().nextDouble();
    }

    /** Loaded with the first token: finding a source of randomness costs more than a short command. */
    private static final class Secure {
        private static final SecureRandom RANDOM = new SecureRandom();
    }
}
