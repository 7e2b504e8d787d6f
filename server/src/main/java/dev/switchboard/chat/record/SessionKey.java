package dev.switchboard.chat.record;

import dev.switchboard.journal.StreamId;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Names a chat session in the one spelling that everything inside uses: {@code agent:<agent>:<name>}, {@code global} or {@code unknown}, in
 * lower case.
 */
public record SessionKey(String canonical) {
    public static final String MAIN = "main";

    /** The longest key, in characters. */
    public static final int LENGTH_MAX = 512;

    private static final String AGENT = "agent";
    private static final String GLOBAL = "global";
    private static final String UNKNOWN = "unknown";
    private static final int AGENT_LENGTH_MAX = 64;

    public SessionKey {
        if (canonical.isEmpty() || canonical.length() > LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "session key: " + canonical.length() + " characters (expected: 1 to " + LENGTH_MAX + ")");
        }
    }

    /** Reads a key in any spelling, where both the agent and its main session are called {@code main} unless they are named. */
    public static SessionKey of(String raw) {
        return of(raw, MAIN, MAIN);
    }

    /**
     * Reads a key in any spelling.
     *
     * @param defaultAgent the agent of a key that names none
     * @param mainKey the name of an agent's main session
     * @throws ProblemException {@code InvalidRequest} for one that is blank, too long or has control characters
     */
    public static SessionKey of(String raw, String defaultAgent, String mainKey) {
        String text = raw.strip();
        if (text.isEmpty()
                || text.length() > LENGTH_MAX - AGENT_LENGTH_MAX
                || text.chars().anyMatch(Character::isISOControl)) {
            throw new ProblemException(Problem.InvalidRequest.of(
                    "sessionKey",
                    "not a session key (expected: 1 to " + (LENGTH_MAX - AGENT_LENGTH_MAX)
                            + " characters without control characters)"));
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.equals(GLOBAL) || lower.equals(UNKNOWN)) {
            return new SessionKey(lower);
        }
        List<String> parts = parts(lower);
        if (parts.size() >= 3 && parts.getFirst().equals(AGENT)) {
            return inAgent(agentId(parts.get(1), defaultAgent), String.join(":", parts.subList(2, parts.size())));
        }
        String main = mainKey.toLowerCase(Locale.ROOT);
        return inAgent(agentId(defaultAgent, MAIN), lower.equals(MAIN) ? main : lower);
    }

    /** An agent's id in its canonical spelling: {@code a-z0-9_-}, at most 64 characters, without dashes at its ends. */
    public static String agentId(String raw, String otherwise) {
        String id = raw.strip().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_-]", "-");
        id = id.replaceAll("^-+|-+$", "");
        id = id.substring(0, Math.min(id.length(), AGENT_LENGTH_MAX)).replaceAll("-+$", "");
        return id.isEmpty() ? otherwise : id;
    }

    /** The agent of the session; {@code main} where the key names none. */
    public String agentId() {
        return hasAgent() ? canonical.substring(AGENT.length() + 1, nameStart() - 1) : MAIN;
    }

    /** What the session is called in its agent. */
    public String name() {
        return hasAgent() ? canonical.substring(nameStart()) : canonical;
    }

    /** Whether it is the main session of its agent, where that is called {@code mainKey}. */
    public boolean isMain(String mainKey) {
        return hasAgent() && name().equals(mainKey.toLowerCase(Locale.ROOT));
    }

    public boolean isGlobal() {
        return canonical.equals(GLOBAL);
    }

    public boolean isUnknown() {
        return canonical.equals(UNKNOWN);
    }

    /** The stream of what happens in the session; it outlives the session, so that its numbers are never given again. */
    public StreamId events() {
        return new StreamId("session", canonical);
    }

    @Override
    public String toString() {
        return canonical;
    }

    private boolean hasAgent() {
        return canonical.startsWith(AGENT + ":");
    }

    private int nameStart() {
        return canonical.indexOf(':', AGENT.length() + 1) + 1;
    }

    private static SessionKey inAgent(String agent, String name) {
        return new SessionKey(AGENT + ":" + agent + ":" + name);
    }

    private static List<String> parts(String text) {
        List<String> parts = new ArrayList<>();
        for (String part : text.split(":", -1)) {
            if (!part.isBlank()) {
                parts.add(part.strip());
            }
        }
        return parts;
    }
}
