package dev.switchboard.benchmarks.load;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The figures of one benchmark: named rows, with one sample of each a round. One thread adds. */
public final class Findings {
    private final Map<String, Row> rows = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();

    /** Adds a sample to a row; rows are shown in the order of their first samples. */
    public void add(String what, String unit, double value) {
        rows.computeIfAbsent(what, _ -> new Row(unit)).samples.add(value);
    }

    /** Says what the median of a row is meant to be. */
    public void target(String what, Target target) {
        Row row = rows.get(what);
        if (row != null) {
            row.target = target;
        }
    }

    /** Adds a line below the table. */
    public void note(String text) {
        notes.add(text);
    }

    /** Prints each row with the median of its samples and, where there are several, their least and greatest. */
    public void print(PrintStream out) {
        List<String[]> lines = new ArrayList<>();
        lines.add(new String[] {"", "median", "unit", "least – greatest", "target"});
        rows.forEach((what, row) -> lines.add(row.cells(what)));
        int[] widths = new int[5];
        for (String[] line : lines) {
            for (int i = 0; i < line.length; i++) {
                widths[i] = Math.max(widths[i], line[i].length());
            }
        }
        for (String[] line : lines) {
            StringBuilder text = new StringBuilder("  ");
            for (int i = 0; i < line.length; i++) {
                String space = " ".repeat(widths[i] - line[i].length());
                text.append(i == 1 ? space + line[i] : line[i] + space).append("  ");
            }
            out.println(text.toString().stripTrailing());
        }
        notes.forEach(note -> out.println("  " + note));
        out.println();
    }

    private static final class Row {
        private final String unit;
        private final List<Double> samples = new ArrayList<>();
        private @Nullable Target target;

        Row(String unit) {
            this.unit = unit;
        }

        private String[] cells(String what) {
            double[] sorted =
                    samples.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            double median = median(sorted);
            String spread = sorted.length < 2
                    ? ""
                    : Figures.of(sorted[0]) + " – " + Figures.of(sorted[sorted.length - 1]) + " of " + sorted.length;
            String meant = target == null ? "" : target + (target.isMet(median) ? "  met" : "  MISSED");
            return new String[] {what, Figures.of(median), unit, spread, meant};
        }

        private static double median(double[] sorted) {
            int half = sorted.length / 2;
            return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        }
    }
}
