package dev.switchboard.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** What flags and variables say. It remembers which keys were asked for, and so finds those that nobody knows. */
final class Sayings {
    private final Sources sources;
    private final Set<String> keys = new LinkedHashSet<>();
    private final Set<String> variables;

    Sayings(Sources sources, Shape root) {
        this.sources = sources;
        this.keys.addAll(root.leaves());
        this.variables = new TreeSet<>(sources.otherVariables());
        keys.forEach(key -> variables.add(Variables.of(key)));
    }

    /** What they say for a key, the most important first. */
    List<Saying> of(Place place) {
        List<Saying> sayings = new ArrayList<>();
        keys.add(place.key());
        Sources.Flag flag = sources.flags().get(place.key());
        if (flag != null) {
            sayings.add(new Saying(new Origin.Flag(flag.name()), flag.value()));
        }
        for (String variable : place.variables()) {
            variables.add(variable);
            String text = environment(variable);
            if (!text.isEmpty()) {
                sayings.add(new Saying(new Origin.Variable(variable), text));
            }
        }
        return sayings;
    }

    /** Whether they say anything for a key of this section. */
    boolean mention(Shape.Section section, Place place) {
        boolean mentioned = false;
        for (String leaf : section.leaves()) {
            String key = Shape.join(place.key(), leaf);
            keys.add(key);
            variables.add(Variables.of(key));
            mentioned |= sources.flags().containsKey(key)
                    || !environment(Variables.of(key)).isEmpty();
        }
        return mentioned;
    }

    /**
     * The names in a table that flags and variables use, added to those that are known already. A variable cannot tell
     * {@code a-b} from {@code a.b}: it means the known name, if there is one, else that with dashes.
     */
    void addNames(Shape.Table table, Place place, Set<String> names) {
        for (String flag : new TreeSet<>(sources.flags().keySet())) {
            nameIn(table, flag, place.key() + ".", ".", leaf -> leaf).ifPresent(names::add);
        }
        for (String variable : new TreeSet<>(sources.environment().keySet())) {
            if (!variables.contains(variable) && !isInnerTables(table, place, names, variable)) {
                nameIn(table, variable, Variables.of(place.key()) + "_", "_", Variables::word)
                        .filter(word -> names.stream()
                                .noneMatch(name -> Variables.word(name).equals(word)))
                        .ifPresent(
                                word -> names.add(word.toLowerCase(Locale.ROOT).replace('_', '-')));
            }
        }
    }

    /** Whether a variable belongs to a table that an entry of this one holds. */
    private static boolean isInnerTables(Shape.Table table, Place place, Set<String> names, String variable) {
        return table.entry().tables().stream()
                .flatMap(inner -> names.stream().map(name -> place.entry(name).key() + "." + inner))
                .anyMatch(key -> variable.startsWith(Variables.of(key) + "_"));
    }

    /** Adds a fault for every flag and every variable of ours that sets nothing. */
    void refuseUnknown(Faults faults) {
        Map<String, Sources.Flag> flags = sources.flags();
        for (String key : new TreeSet<>(flags.keySet())) {
            Sources.Flag flag = flags.get(key);
            if (flag != null && !keys.contains(key)) {
                faults.add(key, "no such key, from " + flag.name() + suggestion(key, keys));
            }
        }
        for (String variable : new TreeSet<>(sources.environment().keySet())) {
            if (variable.startsWith(Variables.PREFIX) && !variables.contains(variable)) {
                faults.add(variable, "no such environment variable" + suggestion(variable, variables));
            }
        }
    }

    /** A question that ends a message, when a word looks like one of the candidates. */
    static String suggestion(String word, Collection<String> candidates) {
        return Nearest.to(word, candidates)
                .map(nearest -> "; did you mean " + nearest + "?")
                .orElse("");
    }

    private String environment(String variable) {
        return sources.environment().getOrDefault(variable, "");
    }

    /** The user's name between the table's key and the longest key of a leaf that the text ends with. */
    private static Optional<String> nameIn(
            Shape.Table table, String text, String prefix, String separator, UnaryOperator<String> writing) {
        return table.entry().leaves().stream()
                .map(leaf -> leaf.isEmpty() ? "" : separator + writing.apply(leaf))
                .filter(ending -> text.startsWith(prefix)
                        && text.endsWith(ending)
                        && text.length() > prefix.length() + ending.length())
                .max(Comparator.comparingInt(String::length))
                .map(ending -> text.substring(prefix.length(), text.length() - ending.length()));
    }
}
