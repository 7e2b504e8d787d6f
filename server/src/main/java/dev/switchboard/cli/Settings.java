package dev.switchboard.cli;

import java.nio.file.Path;
import java.util.List;

/** The configuration and where each value comes from. Secrets are shown as three stars. */
public interface Settings {

    /** Every key, in the order of the documentation. */
    List<Setting> all();

    /** The file that is read, whether it exists or not. */
    Path file();

    /** Where a server keeps what it knows. */
    Path dataDir();

    /** The ports on which a server listens. */
    List<Integer> ports();

    /**
     * One key.
     *
     * @param variable the environment variable of the same meaning
     * @param source what gave the value: {@code default}, or a flag, a variable or a file by name
     */
    record Setting(String key, String value, String source, String standard, String variable, String meaning) {}
}
