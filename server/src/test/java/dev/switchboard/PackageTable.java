package dev.switchboard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The package table of {@code docs/ARCHITECTURE.md}: which package may use which other packages and which libraries.
 * A package is written with slashes and without the root, {@code a/b}; {@code a/*} means every package directly below {@code a}.
 */
record PackageTable(List<Row> rows) {
    /** What the table calls a library, and the Java packages (with all below them) that it brings. */
    private static final Map<String, List<String>> LIBRARIES = Map.ofEntries(
            Map.entry(
                    "Jackson",
                    List.of("tools.jackson.core", "tools.jackson.databind", "com.fasterxml.jackson.annotation")),
            Map.entry("Jackson YAML", List.of("tools.jackson.dataformat.yaml")),
            Map.entry("Vert.x", List.of("io.vertx")),
            Map.entry("Netty", List.of("io.netty")),
            Map.entry("bucket4j", List.of("io.github.bucket4j")),
            Map.entry("langchain4j", List.of("dev.langchain4j")),
            Map.entry("json-schema-validator", List.of("com.networknt.schema")),
            Map.entry("jsonschema-generator", List.of("com.github.victools.jsonschema")),
            Map.entry("jsoup", List.of("org.jsoup")),
            Map.entry("java-diff-utils", List.of("com.github.difflib")),
            Map.entry("MCP SDK", List.of("io.modelcontextprotocol")),
            Map.entry("failsafe", List.of("dev.failsafe")),
            Map.entry("sqlite-jdbc", List.of("org.sqlite")),
            Map.entry("Jdbi", List.of("org.jdbi")),
            Map.entry("Flyway", List.of("org.flywaydb")),
            Map.entry("prometheus-metrics", List.of("io.prometheus.metrics")),
            Map.entry("picocli", List.of("picocli")),
            Map.entry("JLine", List.of("org.jline")),
            Map.entry("Logback", List.of("ch.qos.logback")));

    private static final List<String> EVERYWHERE = List.of("org.slf4j", "org.jspecify.annotations");
    private static final Pattern BASE = Pattern.compile("\\*The base\\* is ([^.]+)\\.");
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");
    private static final String HEADER = "| package | holds | may use | libraries |";

    /**
     * One package, or one family of packages.
     *
     * @param mayUse other packages; absent where the row says {@code everything}
     * @param libraries Java packages of the libraries that the row names and of those that are allowed everywhere
     */
    record Row(String name, Optional<Set<String>> mayUse, Set<String> libraries) {
        boolean describes(String name) {
            return covers(this.name, name);
        }

        /** Whether a package of this row may use that other package; every package may use itself. */
        boolean mayUse(String other) {
            return mayUse.isEmpty() || mayUse.get().stream().anyMatch(pattern -> covers(pattern, other));
        }

        boolean mayUseLibraryPackage(String javaPackage) {
            return libraries.stream()
                    .anyMatch(prefix -> javaPackage.equals(prefix) || javaPackage.startsWith(prefix + "."));
        }
    }

    static PackageTable ofThisRepository() {
        try {
            return parse(Files.readString(Repository.root().resolve("docs/ARCHITECTURE.md")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads the table out of the document. What it does not understand is an {@link IllegalArgumentException}. */
    static PackageTable parse(String document) {
        Matcher sentence = BASE.matcher(document);
        if (!sentence.find()) {
            throw new IllegalArgumentException("no sentence \"*The base* is …\"");
        }
        Set<String> base = names(sentence.group(1));
        List<Row> rows = document.lines()
                .dropWhile(line -> !line.equals(HEADER))
                .skip(2)
                .takeWhile(line -> line.startsWith("|"))
                .map(line -> row(line, base))
                .toList();
        PackageTable table = new PackageTable(rows);
        table.check();
        return table;
    }

    /** The row of a package; an exact row goes before a family. */
    Optional<Row> row(String name) {
        return rows.stream()
                .filter(row -> row.name.equals(name))
                .findFirst()
                .or(() -> rows.stream().filter(row -> row.describes(name)).findFirst());
    }

    private void check() {
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("no table with the header " + HEADER);
        }
        Set<String> known = new LinkedHashSet<>();
        for (Row row : rows) {
            if (!known.add(row.name)) {
                throw new IllegalArgumentException("`" + row.name + "` has two rows");
            }
        }
        for (Row row : rows) {
            for (String used : row.mayUse.orElse(Set.of())) {
                if (!known.contains(used)) {
                    throw new IllegalArgumentException("`" + row.name + "` may use `" + used + "`, which has no row");
                }
            }
        }
    }

    private static Row row(String line, Set<String> base) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != 6) {
            throw new IllegalArgumentException("not four cells: " + line);
        }
        String name = names(cells[1]).iterator().next();
        return new Row(name, mayUse(cells[3].strip(), base), libraries(cells[4].strip()));
    }

    private static Optional<Set<String>> mayUse(String cell, Set<String> base) {
        if (cell.equals("everything")) {
            return Optional.empty();
        }
        if (cell.equals("–")) {
            return Optional.of(Set.of());
        }
        Set<String> result = new LinkedHashSet<>();
        for (String item : cell.split(", ")) {
            if (item.equals("the base")) {
                result.addAll(base);
            } else {
                result.addAll(names(item));
            }
        }
        return Optional.of(result);
    }

    private static Set<String> libraries(String cell) {
        Stream<String> named =
                cell.equals("–") ? Stream.empty() : Stream.of(cell.split(", ")).flatMap(name -> library(name).stream());
        List<String> result = new ArrayList<>(EVERYWHERE);
        named.forEach(result::add);
        return Set.copyOf(result);
    }

    private static List<String> library(String name) {
        List<String> packages = LIBRARIES.get(name);
        if (packages == null) {
            throw new IllegalArgumentException(
                    "library \"" + name + "\" (expected: one of " + LIBRARIES.keySet() + ")");
        }
        return packages;
    }

    private static Set<String> names(String text) {
        Set<String> result = new LinkedHashSet<>();
        CODE.matcher(text).results().forEach(match -> result.add(match.group(1)));
        if (result.isEmpty()) {
            throw new IllegalArgumentException("no `package` in: " + text);
        }
        return result;
    }

    private static boolean covers(String pattern, String name) {
        if (!pattern.endsWith("/*")) {
            return pattern.equals(name);
        }
        String parent = pattern.substring(0, pattern.length() - 1);
        return name.startsWith(parent) && name.indexOf('/', parent.length()) < 0;
    }
}
