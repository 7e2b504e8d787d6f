package dev.switchboard.benchmarks.storage;

import dev.switchboard.journal.EventCodec;

/** Events that are their payload. */
enum Text implements EventCodec<String> {
    CODEC;

    /** A payload of so many characters: a JSON string. */
    static String payload(int characters) {
        return '"' + "x".repeat(characters - 2) + '"';
    }

    @Override
    public String type(String event) {
        return "text";
    }

    @Override
    public int version() {
        return 1;
    }

    @Override
    public String encode(String event) {
        return event;
    }

    @Override
    public String decode(String type, int version, String payload) {
        return payload;
    }
}
