package dev.switchboard.config;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What may stand at a key. It is read off the configuration records; a record that cannot be one is an {@link IllegalStateException}. */
sealed interface Shape {

    /** A record: a fixed set of keys. */
    record Section(Class<? extends Record> type, List<Part> parts) implements Shape {
        public Section {
            parts = List.copyOf(parts);
        }
    }

    /** A map: names that the user chooses, each with the same shape, which is no table itself but may hold some. */
    record Table(Shape entry) implements Shape {}

    /** One value, or a list of values. */
    record Leaf(Kind kind) implements Shape {}

    /**
     * A component of a record.
     *
     * @param name the last word of its key
     * @param optional whether it may be absent, which it then is without a default
     */
    record Part(String name, Method accessor, Doc doc, Shape shape, boolean optional) {

        /** This component of a record; nothing of no record. */
        @Nullable
        Object of(@Nullable Object record) {
            return record == null ? null : Records.get(accessor, record);
        }
    }

    static Section of(Class<? extends Record> type) {
        return new Section(
                type, Arrays.stream(type.getRecordComponents()).map(Shape::part).toList());
    }

    /** The keys of the leaves below this shape, relative to it; a leaf itself has the empty key. Tables have none, their names are open. */
    default List<String> leaves() {
        return switch (this) {
            case Leaf _ -> List.of("");
            case Table _ -> List.of();
            case Section section ->
                section.parts().stream()
                        .flatMap(part -> part.shape().leaves().stream().map(leaf -> join(part.name(), leaf)))
                        .toList();
        };
    }

    /** The keys of the tables below this shape, relative to it, without those within tables. */
    default List<String> tables() {
        return switch (this) {
            case Leaf _ -> List.of();
            case Table _ -> List.of("");
            case Section section ->
                section.parts().stream()
                        .flatMap(part -> part.shape().tables().stream().map(table -> join(part.name(), table)))
                        .toList();
        };
    }

    /** The defaults of a record that has them. */
    default @Nullable Object preset() {
        return this instanceof Section section ? Records.defaults(section.type()) : null;
    }

    /** One key below another; either may be empty. */
    static String join(String key, String below) {
        return key.isEmpty() || below.isEmpty() ? key + below : key + "." + below;
    }

    private static Part part(RecordComponent component) {
        String place = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
        Doc doc = component.getAnnotation(Doc.class);
        if (doc == null || doc.en().isBlank() || doc.zh().isBlank()) {
            throw new IllegalStateException(place + ": no @Doc in both languages");
        }
        Method accessor = component.getAccessor();
        accessor.setAccessible(true);
        AnnotatedElement type = component.getAnnotatedType();
        return new Part(
                name(component.getName()),
                accessor,
                doc,
                shape(component.getGenericType(), place),
                type.isAnnotationPresent(Nullable.class));
    }

    private static Shape shape(Type type, String place) {
        boolean bytes = (type == int.class || type == long.class) && place.endsWith("Bytes");
        Kind kind = bytes ? Kind.ofBytes(type) : Kind.of(type);
        if (kind != null) {
            return new Leaf(kind);
        }
        if (type instanceof Class<?> raw && raw.isRecord()) {
            return of(raw.asSubclass(Record.class));
        }
        if (type instanceof ParameterizedType generic
                && generic.getRawType() == Map.class
                && generic.getActualTypeArguments()[0] == String.class) {
            Shape entry = shape(generic.getActualTypeArguments()[1], place);
            if (entry instanceof Table) {
                throw new IllegalStateException(place + ": a map of maps");
            }
            return new Table(entry);
        }
        throw new IllegalStateException(place + ": " + type.getTypeName() + " is no type of a configuration value");
    }

    /** {@code maxRunning} is written {@code max-running}. */
    static String name(String component) {
        return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }
}
