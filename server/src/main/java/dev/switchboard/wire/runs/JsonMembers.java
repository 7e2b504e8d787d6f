package dev.switchboard.wire.runs;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.exc.StreamReadException;
import tools.jackson.core.json.JsonFactory;

/**
 * Walks over the members of one JSON object in the order in which they come. A member that nobody reads is skipped, so that documents may
 * grow; a value of another kind than the one asked for reads as absent, empty, zero or false. One thread at a time.
 */
public final class JsonMembers {
    private static final JsonFactory JSON = new JsonFactory();

    private final JsonParser at;
    private String name = "";
    private boolean begun;
    private boolean ended;
    private @Nullable JsonMembers inner;

    private JsonMembers(JsonParser at) {
        this.at = at;
    }

    /** Stands before the first member of a text that is one JSON object; anything else is a {@link StreamReadException}. */
    public static JsonMembers of(byte[] text, int from, int length) {
        JsonParser parser = JSON.createParser(ObjectReadContext.empty(), text, from, length);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new StreamReadException(parser, "expected: a JSON object");
        }
        return new JsonMembers(parser);
    }

    public static JsonMembers of(byte[] text) {
        return of(text, 0, text.length);
    }

    /** Goes to the next member of this object; false after the last one. */
    public boolean next() {
        if (ended) {
            return false;
        }
        leaveValue();
        String found = at.nextName();
        if (found == null) {
            ended = true;
            return false;
        }
        name = found;
        at.nextToken();
        return true;
    }

    public String name() {
        return name;
    }

    public String text() {
        String text = textOrNull();
        return text == null ? "" : text;
    }

    public @Nullable String textOrNull() {
        return at.hasToken(JsonToken.VALUE_STRING) ? at.getString() : null;
    }

    /** The value as a text: a string as it is, a number or a boolean as it is written, anything else empty. */
    public String scalar() {
        JsonToken token = at.currentToken();
        return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL ? at.getValueAsString("") : "";
    }

    /** Whether the value is a whole number. */
    public boolean isNumber() {
        return at.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    public long number() {
        return isNumber() ? at.getLongValue() : 0;
    }

    public boolean flag() {
        return at.currentToken() == JsonToken.VALUE_TRUE;
    }

    /** The object that is this member's value; absent when it is none. */
    public @Nullable JsonMembers object() {
        if (!at.hasToken(JsonToken.START_OBJECT)) {
            return null;
        }
        inner = new JsonMembers(at);
        return inner;
    }

    /** The objects in the array that is this member's value; elements of another kind are left out. */
    public <T> List<T> objects(Function<JsonMembers, T> element) {
        List<T> found = new ArrayList<>();
        if (at.hasToken(JsonToken.START_ARRAY)) {
            while (at.nextToken() != JsonToken.END_ARRAY) {
                if (at.hasToken(JsonToken.START_OBJECT)) {
                    JsonMembers members = new JsonMembers(at);
                    found.add(element.apply(members));
                    members.skipRest();
                } else {
                    at.skipChildren();
                }
            }
        }
        return found;
    }

    /** The scalars in the array that is this member's value, each as a text; elements of another kind are left out. */
    public List<String> scalars() {
        List<String> found = new ArrayList<>();
        if (at.hasToken(JsonToken.START_ARRAY)) {
            while (at.nextToken() != JsonToken.END_ARRAY) {
                if (at.currentToken().isScalarValue()) {
                    found.add(scalar());
                }
                at.skipChildren();
            }
        }
        return found;
    }

    /** The objects in the array that is this member's value, each as compact JSON with its numbers as they were written. */
    public List<String> elements() {
        List<String> found = new ArrayList<>();
        if (at.hasToken(JsonToken.START_ARRAY)) {
            while (at.nextToken() != JsonToken.END_ARRAY) {
                if (at.hasToken(JsonToken.START_OBJECT)) {
                    found.add(copy());
                } else {
                    at.skipChildren();
                }
            }
        }
        return found;
    }

    /** The value as compact JSON with its numbers as they were written; a string as it is. */
    public String json() {
        String text = textOrNull();
        return text == null ? copy() : text;
    }

    private String copy() {
        StringWriter text = new StringWriter();
        try (JsonGenerator copy = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
            copy.copyCurrentStructureExact(at);
        }
        return text.toString();
    }

    private void leaveValue() {
        if (inner != null) {
            inner.skipRest();
            inner = null;
        } else if (begun) {
            at.skipChildren();
        }
        begun = true;
    }

    private void skipRest() {
        while (next()) {
            // Each step leaves the value before it.
        }
    }
}
