package dev.switchboard.cli;

import dev.switchboard.config.Setting;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The configuration and where each value comes from. Secrets are shown as three stars. */
public interface Settings {

    /** Every key, in the order of the documentation. */
    List<Setting> all();

    /** The key that was probably meant by one that does not exist. */
    Optional<String> nearest(String key);

    /** Where a server keeps what it knows. */
    Path dataDir();

    /** The ports on which a server listens. */
    List<Integer> ports();
}
