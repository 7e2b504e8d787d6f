package dev.switchboard.testing;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** The lines of a run as a server writes them, with their numbers and their digest, a tenth of a second apart. One thread at a time. */
public final class RunStory {
    private static final Instant BEGUN = Instant.parse("2025-11-19T07:15:23.412Z");
    private static final Duration EACH = Duration.ofMillis(100);

    private final String runId;
    private final List<String> lines = new ArrayList<>();
    private byte[] hash = new byte[32];
    private int events;

    private RunStory(String runId) {
        this.runId = runId;
    }

    /** Of a run that has begun to work. */
    public static RunStory of(String runId, String sessionId) {
        return new RunStory(runId)
                .event(
                        "thread.started",
                        "{\"thread_id\":\"" + runId + "\",\"work_dir\":\"/work\",\"agent_file\":\"\",\"session_id\":\""
                                + sessionId + "\",\"model_name\":\"kimi-k2\",\"env_overrides\":{}}")
                .event("turn.started", "{}");
    }

    /** An event of any kind; the payload is compact JSON. */
    public RunStory event(String type, String payload) {
        events++;
        hash = sha256(hash, (events + "\n" + type + "\n" + payload + "\n").getBytes(StandardCharsets.UTF_8));
        lines.add(line(type, payload, events));
        return this;
    }

    public RunStory said(String itemId, String text) {
        return event("item.started", item(itemId, text)).event("item.completed", item(itemId, text));
    }

    public RunStory called(String callId, String tool, String arguments) {
        return event(
                "tool_call",
                "{\"type\":\"function\",\"id\":\"" + callId + "\",\"function\":{\"name\":\"" + tool
                        + "\",\"arguments\":" + quoted(arguments) + "}}");
    }

    public RunStory returned(String callId, boolean ok, String output, String brief) {
        return event(
                "tool_result",
                "{\"tool_call_id\":\"" + callId + "\",\"ok\":" + ok + ",\"result\":{\"output\":" + quoted(output)
                        + ",\"message\":\"\",\"brief\":" + quoted(brief) + "}}");
    }

    public RunStory asked(String approvalId, String tool, String description) {
        return event(
                "approval_request",
                "{\"id\":\"" + approvalId + "\",\"tool_call_id\":\"c1\",\"sender\":\"" + tool
                        + "\",\"action\":\"run shell command\",\"description\":" + quoted(description)
                        + ",\"expires_at\":\"2025-11-19T07:25:23.512Z\"}");
    }

    public RunStory answered(String approvalId, String decision, String by) {
        return event(
                "approval_response",
                "{\"id\":\"" + approvalId + "\",\"decision\":\"" + decision + "\",\"by\":\"" + by + "\"}");
    }

    public RunStory ended(String status) {
        return ended(status, "");
    }

    /**
     * @param more further members of the terminal payload, each with a comma before it
     */
    public RunStory ended(String status, String more) {
        lines.add(line(
                "turn.completed",
                "{\"status\":\"" + status + "\",\"steps\":2,\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":20}"
                        + more + ",\"digest\":{\"events\":" + events + ",\"sha256\":\""
                        + HexFormat.of().formatHex(hash) + "\"}}",
                events + 1));
        return this;
    }

    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** The lines after that number. */
    public List<String> after(long seq) {
        return lines().subList((int) seq, lines.size());
    }

    /** A fragment that is not logged. */
    public String delta(String itemId, String kind, int offset, String text) {
        return volatileLine(
                "item.delta",
                "{\"item_id\":\"" + itemId + "\",\"kind\":\"" + kind + "\",\"offset\":" + offset + ",\"delta\":"
                        + quoted(text) + "}");
    }

    public String heartbeat(long after) {
        return volatileLine("heartbeat", "{\"after\":" + after + "}");
    }

    private String volatileLine(String type, String payload) {
        return "{\"run_id\":\"" + runId + "\",\"type\":\"" + type + "\",\"payload\":" + payload + ",\"ts\":\"" + BEGUN
                + "\"}";
    }

    private String line(String type, String payload, long seq) {
        return "{\"run_id\":\"" + runId + "\",\"type\":\"" + type + "\",\"payload\":" + payload + ",\"ts\":\""
                + BEGUN.plus(EACH.multipliedBy(seq)) + "\",\"seq\":" + seq + "}";
    }

    private static String item(String id, String text) {
        return "{\"item\":{\"id\":\"" + id + "\",\"type\":\"agent_message\",\"text\":" + quoted(text) + "}}";
    }

    private static String quoted(String text) {
        return "\""
                + text.replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                        .replace("\u001b", "\\u001b")
                + "\"";
    }

    private static byte[] sha256(byte[] before, byte[] text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(before);
            return digest.digest(text);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
