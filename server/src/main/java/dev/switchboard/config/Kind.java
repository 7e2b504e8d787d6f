package dev.switchboard.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How values of one type are written.
 *
 * @param expectation what may stand there, for "expected: …"
 * @param parser throws an {@link IllegalArgumentException} for a text that is no such value
 * @param printer writes what the parser reads back, except that a secret is masked
 * @param list whether the value is a list, each item of which the parser reads
 */
record Kind(
        String expectation,
        Function<String, Object> parser,
        Function<Object, String> printer,
        boolean list,
        boolean secret) {

    private static final Map<Class<?>, Kind> SCALARS = Map.ofEntries(
            Map.entry(int.class, scalar("a whole number", Integer::valueOf)),
            Map.entry(long.class, scalar("a whole number", Long::valueOf)),
            Map.entry(double.class, scalar("a number", Kind::finite)),
            Map.entry(boolean.class, scalar("true or false", Kind::truth)),
            Map.entry(String.class, scalar("text", text -> text)),
            Map.entry(Path.class, scalar("a path", Path::of)),
            Map.entry(URI.class, scalar("a URL", Kind::url)),
            Map.entry(
                    Duration.class,
                    new Kind(
                            "a span of time such as 500ms, 15s, 10m or 1h30m",
                            Durations::parse,
                            span -> Durations.print((Duration) span),
                            false,
                            false)),
            Map.entry(ByteSize.class, scalar("a size such as 64KiB, 10MB or 1GiB", ByteSize::parse)),
            Map.entry(Secret.class, new Kind("text", Secret::new, Object::toString, false, true)));

    /** The kind of a scalar type, an enum, or a list of one of these; absent for any other type. */
    static @Nullable Kind of(Type type) {
        if (type instanceof ParameterizedType generic && generic.getRawType() == List.class) {
            Kind item = of(generic.getActualTypeArguments()[0]);
            return item == null || item.list ? null : item.asList();
        }
        if (type instanceof Class<?> raw) {
            return raw.isEnum() ? ofEnum(raw) : SCALARS.get(raw);
        }
        return null;
    }

    /** Reads one text; in a list the items are separated by commas. */
    Object parse(String text) {
        if (!list) {
            return parser.apply(text.strip());
        }
        return parse(Stream.of(text.split(",")).filter(item -> !item.isBlank()).toList());
    }

    /** Reads the items of a list. */
    Object parse(List<String> items) {
        return items.stream().map(item -> parser.apply(item.strip())).toList();
    }

    /** The value in words, masked when it is secret. */
    String print(Object value) {
        return value instanceof List<?> items
                ? items.stream().map(item -> printer.apply(item)).collect(Collectors.joining(", "))
                : printer.apply(value);
    }

    private Kind asList() {
        return new Kind("a list of items, each " + expectation, parser, printer, true, secret);
    }

    private static Kind scalar(String expectation, Function<String, Object> parser) {
        return new Kind(expectation, parser, Object::toString, false, false);
    }

    private static Kind ofEnum(Class<?> type) {
        Map<String, Object> constants = Arrays.stream(type.getEnumConstants())
                .collect(Collectors.toMap(
                        Kind::constant, Function.identity(), (one, other) -> one, java.util.LinkedHashMap::new));
        return new Kind(
                "one of " + String.join(", ", constants.keySet()),
                text -> {
                    Object constant =
                            constants.get(text.toLowerCase(Locale.ROOT).replace('_', '-'));
                    if (constant == null) {
                        throw new IllegalArgumentException("no such word");
                    }
                    return constant;
                },
                Kind::constant,
                false,
                false);
    }

    private static String constant(Object constant) {
        return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static Object finite(String text) {
        double number = Double.parseDouble(text);
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("not finite");
        }
        return number;
    }

    private static Object truth(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on", "1" -> true;
            case "false", "no", "off", "0" -> false;
            default -> throw new IllegalArgumentException("neither true nor false");
        };
    }

    private static Object url(String text) {
        URI url = URI.create(text);
        if (!url.isAbsolute() || url.getHost() == null) {
            throw new IllegalArgumentException("no scheme or no host");
        }
        return url;
    }
}
