package dev.switchboard.wire.gateway;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Reads an object that may have known keys only. What is wrong is noted and the reading goes on; {@link #end} says all of it. What is returned
 * for a broken field is not used. Null is no value: what is optional is left out instead.
 */
public final class ClosedObject {
    private static final int NAME_SHOWN_MAX = 60;
    private static final int FAULTS_MAX = 20;

    private final JsonNode object;
    private final String path;
    private final List<String> faults;
    private final Set<String> known = new HashSet<>();

    private ClosedObject(JsonNode object, String path, List<String> faults) {
        this.object = object;
        this.path = path;
        this.faults = faults;
        if (!object.isObject()) {
            faults.add(where("") + "must be object");
        }
    }

    /** The parameters of a method. Where none are sent, nothing is in them. */
    public static ClosedObject of(@Nullable JsonNode params) {
        return new ClosedObject(params == null ? GatewayJson.object() : params, "", new ArrayList<>());
    }

    /** A text that must be there and not be empty. */
    public String text(String name) {
        String text = textOrEmpty(name);
        if (text.isEmpty() && object.path(name).isString()) {
            fault(name, "must NOT have fewer than 1 characters");
        }
        return text;
    }

    /** A text that must be there. */
    public String textOrEmpty(String name) {
        JsonNode value = take(name);
        if (value == null) {
            missing(name);
            return "";
        }
        return string(name, value);
    }

    /** A text that may be left out, and is not empty otherwise. */
    public @Nullable String optionalText(String name) {
        return take(name) == null ? null : text(name);
    }

    /** A text that may be left out or empty. */
    public @Nullable String optional(String name) {
        JsonNode value = take(name);
        return value == null ? null : string(name, value);
    }

    /** As {@link #optionalText}, with at most so many characters. */
    public @Nullable String optionalText(String name, int charsMax) {
        String text = optionalText(name);
        if (text != null && text.length() > charsMax) {
            fault(name, "must NOT have more than " + charsMax + " characters");
        }
        return text;
    }

    /** A whole number that must be there. */
    public long whole(String name, long least) {
        if (take(name) == null) {
            missing(name);
            return least;
        }
        Long value = optionalWhole(name, least, Long.MAX_VALUE);
        return value == null ? least : value;
    }

    /** A whole number that may be left out. */
    public @Nullable Long optionalWhole(String name, long least, long most) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber() || !isWhole(value)) {
            fault(name, "must be integer");
            return null;
        }
        double number = value.doubleValue();
        if (number < least) {
            fault(name, "must be >= " + least);
            return null;
        }
        if (number > most) {
            fault(name, "must be <= " + most);
            return null;
        }
        return value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : (long) number;
    }

    /** A boolean that may be left out. */
    public @Nullable Boolean optionalFlag(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isBoolean()) {
            fault(name, "must be boolean");
            return null;
        }
        return value.booleanValue();
    }

    /** One of some words, which must be there. */
    public String word(String name, Set<String> words) {
        String word = text(name);
        if (!word.isEmpty() && !words.contains(word)) {
            fault(name, "must be equal to one of the allowed values");
        }
        return word;
    }

    /** Texts that may be left out; none of them is empty. */
    public @Nullable List<String> optionalTexts(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray()) {
            fault(name, "must be array");
            return null;
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            JsonNode each = value.get(i);
            if (each.isString() && !each.stringValue().isEmpty()) {
                texts.add(each.stringValue());
            } else {
                fault(name + "/" + i, "must be a non-empty string");
            }
        }
        return List.copyOf(texts);
    }

    /** Texts that must be there, at least one. */
    public List<String> texts(String name) {
        List<String> texts = optionalTexts(name);
        if (texts == null) {
            if (!object.has(name)) {
                missing(name);
            }
            return List.of();
        }
        if (texts.isEmpty()) {
            fault(name, "must NOT have fewer than 1 items");
        }
        return texts;
    }

    /** Yes or no by name; may be left out. */
    public Map<String, Boolean> flags(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return Map.of();
        }
        if (!value.isObject()) {
            fault(name, "must be object");
            return Map.of();
        }
        Map<String, Boolean> flags = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : value.properties()) {
            if (each.getValue().isBoolean()) {
                flags.put(each.getKey(), each.getValue().booleanValue());
            } else {
                fault(name + "/" + shown(each.getKey()), "must be boolean");
            }
        }
        return Collections.unmodifiableMap(flags);
    }

    /** Objects that may be left out; each is to be read to its {@link #close}. */
    public List<ClosedObject> objects(String name) {
        JsonNode value = take(name);
        if (value == null) {
            return List.of();
        }
        if (!value.isArray()) {
            fault(name, "must be array");
            return List.of();
        }
        List<ClosedObject> objects = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            objects.add(new ClosedObject(value.get(i), path + "/" + name + "/" + i, faults));
        }
        return objects;
    }

    /** An object that may be left out, to be read to its {@link #close}. */
    public @Nullable ClosedObject optionalObject(String name) {
        JsonNode value = take(name);
        return value == null ? null : new ClosedObject(value, path + "/" + name, faults);
    }

    /** An object that must be there, to be read to its {@link #close}. */
    public ClosedObject object(String name) {
        ClosedObject inner = optionalObject(name);
        if (inner == null) {
            missing(name);
            return new ClosedObject(GatewayJson.object(), path + "/" + name, new ArrayList<>());
        }
        return inner;
    }

    /** Whatever stands there; null when nothing does. */
    public @Nullable JsonNode any(String name) {
        return take(name);
    }

    /** Whether the key is there, whatever its value. */
    public boolean has(String name) {
        return object.has(name);
    }

    /** Keys that may be there and that mean nothing to us. */
    public ClosedObject also(String... names) {
        known.addAll(List.of(names));
        return this;
    }

    /** Notes what is wrong with a field. */
    public void fault(String name, String what) {
        if (faults.size() < FAULTS_MAX) {
            faults.add(where(name) + what);
        }
    }

    /** Nothing else may be in an inner object. */
    public void close() {
        for (String name : object.propertyNames()) {
            if (!known.contains(name)) {
                fault("", "unexpected property '" + shown(name) + "'");
            }
        }
    }

    /**
     * Nothing else may be in the object.
     *
     * @throws InvalidParamsException when anything is wrong
     */
    public void end() throws InvalidParamsException {
        close();
        if (!faults.isEmpty()) {
            throw new InvalidParamsException(String.join("; ", faults));
        }
    }

    /** A name as a message may repeat it. */
    static String shown(String name) {
        String printable = name.replaceAll("\\p{Cntrl}", "?");
        return printable.length() <= NAME_SHOWN_MAX ? printable : printable.substring(0, NAME_SHOWN_MAX) + "…";
    }

    private @Nullable JsonNode take(String name) {
        known.add(name);
        return object.get(name);
    }

    private String string(String name, JsonNode value) {
        if (!value.isString()) {
            fault(name, "must be string");
            return "";
        }
        return value.stringValue();
    }

    private void missing(String name) {
        fault("", "must have required property '" + name + "'");
    }

    private String where(String name) {
        String at = name.isEmpty() ? path : path + "/" + name;
        return "at " + (at.isEmpty() ? "root" : at) + ": ";
    }

    private static boolean isWhole(JsonNode value) {
        return value.isIntegralNumber() || value.doubleValue() == Math.rint(value.doubleValue());
    }
}
