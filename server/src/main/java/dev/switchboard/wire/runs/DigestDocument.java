package dev.switchboard.wire.runs;

import org.jspecify.annotations.Nullable;

/**
 * Proves that a reader has missed nothing.
 *
 * @param events how many events came before the terminal one
 * @param sha256 the chained hash over them, in hexadecimal
 */
public record DigestDocument(long events, String sha256) {

    static @Nullable DigestDocument read(@Nullable JsonMembers members) {
        if (members == null) {
            return null;
        }
        long events = 0;
        String sha256 = "";
        while (members.next()) {
            switch (members.name()) {
                case "events" -> events = members.number();
                case "sha256" -> sha256 = members.text();
                default -> {}
            }
        }
        return new DigestDocument(events, sha256);
    }
}
