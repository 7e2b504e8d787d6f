package dev.switchboard.wire.runs;

/** The answer to a run that was started in the background. */
public record AcceptedRun(String runId, String sessionId) {

    public static AcceptedRun read(JsonMembers members) {
        String runId = "";
        String sessionId = "";
        while (members.next()) {
            switch (members.name()) {
                case "run_id" -> runId = members.text();
                case "session_id" -> sessionId = members.text();
                default -> {}
            }
        }
        return new AcceptedRun(runId, sessionId);
    }
}
