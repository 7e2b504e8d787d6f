package dev.switchboard.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every key that a configuration record has, in words. Where a text takes a locale it is in Chinese when that is, else in English. */
public final class Reference {
    private Reference() {}

    /** The keys in the order of the records. */
    public static List<Key> keys(Class<? extends Record> root) {
        List<Key> keys = new ArrayList<>();
        addKeys(Shape.of(root), Place.ROOT, Records.defaults(root), keys);
        return keys;
    }

    /** A Markdown table of all keys. */
    public static String markdown(Class<? extends Record> root, Locale locale) {
        boolean chinese = isChinese(locale);
        String header = chinese
                ? "| 键 | 含义 | 取值 | 默认值 | 环境变量 |%n|---|---|---|---|---|%n"
                : "| key | meaning | value | default | environment |%n|---|---|---|---|---|%n";
        return header.formatted()
                + keys(root).stream()
                        .map(key -> "| `%s` | %s | %s | %s | %s |%n"
                                .formatted(
                                        key.name(),
                                        cell(chinese ? key.zh() : key.en()),
                                        cell(key.expectation()),
                                        key.defaultText().isEmpty() ? "" : "`" + cell(key.defaultText()) + "`",
                                        key.variables().stream()
                                                .map(each -> "`" + each + "`")
                                                .collect(Collectors.joining(" "))))
                        .collect(Collectors.joining());
    }

    /** A configuration file that sets every key to its default, with comments that say what it is for. Secrets are left out of it. */
    public static String yaml(Class<? extends Record> root, Locale locale) {
        return new DefaultsFile(isChinese(locale)).of(Shape.of(root), Records.defaults(root));
    }

    private static void addKeys(Shape shape, Place place, @Nullable Object value, List<Key> keys) {
        switch (shape) {
            case Shape.Leaf leaf -> keys.add(place.describe(leaf.kind(), value));
            case Shape.Table table ->
                addKeys(table.entry(), place.entry("<name>"), table.entry().preset(), keys);
            case Shape.Section section -> {
                Object base = value == null ? section.preset() : value;
                for (Shape.Part part : section.parts()) {
                    addKeys(part.shape(), place.below(part), part.of(base), keys);
                }
            }
        }
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace('\n', ' ');
    }

    private static boolean isChinese(Locale locale) {
        return locale.getLanguage().equals("zh");
    }
}
