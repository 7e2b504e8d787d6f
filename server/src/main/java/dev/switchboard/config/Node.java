package dev.switchboard.config;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part of the configuration file, with the line it begins on, counted from 1. */
sealed interface Node {
    int line();

    record Mapping(int line, Map<String, Node> entries) implements Node {
        static final Mapping NONE = new Mapping(0, Map.of());

        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }
    }

    record Sequence(int line, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        /** The items when each of them is one value. */
        @Nullable
        List<String> texts() {
            List<String> texts = new ArrayList<>();
            for (Node item : items) {
                if (!(item instanceof Text text)) {
                    return null;
                }
                texts.add(text.text());
            }
            return texts;
        }
    }

    record Text(int line, String text) implements Node {}

    /** A key with nothing behind it. */
    record Empty(int line) implements Node {}

    /** What it is, for "found …". */
    default String describe() {
        return switch (this) {
            case Mapping _ -> "keys and values";
            case Sequence _ -> "a list";
            case Text _ -> "one value";
            case Empty _ -> "nothing";
        };
    }
}
