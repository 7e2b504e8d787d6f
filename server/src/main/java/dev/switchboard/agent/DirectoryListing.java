package dev.switchboard.agent;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * What a directory holds, one line each in the manner of {@code ls -la}: mode, size in bytes, time of the last change, name. At most
 * {@value #MAX_LINES} entries are told, of the first {@value #MAX_ENTRIES} that the file system names.
 */
final class DirectoryListing {
    static final int MAX_LINES = 200;
    static final int MAX_ENTRIES = 10_000;
    private static final int MAX_NAME = 255;
    private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

    private final ZoneId zone;

    DirectoryListing(ZoneId zone) {
        this.zone = zone;
    }

    /** Empty when the directory cannot be read. */
    String of(Path directory) {
        List<Path> entries = new ArrayList<>();
        boolean all;
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            var iterator = stream.iterator();
            while (entries.size() < MAX_ENTRIES && iterator.hasNext()) {
                entries.add(iterator.next());
            }
            all = !iterator.hasNext();
        } catch (IOException | DirectoryIteratorException e) {
            return "";
        }
        Collections.sort(entries);
        List<String> lines = new ArrayList<>();
        entries.stream().limit(MAX_LINES).map(this::line).forEach(lines::add);
        int untold = entries.size() - lines.size();
        if (untold > 0) {
            lines.add("... and " + untold + (all ? "" : " or more") + " others");
        }
        return String.join("\n", lines);
    }

    private String line(Path entry) {
        String name = printable(entry.getFileName().toString());
        try {
            PosixFileAttributes attributes =
                    Files.readAttributes(entry, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            String target = attributes.isSymbolicLink()
                    ? " -> " + printable(Files.readSymbolicLink(entry).toString())
                    : "";
            return String.format(
                    Locale.ROOT,
                    "%c%s %11d %s %s%s",
                    kind(attributes),
                    PosixFilePermissions.toString(attributes.permissions()),
                    attributes.size(),
                    MINUTES.format(attributes.lastModifiedTime().toInstant().atZone(zone)),
                    name,
                    target);
        } catch (IOException e) {
            return "?????????? " + name;
        }
    }

    private static char kind(PosixFileAttributes attributes) {
        if (attributes.isDirectory()) {
            return 'd';
        }
        return attributes.isSymbolicLink() ? 'l' : attributes.isRegularFile() ? '-' : '?';
    }

    /** A name may hold anything but a slash: without this, one could look like several lines. */
    private static String printable(String name) {
        return Excerpt.of(name, MAX_NAME)
                .codePoints()
                .map(c -> Character.isISOControl(c) ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
