package dev.switchboard.benchmarks.load;

/** What a figure is meant to be. */
public record Target(Bound bound, double value) {

    public static Target atMost(double value) {
        return new Target(Bound.AT_MOST, value);
    }

    public static Target atLeast(double value) {
        return new Target(Bound.AT_LEAST, value);
    }

    boolean isMet(double measured) {
        return switch (bound) {
            case AT_MOST -> measured <= value;
            case AT_LEAST -> measured >= value;
        };
    }

    @Override
    public String toString() {
        return switch (bound) {
            case AT_MOST -> "≤ " + Figures.of(value);
            case AT_LEAST -> "≥ " + Figures.of(value);
        };
    }

    /** On which side of the value it has to be. */
    public enum Bound {
        AT_MOST,
        AT_LEAST
    }
}
