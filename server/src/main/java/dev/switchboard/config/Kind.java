package dev.switchboard.config;

import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
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
 * @param many how many values there are, each of which the parser reads by itself
 */
record Kind(
        String expectation,
        Function<String, Object> parser,
        Function<Object, String> printer,
        Many many,
        boolean secret) {

    enum Many {
        ONE,
        LIST,
        SET
    }

    private static final String SIZE = "a size such as 64KiB, 10MB or 1GiB";

    private static final Map<Class<?>, Kind> SCALARS = Map.ofEntries(
            Map.entry(Integer.class, scalar("a whole number", Integer::valueOf)),
            Map.entry(Long.class, scalar("a whole number", Long::valueOf)),
            Map.entry(Double.class, scalar("a number", Kind::finite)),
            Map.entry(BigDecimal.class, scalar("a number", Kind::decimal)),
            Map.entry(Boolean.class, scalar("true or false", Kind::truth)),
            Map.entry(String.class, scalar("text", text -> text)),
            Map.entry(Path.class, scalar("a path", Path::of)),
            Map.entry(URI.class, scalar("a URL", Kind::url)),
            Map.entry(
                    Duration.class,
                    new Kind(
                            "a span of time such as 500ms, 15s, 10m or 1h30m",
                            Durations::parse,
                            span -> Durations.print((Duration) span),
                            Many.ONE,
                            false)),
            Map.entry(ByteSize.class, scalar(SIZE, ByteSize::parse)),
            Map.entry(Secret.class, new Kind("text", Secret::new, Object::toString, Many.ONE, true)));

    /** The kind of a scalar type, an enum, or a list or a set of one of these; absent for any other type. */
    static @Nullable Kind of(Type type) {
        if (type instanceof ParameterizedType generic) {
            Many many = generic.getRawType() == List.class
                    ? Many.LIST
                    : generic.getRawType() == Set.class ? Many.SET : Many.ONE;
            Kind item = many == Many.ONE ? null : of(generic.getActualTypeArguments()[0]);
            return item == null || item.many != Many.ONE ? null : item.times(many);
        }
        if (type instanceof Class<?> raw) {
            return raw.isEnum()
                    ? ofEnum(raw)
                    : SCALARS.get(MethodType.methodType(raw).wrap().returnType());
        }
        return null;
    }

    /** The kind of an {@code int} or {@code long} that counts bytes. */
    static Kind ofBytes(Type type) {
        return new Kind(
                SIZE,
                text -> {
                    long bytes = ByteSize.parse(text).bytes();
                    if (type == long.class) {
                        return bytes;
                    }
                    if (bytes > Integer.MAX_VALUE) {
                        throw new IllegalArgumentException("too large");
                    }
                    return (int) bytes;
                },
                bytes -> new ByteSize(((Number) bytes).longValue()).toString(),
                Many.ONE,
                false);
    }

    /** Reads one text; several values in it are separated by commas. */
    Object parse(String text) {
        return many == Many.ONE
                ? parser.apply(text.strip())
                : parse(Stream.of(text.split(","))
                        .filter(item -> !item.isBlank())
                        .toList());
    }

    /** Reads several values. */
    Object parse(List<String> items) {
        List<Object> values = new ArrayList<>();
        items.forEach(item -> values.add(parser.apply(item.strip())));
        return collect(values);
    }

    /** No values, where several may be. */
    Object none() {
        return collect(List.of());
    }

    /** The value in words, masked when it is secret. */
    String print(Object value) {
        return value instanceof Collection<?> items
                ? items.stream().map(item -> printer.apply(item)).collect(Collectors.joining(", "))
                : printer.apply(value);
    }

    private Object collect(List<Object> values) {
        return switch (many) {
            case ONE -> throw new IllegalStateException("one value, not several");
            case LIST -> List.copyOf(values);
            case SET -> Collections.unmodifiableSet(new LinkedHashSet<>(values));
        };
    }

    private Kind times(Many many) {
        return new Kind("a list of items, each " + expectation, parser, printer, many, secret);
    }

    private static Kind scalar(String expectation, Function<String, Object> parser) {
        return new Kind(expectation, parser, Object::toString, Many.ONE, false);
    }

    private static Kind ofEnum(Class<?> type) {
        Map<String, Object> constants = Arrays.stream(type.getEnumConstants())
                .collect(
                        Collectors.toMap(Kind::constant, Function.identity(), (one, other) -> one, LinkedHashMap::new));
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
                Many.ONE,
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

    private static Object decimal(String text) {
        if (text.length() > 40) {
            throw new IllegalArgumentException("too long");
        }
        return new BigDecimal(text);
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
