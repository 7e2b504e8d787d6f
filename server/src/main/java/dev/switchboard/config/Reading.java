package dev.switchboard.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One reading of a configuration. It goes on after a fault, with the default. */
final class Reading {
    private final Sources sources;
    private final Sayings sayings;
    private final Faults faults = new Faults();
    private final Written written;
    private final List<Setting> settings = new ArrayList<>();

    Reading(Sources sources, Shape root) {
        this.sources = sources;
        this.sayings = new Sayings(sources, root);
        this.written = new Written(sources.file(), faults);
    }

    /** The configuration; absent only when there are faults. */
    @Nullable
    Object read(Shape root, Node.Mapping written) {
        Object value = read(root, Place.ROOT, null, false, written);
        sayings.refuseUnknown(faults);
        return value;
    }

    Faults faults() {
        return faults;
    }

    List<Setting> settings() {
        return settings;
    }

    private @Nullable Object read(
            Shape shape, Place place, @Nullable Object fallback, boolean optional, @Nullable Node node) {
        return switch (shape) {
            case Shape.Section section -> section(section, place, fallback, optional, node);
            case Shape.Table table -> table(table, place, fallback, node);
            case Shape.Leaf leaf -> leaf(leaf.kind(), place, fallback, optional, node);
        };
    }

    private @Nullable Object section(
            Shape.Section section, Place place, @Nullable Object fallback, boolean optional, @Nullable Node node) {
        Map<String, Node> entries = written.entries(place.key(), node);
        boolean mentioned = sayings.mention(section, place) || !entries.isEmpty();
        if (optional && fallback == null && !mentioned) {
            return null;
        }
        written.refuseUnknownNames(section, place, entries);
        Object base = fallback != null ? fallback : section.preset();
        int faultsBefore = faults.count();
        boolean changed = base == null;
        List<@Nullable Object> values = new ArrayList<>();
        for (Shape.Part part : section.parts()) {
            Object old = part.of(base);
            Object value = read(part.shape(), place.below(part), old, part.optional(), entries.get(part.name()));
            changed |= !Objects.equals(value, old);
            values.add(value);
        }
        if (!changed || faults.count() > faultsBefore) {
            return base;
        }
        try {
            return Records.make(section.type(), values.toArray());
        } catch (IllegalArgumentException e) {
            addRefusal(section, place, Objects.requireNonNullElse(e.getMessage(), "refused"));
            return base;
        }
    }

    private Object table(Shape.Table table, Place place, @Nullable Object fallback, @Nullable Node node) {
        Map<String, Node> entries = written.entries(place.key(), node);
        Map<?, ?> fallbacks = fallback instanceof Map<?, ?> map ? map : Map.of();
        Set<String> names = new LinkedHashSet<>();
        fallbacks.keySet().forEach(name -> names.add((String) name));
        names.addAll(entries.keySet());
        sayings.addNames(table, place, names);
        Map<String, Object> values = new LinkedHashMap<>();
        for (String name : names) {
            Object value = read(table.entry(), place.entry(name), fallbacks.get(name), false, entries.get(name));
            if (value != null) {
                values.put(name, value);
            }
        }
        return fallback != null && fallback.equals(values) ? fallback : Collections.unmodifiableMap(values);
    }

    private @Nullable Object leaf(
            Kind kind, Place place, @Nullable Object fallback, boolean optional, @Nullable Node node) {
        boolean several = kind.many() != Kind.Many.ONE;
        Object preset = fallback == null && several && !optional ? kind.none() : fallback;
        List<Saying> heard = sayings.of(place);
        if (node != null) {
            written.addSaying(kind, place.key(), node, heard);
        }
        addSetting(kind, place, preset, heard);
        if (!heard.isEmpty()) {
            return value(kind, place.key(), heard.getFirst(), preset);
        }
        if (preset == null && !optional && !faults.has(place.key())) {
            faults.add(place.key(), "not set (expected: " + kind.expectation() + ")");
        }
        return preset;
    }

    private void addSetting(Kind kind, Place place, @Nullable Object preset, List<Saying> heard) {
        List<Setting.Said> said = new ArrayList<>();
        heard.forEach(saying -> said.add(new Setting.Said(saying.origin(), saying.quote(kind))));
        if (preset != null) {
            said.add(new Setting.Said(new Origin.Default(), Saying.shortened(kind.print(preset))));
        }
        settings.add(new Setting(place.key(), place.describe(kind, preset), said));
    }

    private @Nullable Object value(Kind kind, String key, Saying saying, @Nullable Object fallback) {
        List<String> items = saying.items();
        if (items != null && kind.many() == Kind.Many.ONE) {
            faults.add(
                    key,
                    "a list (expected: " + kind.expectation() + "), from "
                            + saying.origin().describe());
            return fallback;
        }
        try {
            return located(items == null ? kind.parse(saying.text()) : kind.parse(items), saying.origin());
        } catch (IllegalArgumentException e) {
            faults.add(
                    key,
                    "\"%s\" (expected: %s), from %s"
                            .formatted(
                                    saying.quote(kind),
                                    kind.expectation(),
                                    saying.origin().describe()));
            return fallback;
        }
    }

    /** A relative path in the file is relative to the file. The user's home is {@code ~}, except in a flag: there the shell has its say. */
    private Object located(Object value, Origin origin) {
        if (value instanceof List<?> items) {
            return items.stream().map(item -> located(item, origin)).toList();
        }
        if (!(value instanceof Path path) || origin instanceof Origin.Flag) {
            return value;
        }
        String home = sources.environment().getOrDefault("HOME", "");
        if (path.startsWith("~") && !home.isEmpty()) {
            return Path.of(home).resolve(Path.of("~").relativize(path));
        }
        return origin instanceof Origin.File file ? file.path().resolveSibling(path) : path;
    }

    /** A record's refusal of one of its components, told with the place where that value came from. */
    private void addRefusal(Shape.Section section, Place place, String message) {
        int colon = message.indexOf(": ");
        String named = colon < 0 ? "" : message.substring(0, colon);
        String component = Shape.name(
                named.startsWith(place.key() + ".")
                        ? named.substring(place.key().length() + 1)
                        : named);
        if (section.parts().stream().noneMatch(part -> part.name().equals(component))) {
            faults.add(place.key(), message);
            return;
        }
        String key = Shape.join(place.key(), component);
        String from = settings.stream()
                .filter(setting -> setting.name().equals(key) && !setting.said().isEmpty())
                .map(setting -> ", from " + setting.said().getFirst().origin().describe())
                .collect(Collectors.joining());
        faults.add(key, message.substring(colon + 2) + from);
    }
}
