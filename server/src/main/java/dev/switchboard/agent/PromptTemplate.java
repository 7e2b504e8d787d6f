package dev.switchboard.agent;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A prompt with places for values: {@code ${NAME}} or {@code $NAME}, and {@code $$} for a dollar. Values are put in as they are. */
record PromptTemplate(String text) {

    /** @throws PreparationException for a name without a value, and for a dollar that begins neither a name nor another dollar */
    String fill(Map<String, String> values) throws PreparationException {
        StringBuilder filled = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int dollar = text.indexOf('$', at);
            if (dollar < 0) {
                break;
            }
            filled.append(text, at, dollar);
            if (text.startsWith("$$", dollar)) {
                filled.append('$');
                at = dollar + 2;
                continue;
            }
            boolean braced = text.startsWith("${", dollar);
            int start = dollar + (braced ? 2 : 1);
            int end = endOfName(start);
            if (end == start || (braced && !text.startsWith("}", end))) {
                throw new PreparationException("system prompt, line " + line(dollar)
                        + ": a stray $ (expected: ${NAME}, $NAME, or $$ for a dollar)");
            }
            filled.append(value(text.substring(start, end), values, dollar));
            at = end + (braced ? 1 : 0);
        }
        return filled.append(text, at, text.length()).toString();
    }

    private String value(String name, Map<String, String> values, int at) throws PreparationException {
        @Nullable String value = values.get(name);
        if (value == null) {
            throw new PreparationException("system prompt, line " + line(at) + ": unknown variable " + name);
        }
        return value;
    }

    private int endOfName(int start) {
        int end = start;
        while (end < text.length() && isNamePart(text.charAt(end), end == start)) {
            end++;
        }
        return end;
    }

    private static boolean isNamePart(char c, boolean first) {
        return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (!first && c >= '0' && c <= '9');
    }

    private long line(int at) {
        return text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
    }
}
