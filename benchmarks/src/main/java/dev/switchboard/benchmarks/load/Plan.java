package dev.switchboard.benchmarks.load;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * What the model of a run is to do. It stands in the run's command, so that the model needs no memory of its runs.
 *
 * @param calls how many answers end with the call of a tool, before the one that ends the run
 * @param delayMillis before each answer
 * @param parts of what is said in each answer
 * @param partBytes how long each of them is, at least
 * @param apartMillis between two of them
 * @param alternating whether every other part is a thought, so that each becomes an item of its own; else they are one text
 */
public record Plan(int calls, int delayMillis, int parts, int partBytes, int apartMillis, boolean alternating) {
    private static final Pattern WORDS =
            Pattern.compile("plan calls=(\\d+) delay=(\\d+) parts=(\\d+) bytes=(\\d+) apart=(\\d+) alternating=(\\w+)");

    /** One short answer. */
    public static Plan answer() {
        return new Plan(0, 0, 1, 2, 0, false);
    }

    /** So many tool calls, one after the other, with a pause before each answer. */
    public static Plan calls(int calls, int delayMillis) {
        return new Plan(calls, delayMillis, 0, 0, 0, false);
    }

    /** Events in bulk: answers that are committed as 1,500 events and more each. */
    public static Plan bulk(int answers) {
        return new Plan(answers - 1, 0, 1000, 16, 0, true);
    }

    /** One answer, spoken piece by piece. */
    public static Plan speech(int pieces, int apartMillis) {
        return new Plan(0, 0, pieces, 16, apartMillis, false);
    }

    /** Reads the plan from a request to a model. */
    static Plan in(String request) {
        MatchResult words = WORDS.matcher(request)
                .results()
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("a request without a plan"));
        return new Plan(
                Integer.parseInt(words.group(1)),
                Integer.parseInt(words.group(2)),
                Integer.parseInt(words.group(3)),
                Integer.parseInt(words.group(4)),
                Integer.parseInt(words.group(5)),
                Boolean.parseBoolean(words.group(6)));
    }

    /** As it stands in a run's command. */
    String words() {
        return String.format(
                Locale.ROOT,
                "plan calls=%d delay=%d parts=%d bytes=%d apart=%d alternating=%b",
                calls,
                delayMillis,
                parts,
                partBytes,
                apartMillis,
                alternating);
    }

    /** The body of a request that starts a run with this plan in a directory, with further members as JSON, such as {@code "deltas":true}. */
    public String start(String workDir, String members) {
        return "{\"command\":\"" + words() + "\",\"work_dir\":\"" + workDir + "\"" + (members.isEmpty() ? "" : ",")
                + members + "}";
    }
}
