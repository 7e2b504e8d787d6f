package dev.switchboard.app;

import dev.switchboard.doors.runs.Homes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Home directories: our own from the environment, those of others from {@code /etc/passwd}. */
final class SystemHomes implements Homes {
    private static final Path USERS = Path.of("/etc/passwd");
    private static final int NAME = 0;
    private static final int HOME = 5;

    private final String own;

    SystemHomes(String own) {
        this.own = own;
    }

    @Override
    public Optional<Path> of(String user) {
        if (user.isEmpty()) {
            return own.isEmpty() ? Optional.empty() : Optional.of(Path.of(own));
        }
        try (Stream<String> lines = Files.lines(USERS)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(fields -> fields.length > HOME && fields[NAME].equals(user))
                    .map(fields -> Path.of(fields[HOME]))
                    .findFirst();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
