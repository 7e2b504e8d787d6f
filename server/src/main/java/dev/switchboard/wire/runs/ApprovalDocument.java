package dev.switchboard.wire.runs;

/**
 * Somebody is or was asked whether a tool may do something. Texts that are absent are empty.
 *
 * @param runId the run that waits; empty where the address already names it
 * @param sender name of the tool
 * @param status {@code pending}, {@code approved}, {@code rejected} or {@code expired}
 * @param by who decided
 */
public record ApprovalDocument(
        String id,
        String runId,
        String sender,
        String action,
        String description,
        String status,
        String decision,
        String createdAt,
        String expiresAt,
        String by,
        String feedback) {

    public boolean pending() {
        return status.equals("pending");
    }

    public static ApprovalDocument read(JsonMembers members) {
        String id = "";
        String runId = "";
        String sender = "";
        String action = "";
        String description = "";
        String status = "";
        String decision = "";
        String createdAt = "";
        String expiresAt = "";
        String by = "";
        String feedback = "";
        while (members.next()) {
            switch (members.name()) {
                case "id" -> id = members.text();
                case "run_id" -> runId = members.text();
                case "sender" -> sender = members.text();
                case "action" -> action = members.text();
                case "description" -> description = members.text();
                case "status" -> status = members.text();
                case "decision" -> decision = members.text();
                case "created_at" -> createdAt = members.text();
                case "expires_at" -> expiresAt = members.text();
                case "by" -> by = members.text();
                case "feedback" -> feedback = members.text();
                default -> {}
            }
        }
        return new ApprovalDocument(
                id, runId, sender, action, description, status, decision, createdAt, expiresAt, by, feedback);
    }
}
