package dev.switchboard.doors.json;

import java.nio.file.Path;
import java.util.Optional;

/** Where people live on this machine, for paths that begin with {@code ~}. */
@FunctionalInterface
public interface Homes {

    /**
     * The home directory of a user.
     *
     * @param user empty for whoever runs this server
     */
    Optional<Path> of(String user);
}
