package dev.switchboard.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The program around the commands. Nothing is loaded before it is asked for, so that a short command stays short. */
public interface Program {

    String version();

    ServerStarter server();

    /**
     * The configuration as a server would see it.
     *
     * @param file named by a flag; absent for the person's own
     * @throws StartFailure when it cannot be read or holds what cannot be
     */
    Settings settings(@Nullable Path file);

    /**
     * The file that is read, whether it exists or not; absent when there is no place for one.
     *
     * @param named by a flag; absent for the person's own
     */
    @Nullable
    Path configFile(@Nullable Path named);

    /** What can be configured. */
    Class<? extends Record> configuration();
}
