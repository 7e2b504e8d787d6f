package dev.switchboard.doors.foreign;

import dev.switchboard.doors.foreign.Messages.Answer;
import dev.switchboard.doors.foreign.SessionLog.HeldEnd;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sees to it that every run ends, once and with what it said: after a reconnect it asks how the runs fared that were open, and an end without
 * a message is looked up in the history. On virtual threads.
 */
final class Ends {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int HISTORY = 50;

    private final Time time;

    Ends(Time time) {
        this.time = time;
    }

    /**
     * Concludes the runs of a session that ended while nobody listened.
     *
     * @param restarted whether the gateway has forgotten what it was doing
     */
    void conclude(String sessionKey, SessionLog log, Connection connection, boolean restarted)
            throws GatewayException, InterruptedException {
        for (OpenRun.Snapshot run : log.openRuns()) {
            ObjectNode waited = wait(run, connection);
            String status = waited.path("status").asString("");
            boolean ended = status.equals("ok") || status.equals("error");
            if (ended || restarted) {
                log.conclude(
                        run.id(),
                        end(
                                sessionKey,
                                run,
                                waited,
                                history(sessionKey, connection).answer(run)));
            }
        }
    }

    /** Lets an end that came without a message go, with what the history has instead of it; as it is when the history cannot be had. */
    void mend(String sessionKey, HeldEnd end, SessionLog log, Connection connection) throws InterruptedException {
        ObjectNode mended = null;
        try {
            mended = mended(end, history(sessionKey, connection).answer(end.run()));
        } catch (GatewayException e) {
            // The end as it came is better than none.
        } finally {
            log.settle(end, mended);
        }
    }

    private static ObjectNode wait(OpenRun.Snapshot run, Connection connection) throws InterruptedException {
        ObjectNode params =
                Incoming.JSON.createObjectNode().put("runId", run.id()).put("timeoutMs", 0);
        try {
            return connection.call("agent.wait", params, PATIENCE);
        } catch (GatewayException e) {
            return Incoming.JSON.createObjectNode(); // It does not know: the run stays open unless all have ended.
        }
    }

    private static Messages history(String sessionKey, Connection connection)
            throws GatewayException, InterruptedException {
        ObjectNode params =
                Incoming.JSON.createObjectNode().put("sessionKey", sessionKey).put("limit", HISTORY);
        return new Messages(connection.call("chat.history", params, PATIENCE));
    }

    private ObjectNode end(String sessionKey, OpenRun.Snapshot run, ObjectNode waited, @Nullable Answer answer) {
        ObjectNode end = Incoming.JSON
                .createObjectNode()
                .put("runId", run.id())
                .put("sessionKey", sessionKey)
                .put("seq", run.lastSeq() + 1);
        String status = waited.path("status").asString("");
        String failure = failure(status, waited, answer);
        if (failure != null) {
            return end.put("state", "error").put("errorMessage", failure);
        }
        end.put("state", "final");
        if (answer != null && !answer.text().isBlank()) {
            end.set("message", message(answer.text()));
        }
        return end;
    }

    /** Why the run ended badly; absent when it did not. */
    private static @Nullable String failure(String status, ObjectNode waited, @Nullable Answer answer) {
        if (answer != null && answer.errorMessage() != null) {
            return answer.errorMessage();
        }
        return switch (status) {
            case "ok" -> null;
            case "error" -> waited.path("error").asString("the run failed");
            default -> answer != null && answer.whole() ? null : "the gateway was restarted before the run had ended";
        };
    }

    /** The end with what the history says; null when there is nothing to add. */
    private @Nullable ObjectNode mended(HeldEnd end, @Nullable Answer answer) {
        if (answer == null) {
            return null;
        }
        ObjectNode payload = end.event().payload().deepCopy();
        if (answer.errorMessage() != null) {
            return payload.put("state", "error").put("errorMessage", answer.errorMessage());
        }
        // A text that nobody has heard is meant for nobody: an agent says it to say nothing.
        boolean heard = !end.run().text().isBlank();
        if (!heard || answer.text().isBlank()) {
            return null;
        }
        payload.set("message", message(answer.text()));
        return payload;
    }

    private ObjectNode message(String text) {
        ObjectNode message = Incoming.JSON.createObjectNode().put("role", "assistant");
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message.put("timestamp", time.now().toEpochMilli());
    }
}
