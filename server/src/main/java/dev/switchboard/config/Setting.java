package dev.switchboard.config;

import java.util.List;

/**
 * A key with the value it has, and why.
 *
 * @param name the key, with the names that the user chose
 * @param said what each source says, the winner first; empty when a key without a default is not set
 */
public record Setting(String name, Key key, List<Said> said) {

    /** What one source says, at most 100 characters of it, masked when it is secret. */
    public record Said(Origin origin, String text) {}

    public Setting {
        said = List.copyOf(said);
    }
}
