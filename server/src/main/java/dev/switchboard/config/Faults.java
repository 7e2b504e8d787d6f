package dev.switchboard.config;

import dev.switchboard.problem.Problem;
import java.util.ArrayList;
import java.util.List;

/** What is wrong with a configuration. It grows, so that everything can be told at once. */
final class Faults {
    private final List<Problem.Fault> faults = new ArrayList<>();

    /** Adds what is wrong with a key; the empty key is the configuration as a whole. */
    void add(String key, String msg) {
        faults.add(new Problem.Fault(key.isEmpty() ? List.of() : List.of(key), "value_error", msg, null));
    }

    int count() {
        return faults.size();
    }

    boolean has(String key) {
        return faults.stream().anyMatch(fault -> fault.loc().contains(key));
    }

    List<Problem.Fault> all() {
        return List.copyOf(faults);
    }
}
