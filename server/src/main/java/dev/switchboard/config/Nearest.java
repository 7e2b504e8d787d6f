package dev.switchboard.config;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the word that a mistyped one was probably meant to be. */
public final class Nearest {
    private static final int FARTHEST = 3;
    private static final int LONGEST = 200;

    private Nearest() {}

    /**
     * The candidate that is fewest slips away, at most three and at most a third of the word; else the only one that ends with the
     * word, as when the first parts of a key are missing.
     */
    public static Optional<String> to(String word, Collection<String> candidates) {
        if (word.isEmpty() || word.length() > LONGEST) {
            return Optional.empty();
        }
        int farthest = Math.min(FARTHEST, Math.max(1, word.length() / 3));
        Optional<String> close = candidates.stream()
                .filter(candidate -> distance(word, candidate) <= farthest)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
        return close.or(() -> onlyOneThatEndsWith(word, candidates));
    }

    private static Optional<String> onlyOneThatEndsWith(String word, Collection<String> candidates) {
        var endings = candidates.stream()
                .filter(candidate -> candidate.endsWith("." + word))
                .limit(2)
                .toList();
        return endings.size() == 1 ? Optional.of(endings.getFirst()) : Optional.empty();
    }

    /** How many letters must be put in, left out, replaced or swapped with their neighbour. */
    private static int distance(String one, String other) {
        int[] beforeLast = new int[0];
        int[] last = new int[other.length() + 1];
        for (int column = 0; column < last.length; column++) {
            last[column] = column;
        }
        for (int row = 1; row <= one.length(); row++) {
            int[] current = new int[other.length() + 1];
            current[0] = row;
            for (int column = 1; column <= other.length(); column++) {
                int replaced = last[column - 1] + (one.charAt(row - 1) == other.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, Math.min(last[column], current[column - 1]) + 1);
                if (row > 1
                        && column > 1
                        && one.charAt(row - 1) == other.charAt(column - 2)
                        && one.charAt(row - 2) == other.charAt(column - 1)) {
                    current[column] = Math.min(current[column], beforeLast[column - 2] + 1);
                }
            }
            beforeLast = last;
            last = current;
        }
        return last[other.length()];
    }
}
