package dev.switchboard.agent;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The notes that a project keeps for agents: the first of {@code AGENTS.md} and {@code agents.md} in the directory of the run. */
final class ProjectNotes {
    /** In bytes. Longer notes are cut, and say so: a model can read the rest like any file. */
    static final int MAX_BYTES = 256 * 1024;

    private static final List<String> NAMES = List.of("AGENTS.md", "agents.md");

    private ProjectNotes() {}

    /**
     * Empty when there are none.
     *
     * @throws PreparationException when they are not UTF-8 text, cannot be read, or are a link that leads out of the directory: what is
     *     there is not the project's to show to a model
     */
    static String in(Path workDir) throws PreparationException {
        for (String name : NAMES) {
            Path file = workDir.resolve(name);
            if (Files.isRegularFile(file)) {
                return read(file, workDir);
            }
        }
        return "";
    }

    private static String read(Path file, Path workDir) throws PreparationException {
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(workDir.toRealPath())) {
                throw new PreparationException("notes: " + file + " leads out of the work directory, to " + real);
            }
        } catch (IOException e) {
            throw new PreparationException("notes: " + file + " cannot be read");
        }
        TextFile notes = TextFile.read(file, MAX_BYTES, "notes");
        String text = notes.text().strip();
        return notes.whole() ? text : text + "\n\n[The notes are cut here; the whole is in " + file + ".]";
    }
}
