package dev.switchboard.cli;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts a server in this process. */
public interface ServerStarter {

    /**
     * Starts, and returns when every address listens.
     *
     * @throws StartFailure when it cannot; with the code {@link StartFailure#PORTS} when no port could be had
     */
    Running start(Options options);

    /**
     * What was asked for by flags; what is absent comes from the environment, the file or the defaults.
     *
     * @param ports named by flag: each of them must be free; empty for the default ports, of which those that are taken are left out
     * @param demo the built-in scripted model
     * @param insecure no token, although others than this machine can reach the server
     */
    record Options(
            @Nullable String host,
            List<Integer> ports,
            @Nullable Path data,
            @Nullable Path config,
            boolean demo,
            boolean insecure) {
        public Options {
            ports = List.copyOf(ports);
        }
    }

    /** A server that serves. */
    interface Running {

        /** Where it listens, the first one being where clients look. */
        List<URI> addresses();

        /** Default ports that others hold. */
        List<Integer> taken();

        /** Whether a run could get a model. Reads the configuration of models. */
        boolean hasModel();

        /** Lets runs end, tells readers and stops; at most 30 seconds. May be called from any thread, and again. */
        void stop();

        /** Waits until it has stopped. */
        void join() throws InterruptedException;
    }
}
