package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Width;
import java.util.ArrayList;
import java.util.List;

/** Names and values, one pair a line, the values below each other. Pairs without a value are left out. */
final class Facts {
    private final List<Fact> facts = new ArrayList<>();

    private record Fact(String name, String value) {}

    void add(String name, String value) {
        if (!value.isEmpty()) {
            facts.add(new Fact(name, value));
        }
    }

    void show(Screen screen) {
        int widest =
                facts.stream().mapToInt(fact -> Width.of(fact.name())).max().orElse(0);
        for (Fact fact : facts) {
            screen.data(fact.name() + " ".repeat(widest - Width.of(fact.name()) + 2) + fact.value());
        }
    }
}
