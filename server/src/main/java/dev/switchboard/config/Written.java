package dev.switchboard.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the configuration file says. */
final class Written {
    private final @Nullable Path file;
    private final Faults faults;

    Written(@Nullable Path file, Faults faults) {
        this.file = file;
        this.faults = faults;
    }

    /** Adds what the node says for a key that holds values of the kind. */
    void addSaying(Kind kind, String key, Node node, List<Saying> heard) {
        switch (node) {
            case Node.Empty _ -> {}
            case Node.Text text -> heard.add(new Saying(at(node), text.text()));
            case Node.Sequence sequence -> {
                List<String> texts = sequence.texts();
                if (texts == null) {
                    addMismatch(key, node, kind.expectation());
                } else {
                    heard.add(new Saying(at(node), String.join(", ", texts), texts));
                }
            }
            case Node.Mapping _ -> addMismatch(key, node, kind.expectation());
        }
    }

    /** What stands below a key that holds further keys. */
    Map<String, Node> entries(String key, @Nullable Node node) {
        return switch (node) {
            case null -> Map.of();
            case Node.Empty _ -> Map.of();
            case Node.Mapping mapping -> mapping.entries();
            case Node.Sequence _, Node.Text _ -> {
                addMismatch(key, node, "keys and values");
                yield Map.of();
            }
        };
    }

    /** Adds a fault for every name that the section does not have. */
    void refuseUnknownNames(Shape.Section section, Place place, Map<String, Node> entries) {
        List<String> names = section.parts().stream().map(Shape.Part::name).toList();
        List<String> candidates = new ArrayList<>(names);
        candidates.addAll(section.leaves());
        entries.forEach((name, node) -> {
            if (!names.contains(name)) {
                String hint = section.leaves().contains(name)
                        ? "; write each word of the key on a line of its own, below the one before it"
                        : Sayings.suggestion(name, candidates);
                faults.add(Shape.join(place.key(), name), "no such key, in " + at(node).describe() + hint);
            }
        });
    }

    private void addMismatch(String key, Node node, String expectation) {
        faults.add(key, node.describe() + " (expected: " + expectation + "), from " + at(node).describe());
    }

    private Origin.File at(Node node) {
        return new Origin.File(Objects.requireNonNull(file), node.line());
    }
}
