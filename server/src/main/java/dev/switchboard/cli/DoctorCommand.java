package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Text;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;

/** {@code switchboard doctor}: looks at what usually goes wrong, in the order in which it does, each with what helps. */
@CommandLine.Command(name = "doctor")
final class DoctorCommand implements Command {

    @Override
    public int run(Call call) {
        List<Finding> findings = new ArrayList<>();
        boolean served = new Checks(call).all(finding -> {
            findings.add(finding);
            tell(call, finding);
        });
        boolean healthy = findings.stream().noneMatch(finding -> finding.state() == Finding.State.BROKEN);
        switch (call.format()) {
            case JSON -> call.screen().data(document(findings, healthy));
            case TEXT -> call.screen().note(call.say(summary(healthy, served)));
            case NDJSON -> {
                // Each finding has had its line.
            }
        }
        return healthy ? ExitCode.OK : ExitCode.FAILED;
    }

    private static Text summary(boolean healthy, boolean served) {
        if (!healthy) {
            return Text.DOCTOR_ILL;
        }
        return served ? Text.DOCTOR_HEALTHY : Text.DOCTOR_NO_SERVER;
    }

    private static void tell(Call call, Finding finding) {
        switch (call.format()) {
            case TEXT -> {
                call.screen().data(finding.state().mark() + " " + finding.what());
                if (!finding.fix().isEmpty()) {
                    call.screen().data("  → " + call.here(finding.fix()));
                }
            }
            case NDJSON -> call.screen().data(finding.json());
            case JSON -> {
                // All of them make one document.
            }
        }
    }

    private static String document(List<Finding> findings, boolean healthy) {
        return JsonText.object(json -> {
            json.writeBooleanProperty("ok", healthy).writeArrayPropertyStart("checks");
            findings.forEach(finding -> json.writeRawValue(finding.json()));
            json.writeEndArray();
        });
    }
}
