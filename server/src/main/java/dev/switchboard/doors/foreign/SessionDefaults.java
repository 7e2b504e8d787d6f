package dev.switchboard.doors.foreign;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * How a gateway spells the keys of sessions: its default agent, and the name of that agent's main session. Gateways differ in which spelling they
 * send and compare; with one spelling on both sides it does not matter.
 */
record SessionDefaults(String agentId, String mainKey) {
    static final SessionDefaults USUAL = new SessionDefaults("main", "main");

    private static final Set<String> PLACELESS = Set.of("global", "unknown");
    private static final Pattern FOREIGN = Pattern.compile("[^a-z0-9_-]+");
    private static final Pattern OUTER_DASHES = Pattern.compile("^-+|-+$");
    private static final int MAX_AGENT = 64;

    /** The canonical spelling; empty when the key is. */
    String canonical(String key) {
        String trimmed = key.strip();
        String lower = trimmed.toLowerCase(Locale.ROOT);
        if (trimmed.isEmpty() || PLACELESS.contains(lower)) {
            return lower;
        }
        List<String> parts = new ArrayList<>(List.of(lower.split(":")));
        parts.removeIf(String::isEmpty);
        if (parts.size() >= 3 && parts.getFirst().equals("agent")) {
            return "agent:" + agent(parts.get(1)) + ":" + String.join(":", parts.subList(2, parts.size()));
        }
        boolean main = lower.equals("main") || lower.equals(mainKey.toLowerCase(Locale.ROOT));
        return ("agent:" + agentId + ":" + (main ? mainKey : lower)).toLowerCase(Locale.ROOT);
    }

    private String agent(String raw) {
        String dashed =
                OUTER_DASHES.matcher(FOREIGN.matcher(raw).replaceAll("-")).replaceAll("");
        String cut = dashed.substring(0, Math.min(MAX_AGENT, dashed.length()));
        return cut.isEmpty() ? agentId.toLowerCase(Locale.ROOT) : cut;
    }
}
