package dev.switchboard.doors.json;

import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** JSON values as the text that the reference service makes of them: clients of the protocol rely on it in {@code env}. */
public final class PythonText {
    private static final int FIXED_EXPONENT_MIN = -4;
    private static final int FIXED_EXPONENT_LIMIT = 16;

    private PythonText() {}

    /** A text as it is, anything else as Python prints it: {@code True}, {@code None}, {@code 1.0}, {@code {'a': [1]}}. */
    public static String of(JsonNode value) {
        return value.isString() ? value.stringValue() : repr(value);
    }

    /** Whether a text has nothing but what Python takes for white space. */
    public static boolean isBlank(String text) {
        return text.chars().allMatch(PythonText::isSpace);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static String repr(JsonNode value) {
        StringBuilder text = new StringBuilder();
        append(text, value);
        return text.toString();
    }

    private static void append(StringBuilder text, JsonNode value) {
        switch (value.getNodeType()) {
            case BOOLEAN -> text.append(value.booleanValue() ? "True" : "False");
            case NUMBER -> text.append(number(value));
            case STRING -> quote(text, value.stringValue());
            case ARRAY -> {
                text.append('[');
                String separator = "";
                for (JsonNode each : value) {
                    text.append(separator);
                    append(text, each);
                    separator = ", ";
                }
                text.append(']');
            }
            case OBJECT -> {
                text.append('{');
                Iterator<Map.Entry<String, JsonNode>> fields =
                        value.properties().iterator();
                while (fields.hasNext()) {
                    Map.Entry<String, JsonNode> field = fields.next();
                    quote(text, field.getKey());
                    text.append(": ");
                    append(text, field.getValue());
                    text.append(fields.hasNext() ? ", " : "");
                }
                text.append('}');
            }
            case NULL, MISSING, BINARY, POJO -> text.append("None");
        }
    }

    private static String number(JsonNode value) {
        return value.isIntegralNumber() ? value.asString() : floating(value.doubleValue());
    }

    static String floating(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value > 0 ? "0.0" : "-0.0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        String digits = shortest.unscaledValue().abs().toString();
        int exponent = digits.length() - 1 - shortest.scale();
        String sign = value < 0 ? "-" : "";
        if (exponent < FIXED_EXPONENT_MIN || exponent >= FIXED_EXPONENT_LIMIT) {
            String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
            String size = Math.abs(exponent) < 10 ? "0" + Math.abs(exponent) : String.valueOf(Math.abs(exponent));
            return sign + digits.charAt(0) + fraction + "e" + (exponent < 0 ? "-" : "+") + size;
        }
        String plain = shortest.abs().toPlainString();
        return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
    }

    private static void quote(StringBuilder text, String value) {
        char mark = value.indexOf('\'') >= 0 && value.indexOf('"') < 0 ? '"' : '\'';
        text.append(mark);
        value.codePoints().forEach(c -> {
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                default -> {
                    if (c == mark) {
                        text.append('\\').append(mark);
                    } else if (isPrintable(c)) {
                        text.appendCodePoint(c);
                    } else if (c <= 0xFF) {
                        text.append(String.format("\\x%02x", c));
                    } else if (c <= 0xFFFF) {
                        text.append(String.format("\\u%04x", c));
                    } else {
                        text.append(String.format("\\U%08x", c));
                    }
                }
            }
        });
        text.append(mark);
    }

    private static boolean isPrintable(int c) {
        return c == ' '
                || switch (Character.getType(c)) {
                    case Character.CONTROL,
                            Character.FORMAT,
                            Character.SURROGATE,
                            Character.PRIVATE_USE,
                            Character.UNASSIGNED,
                            Character.LINE_SEPARATOR,
                            Character.PARAGRAPH_SEPARATOR,
                            Character.SPACE_SEPARATOR -> false;
                    default -> true;
                };
    }
}
