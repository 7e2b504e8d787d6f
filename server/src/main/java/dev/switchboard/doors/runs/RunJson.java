package dev.switchboard.doors.runs;

import dev.switchboard.agent.model.Usage;
import dev.switchboard.doors.json.Json;
import dev.switchboard.runs.record.Approval;
import dev.switchboard.runs.record.Digest;
import dev.switchboard.runs.record.Run;
import dev.switchboard.runs.record.RunEvent;
import dev.switchboard.runs.record.RunId;
import dev.switchboard.runs.record.Wording;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Runs and approvals as the JSON of this door's resources. */
final class RunJson {
    /** A list shows no more of each command than this. */
    static final int LISTED_COMMAND_CHARS_MAX = 1000;

    private RunJson() {}

    /** The answer to a start that nobody waits for. */
    static ObjectNode accepted(Run run) {
        ObjectNode json = Json.object();
        json.put("run_id", run.id().value());
        json.put("session_id", run.session().value());
        json.put("status", Wording.word(run.status()));
        json.put("events", "/api/v1/runs/" + run.id() + "/events");
        return json;
    }

    /** A run that was asked for by its id. */
    static ObjectNode run(Run run) {
        return run(run, run.spec().command());
    }

    /** A run among others. */
    static ObjectNode listed(Run run) {
        String command = run.spec().command();
        if (command.length() <= LISTED_COMMAND_CHARS_MAX) {
            return run(run, command);
        }
        int end = LISTED_COMMAND_CHARS_MAX;
        if (Character.isHighSurrogate(command.charAt(end - 1))) {
            end--;
        }
        return run(run, command.substring(0, end)).put("command_truncated", true);
    }

    private static ObjectNode run(Run run, String command) {
        ObjectNode json = Json.object();
        json.put("run_id", run.id().value());
        json.put("session_id", run.session().value());
        json.put("status", Wording.word(run.status()));
        optional(json, "reason", run.reason());
        json.put("command", command);
        json.put("work_dir", run.spec().workDir().toString());
        json.put("model_name", run.modelName());
        json.put("created_at", Wording.time(run.createdAt()));
        optional(json, "started_at", run.startedAt());
        optional(json, "ended_at", run.endedAt());
        json.put("steps", run.steps());
        usage(json, run.usage());
        json.put("first_seq", run.firstSeq());
        json.put("last_seq", run.lastSeq());
        if (run.digest() != null) {
            digest(json, run.digest());
        }
        json.put("approvals_pending", run.approvalsPending());
        json.put("on_disconnect", Wording.word(run.spec().onDisconnect()));
        json.put("origin", run.spec().origin().kind());
        json.set("metadata", Json.read(run.spec().metadata()));
        return json;
    }

    /** How a run ended. */
    static void end(ObjectNode json, RunEvent.TurnCompleted end) {
        json.put("status", Wording.word(end.status()));
        optional(json, "reason", end.reason());
        if (end.steps() != null) {
            json.put("steps", end.steps());
        }
        if (end.error() != null) {
            ObjectNode error =
                    json.putObject("error").put("message", end.error().message());
            optional(error, "details", end.error().details());
        }
        usage(json, end.usage());
        digest(json, end.digest());
    }

    static ObjectNode cancelling(RunId run) {
        return Json.object().put("run_id", run.value()).put("status", "cancelling");
    }

    static ObjectNode approval(Approval approval) {
        ObjectNode json = Json.object();
        json.put("id", approval.id());
        json.put("run_id", approval.run().value());
        json.put("tool_call_id", approval.callId());
        json.put("sender", approval.sender());
        json.put("action", approval.action());
        json.put("description", approval.description());
        json.put("status", Wording.word(approval.status()));
        json.put("created_at", Wording.time(approval.createdAt()));
        json.put("expires_at", Wording.time(approval.expiresAt()));
        if (approval.decision() != null) {
            json.put("decision", Wording.word(approval.decision()));
        }
        optional(json, "by", approval.by());
        optional(json, "feedback", approval.feedback());
        return json;
    }

    private static void usage(ObjectNode json, Usage usage) {
        ObjectNode tokens = json.putObject("usage");
        tokens.put("prompt_tokens", usage.promptTokens());
        tokens.put("completion_tokens", usage.completionTokens());
        tokens.put("cached_tokens", usage.cachedTokens());
        tokens.put("reasoning_tokens", usage.reasoningTokens());
        if (usage.cost() != null) {
            tokens.putObject("cost")
                    .put("amount", usage.cost().digits())
                    .put("currency", usage.cost().currency());
        }
    }

    private static void digest(ObjectNode json, Digest digest) {
        json.putObject("digest").put("events", digest.events()).put("sha256", digest.sha256());
    }

    private static void optional(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static void optional(ObjectNode json, String name, @Nullable Instant value) {
        if (value != null) {
            json.put(name, Wording.time(value));
        }
    }
}
