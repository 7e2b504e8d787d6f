package dev.switchboard.config;

import java.net.URI;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Writes a configuration file that says the defaults. What may be there and is not stands in comments. */
final class DefaultsFile {
    private final boolean chinese;

    DefaultsFile(boolean chinese) {
        this.chinese = chinese;
    }

    String of(Shape.Section root, @Nullable Object value) {
        StringBuilder out = new StringBuilder();
        addSection(root, value, "", out);
        return out.toString();
    }

    private void addSection(Shape.Section section, @Nullable Object value, String indent, StringBuilder out) {
        Object base = value == null ? section.preset() : value;
        for (Shape.Part part : section.parts()) {
            Object below = part.of(base);
            out.append(indent)
                    .append("# ")
                    .append(chinese ? part.doc().zh() : part.doc().en())
                    .append('\n');
            out.append(indent).append(part.name()).append(':');
            switch (part.shape()) {
                case Shape.Leaf leaf -> out.append(scalar(leaf.kind(), below)).append('\n');
                case Shape.Section inner -> {
                    out.append('\n');
                    if (below != null || !part.optional()) {
                        addSection(inner, below, indent + "  ", out);
                    } else {
                        addExample(inner, indent + "  ", out);
                    }
                }
                case Shape.Table table -> addTable(table, below, indent + "  ", out);
            }
        }
    }

    private void addTable(Shape.Table table, @Nullable Object value, String indent, StringBuilder out) {
        out.append('\n');
        Map<?, ?> entries = value instanceof Map<?, ?> map ? map : Map.of();
        entries.forEach((name, entry) -> {
            out.append(indent).append(quoted((String) name)).append(':');
            switch (table.entry()) {
                case Shape.Leaf leaf -> out.append(scalar(leaf.kind(), entry)).append('\n');
                case Shape.Section section -> {
                    out.append('\n');
                    addSection(section, entry, indent + "  ", out);
                }
                case Shape.Table _ -> throw new IllegalStateException("a map of maps");
            }
        });
        out.append(indent).append("# <name>:");
        switch (table.entry()) {
            case Shape.Leaf leaf ->
                out.append(" # ").append(leaf.kind().expectation()).append('\n');
            case Shape.Section section -> {
                out.append('\n');
                addExample(section, indent + "  ", out);
            }
            case Shape.Table _ -> throw new IllegalStateException("a map of maps");
        }
    }

    /** The section as comments: what could be written there. */
    private void addExample(Shape.Section section, String indent, StringBuilder out) {
        StringBuilder example = new StringBuilder();
        addSection(section, null, indent, example);
        example.toString().lines().forEach(line -> {
            String text = line.stripLeading();
            String depth = line.substring(0, line.length() - text.length());
            out.append(depth)
                    .append(text.startsWith("#") ? "#" : "# ")
                    .append(text)
                    .append('\n');
        });
    }

    /** The value after its colon; a secret is never written out. */
    private static String scalar(Kind kind, @Nullable Object value) {
        if (value == null || kind.secret()) {
            return "";
        }
        return value instanceof Collection<?> items
                ? items.stream().map(item -> written(kind, item)).collect(Collectors.joining(", ", " [", "]"))
                : " " + written(kind, value);
    }

    private static String written(Kind kind, Object value) {
        boolean free = value instanceof String || value instanceof Path || value instanceof URI;
        return free ? quoted(value.toString()) : kind.print(value);
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int index = 0; index < text.length(); index++) {
            char each = text.charAt(index);
            if (each == '"' || each == '\\') {
                out.append('\\').append(each);
            } else if (Character.isISOControl(each)) {
                out.append("\\u%04x".formatted((int) each));
            } else {
                out.append(each);
            }
        }
        return out.append('"').toString();
    }
}
