package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.ModelListener;
import java.util.ArrayList;
import java.util.List;

/** Writes down what it hears, a line each. */
final class Listened implements ModelListener {
    final List<String> lines = new ArrayList<>();

    @Override
    public void think(String fragment) {
        lines.add("think " + fragment);
    }

    @Override
    public void text(String fragment) {
        lines.add("text " + fragment);
    }

    @Override
    public void toolCall(String id, String name) {
        lines.add("call " + id + " " + name);
    }

    @Override
    public void toolArguments(String id, String fragment) {
        lines.add("arguments " + id + " " + fragment);
    }

    /** All fragments of one kind, joined. */
    String joined(String kind) {
        StringBuilder joined = new StringBuilder();
        lines.stream()
                .filter(line -> line.startsWith(kind + " "))
                .forEach(line -> joined.append(line.substring(kind.length() + 1)));
        return joined.toString();
    }
}
