package dev.switchboard.wire.runs;

import java.util.ArrayList;
import java.util.List;

/**
 * An error body, of the runs API ({@code {"error","details","code","next"}}) or RFC 9457 ({@code {"title","detail","code","next"}}). Texts
 * that are absent are empty.
 *
 * @param facts the other members that are scalars, such as {@code by} and {@code decision} of a conflict
 */
public record ErrorDocument(String code, String detail, String next, List<Fact> facts) {
    public ErrorDocument {
        facts = List.copyOf(facts);
    }

    /** A named fact of an error. */
    public record Fact(String name, String value) {}

    /** The fact of that name; empty when there is none. */
    public String fact(String name) {
        return facts.stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst()
                .orElse("");
    }

    public static ErrorDocument read(JsonMembers members) {
        String code = "";
        String error = "";
        String detail = "";
        String title = "";
        String next = "";
        List<Fact> facts = new ArrayList<>();
        while (members.next()) {
            switch (members.name()) {
                case "code" -> code = members.text();
                case "error" -> error = members.text();
                case "title" -> title = members.text();
                case "detail" -> detail = members.text();
                case "details" -> detail = details(members);
                case "next" -> next = members.text();
                case "type", "status", "instance" -> {}
                default -> {
                    String value = members.scalar();
                    if (!value.isEmpty()) {
                        facts.add(new Fact(members.name(), value));
                    }
                }
            }
        }
        return new ErrorDocument(firstOf(code, error), firstOf(detail, title, error), next, facts);
    }

    /** A sentence, or a list of faults with the path of a field and what it breaks. */
    private static String details(JsonMembers members) {
        String sentence = members.scalar();
        return sentence.isEmpty() ? String.join("; ", members.objects(ErrorDocument::fault)) : sentence;
    }

    private static String fault(JsonMembers members) {
        String field = "";
        String message = "";
        String value = "";
        while (members.next()) {
            switch (members.name()) {
                case "loc" -> field = String.join(".", members.scalars());
                case "msg" -> message = members.text();
                case "value" -> value = members.scalar();
                default -> {}
            }
        }
        String shown = value.isEmpty() ? "" : " (\"" + value + "\")";
        return field.isEmpty() ? message + shown : field + ": " + message + shown;
    }

    private static String firstOf(String... texts) {
        for (String text : texts) {
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
