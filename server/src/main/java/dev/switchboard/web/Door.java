package dev.switchboard.web;

import java.util.List;

/** One protocol. It mounts its routes once and renders what is refused on them in its own dialect. */
public interface Door {

    /** Lower-case word, for metrics and logs. */
    String name();

    /** The path prefixes on which this door also renders what no route answers, such as {@code /api/v1/runs}. The longest one wins. */
    List<String> prefixes();

    void mount(Routes routes);

    /** How this door says no. */
    Answer render(Refusal refusal);
}
