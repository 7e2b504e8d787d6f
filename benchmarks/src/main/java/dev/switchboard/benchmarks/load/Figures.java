package dev.switchboard.benchmarks.load;

import java.util.Locale;

/** How numbers are shown: three figures that count, and no more than are worth reading. */
final class Figures {
    private Figures() {}

    static String of(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, form, value);
    }
}
