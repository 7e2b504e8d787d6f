package dev.switchboard.agent.tool.builtin;

/** A number with the word that goes with it. */
final class Counted {
    private Counted() {}

    static String of(long number, String one, String many) {
        return number + " " + (number == 1 ? one : many);
    }
}
