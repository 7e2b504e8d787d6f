package dev.switchboard.config;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key on the way down from the root.
 *
 * @param key the key itself
 * @param pattern the key with {@code <name>} for each name that the user chose
 * @param doc what is said of it; absent at the root
 */
record Place(String key, String pattern, @Nullable Doc doc) {
    static final Place ROOT = new Place("", "", null);

    Place below(Shape.Part part) {
        return new Place(Shape.join(key, part.name()), Shape.join(pattern, part.name()), part.doc());
    }

    Place entry(String name) {
        return new Place(Shape.join(key, name), Shape.join(pattern, "<name>"), doc);
    }

    /** The environment variables that set this key, its own first. */
    List<String> variables() {
        List<String> variables = new ArrayList<>(List.of(Variables.of(key)));
        if (doc != null) {
            variables.addAll(List.of(doc.env()));
        }
        return variables;
    }

    /** This key in words. */
    Key describe(Kind kind, @Nullable Object preset) {
        return new Key(
                pattern,
                kind.expectation(),
                doc == null ? "" : doc.en(),
                doc == null ? "" : doc.zh(),
                variables(),
                preset == null ? "" : kind.print(preset),
                kind.secret());
    }
}
