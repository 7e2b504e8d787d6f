package dev.switchboard.doors.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** The homes that a user list in the form of {@code /etc/passwd} names. A list that cannot be read names none. */
public final class PasswdHomes implements Homes {
    private static final int HOME_COLUMN = 5;

    private final Path own;
    private final Path list;

    /**
     * @param own of whoever runs this server
     * @param list usually {@code /etc/passwd}
     */
    public PasswdHomes(Path own, Path list) {
        this.own = own;
        this.list = list;
    }

    @Override
    public Optional<Path> of(String user) {
        if (user.isEmpty()) {
            return Optional.of(own);
        }
        try (Stream<String> lines = Files.lines(list, StandardCharsets.ISO_8859_1)) {
            return lines.map(line -> line.split(":", -1))
                    .filter(columns -> columns.length > HOME_COLUMN && columns[0].equals(user))
                    .findFirst()
                    .map(columns -> Path.of(columns[HOME_COLUMN]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
