package dev.switchboard.cli.terminal;

import java.util.ArrayList;
import java.util.List;

/** Rows under a heading, each column as wide as its widest cell. The last column is neither padded nor, without a bound, cut. */
public final class Table {
    private static final String GAP = "  ";

    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... heading) {
        rows.add(List.of(heading));
    }

    /** A row of as many cells as the heading has. */
    public Table row(String... cells) {
        if (cells.length != rows.getFirst().size()) {
            throw new IllegalArgumentException(
                    cells.length + " cells (expected: " + rows.getFirst().size() + ")");
        }
        rows.add(List.of(cells));
        return this;
    }

    /**
     * The lines, the heading first.
     *
     * @param columns of the terminal, within which lines are cut; 0 for no bound
     */
    public List<String> lines(int columns) {
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Width.of(row.get(i)));
            }
        }
        return rows.stream().map(row -> line(row, widths, columns)).toList();
    }

    private static String line(List<String> row, int[] widths, int columns) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length - 1; i++) {
            line.append(Width.pad(row.get(i), widths[i])).append(GAP);
        }
        String whole = line.append(row.getLast()).toString().stripTrailing();
        return columns > 0 ? Width.cut(whole, columns) : whole;
    }
}
