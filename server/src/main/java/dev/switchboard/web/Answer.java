package dev.switchboard.web;

import dev.switchboard.web.Exchange.Header;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A whole answer. */
public record Answer(int status, List<Header> headers, byte[] body) {
    public Answer {
        headers = List.copyOf(headers);
    }

    /** JSON text. */
    public static Answer json(int status, String json) {
        return text(status, "application/json", json);
    }

    /** Text of any type, in UTF-8. */
    public static Answer text(int status, String contentType, String text) {
        return new Answer(
                status, List.of(new Header("Content-Type", contentType)), text.getBytes(StandardCharsets.UTF_8));
    }

    /** No body. */
    public static Answer empty(int status) {
        return new Answer(status, List.of(), new byte[0]);
    }

    /** This answer with a header, unless it has one of that name. */
    Answer withDefault(String name, String value) {
        return headers.stream().anyMatch(header -> header.name().equalsIgnoreCase(name)) ? this : with(name, value);
    }

    /** This answer with one more header. */
    public Answer with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new Answer(status, more, body);
    }
}
