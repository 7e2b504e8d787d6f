package dev.switchboard.doors.json;

import dev.switchboard.web.Exchange;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads query parameters by the rules of the fields of bodies. Unknown parameters are ignored. */
public final class Queries {
    private static final String WHOLE_NUMBER = "Input should be a valid integer, unable to parse string as an integer";

    private Queries() {}

    public static long whole(Exchange exchange, String name, long min, long max, long otherwise) {
        Optional<String> text = exchange.query(name);
        return text.isPresent() ? whole(name, text.get(), min, max) : otherwise;
    }

    /** A number that stands in a parameter or a header. */
    public static long whole(String name, String text, long min, long max) {
        long value;
        try {
            value = Long.parseLong(text.strip());
        } catch (NumberFormatException e) {
            throw Faults.one(name, "int_parsing", WHOLE_NUMBER, text);
        }
        if (value < min) {
            throw Faults.one(name, "greater_than_equal", "Input should be greater than or equal to " + min, text);
        }
        if (value > max) {
            throw Faults.one(name, "less_than_equal", "Input should be less than or equal to " + max, text);
        }
        return value;
    }

    public static boolean truth(Exchange exchange, String name) {
        Optional<String> text = exchange.query(name);
        if (text.isEmpty()) {
            return false;
        }
        Boolean value = Fields.truth(text.get());
        if (value == null) {
            throw Faults.one(
                    name, "bool_parsing", "Input should be a valid boolean, unable to interpret input", text.get());
        }
        return value;
    }

    /** A parameter whose value is the word for one of the constants. */
    public static <E extends Enum<E>> Optional<E> word(Exchange exchange, String name, Class<E> type) {
        return exchange.query(name).map(text -> {
            for (E constant : type.getEnumConstants()) {
                if (word(constant).equals(text.toLowerCase(Locale.ROOT))) {
                    return constant;
                }
            }
            List<String> words =
                    Arrays.stream(type.getEnumConstants()).map(Queries::word).toList();
            throw Faults.one(name, "literal_error", "Input should be " + Fields.listed(words), text);
        });
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
