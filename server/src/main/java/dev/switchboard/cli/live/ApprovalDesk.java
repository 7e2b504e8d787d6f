package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.RunsClient.Decision;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks the person at this terminal about approvals, one after the other. The thread that follows the run tells what is asked and what has
 * been answered, here or anywhere else; a thread of the desk's own reads what the person types.
 */
final class ApprovalDesk {
    private static final Duration SETTLE = Duration.ofSeconds(1);

    private final RunsClient runs;
    private final String runId;
    private final Screen screen;
    private final Surroundings surroundings;
    private final UnaryOperator<String> here;
    private final Deque<ApprovalDocument> open = new ArrayDeque<>();
    private boolean reading;
    private boolean deaf;
    private boolean sending;
    private String answeredHere = "";

    ApprovalDesk(RunsClient runs, String runId, Screen screen, Surroundings surroundings, UnaryOperator<String> here) {
        this.runs = runs;
        this.runId = runId;
        this.screen = screen;
        this.surroundings = surroundings;
        this.here = here;
    }

    synchronized void asked(ApprovalDocument approval) {
        if (deaf) {
            later(approval);
            return;
        }
        open.add(approval);
        if (!reading) {
            reading = true;
            Thread.ofPlatform().daemon().name("approvals").start(this::read);
        }
        if (open.size() == 1) {
            ask();
        }
    }

    /** Somebody has answered; a question that stands on the screen is taken back, and the next one is asked. */
    synchronized void answered(RunLine.ApprovalAnswered answer) {
        ApprovalDocument current = open.peek();
        open.removeIf(approval -> approval.id().equals(answer.id()));
        boolean asked = current != null && current.id().equals(answer.id()) && !answeredHere.equals(answer.id());
        if (asked && answer.byPerson()) {
            screen.error(Style.YELLOW, screen.say(Text.DECIDED_ELSEWHERE, Plain.line(answer.by())));
        }
        if (!Objects.equals(current, open.peek())) {
            ask();
        }
    }

    /** Approves without asking. */
    void approve(ApprovalDocument approval) {
        decide(approval, Decision.APPROVE, null);
    }

    private void ask() {
        ApprovalDocument approval = open.peek();
        if (approval != null) {
            screen.error(
                    Style.BOLD,
                    screen.say(
                            Text.APPROVAL_QUESTION,
                            Plain.line(approval.sender()),
                            Plain.text(approval.description()),
                            Moments.local(approval.expiresAt(), surroundings.time())));
            screen.ask(screen.say(Text.APPROVAL_CHOICES));
        }
    }

    private void read() {
        BufferedReader lines = new BufferedReader(new InputStreamReader(surroundings.in(), StandardCharsets.UTF_8));
        try {
            String line;
            while ((line = lines.readLine()) != null) {
                screen.answered();
                typed(line.strip());
            }
        } catch (IOException e) {
            screen.detail(String.valueOf(e.getMessage()));
        }
        stopListening();
    }

    private synchronized void stopListening() {
        deaf = true;
        open.forEach(this::later);
        open.clear();
    }

    private void later(ApprovalDocument approval) {
        screen.error(
                Style.YELLOW,
                screen.say(
                        Text.APPROVAL_LATER, here.apply("switchboard approvals approve " + ShortId.of(approval.id()))));
    }

    private void typed(String line) {
        ApprovalDocument approval = current();
        if (approval == null || line.isEmpty()) {
            return;
        }
        String word = line.split("\\s+", 2)[0];
        String rest = line.substring(word.length()).strip();
        switch (word.toLowerCase(java.util.Locale.ROOT)) {
            case "y", "yes", "是" -> decide(approval, Decision.APPROVE, null);
            case "s", "session", "会话" -> decide(approval, Decision.APPROVE_FOR_SESSION, null);
            case "n", "no", "否" -> decide(approval, Decision.REJECT, rest.isEmpty() ? null : rest);
            default -> screen.ask(screen.say(Text.APPROVAL_CHOICES));
        }
    }

    private synchronized @Nullable ApprovalDocument current() {
        return open.peek();
    }

    private void decide(ApprovalDocument approval, Decision decision, @Nullable String feedback) {
        synchronized (this) {
            answeredHere = approval.id();
            sending = true;
        }
        try {
            runs.decide(runId, approval.id(), decision, feedback);
        } catch (ClientException e) {
            if (e.problem() instanceof ClientProblem.Refused refused && refused.status() == 409) {
                screen.error(
                        Style.YELLOW,
                        screen.say(
                                Text.DECIDED_ELSEWHERE,
                                Plain.line(refused.error().fact("by"))));
            } else {
                askAgain(e);
            }
        } finally {
            sent();
        }
    }

    private synchronized void sent() {
        sending = false;
        notifyAll();
    }

    /** Waits until it is known what became of the last answer, for a moment at most: the run may have ended before. */
    synchronized void settle() throws InterruptedException {
        long deadline = surroundings.time().nanos() + SETTLE.toNanos();
        while (sending && surroundings.time().nanos() < deadline) {
            wait(SETTLE.toMillis());
        }
    }

    private synchronized void askAgain(ClientException e) {
        answeredHere = "";
        screen.error(Style.RED, Explain.problem(e.problem(), screen).what());
        ask();
    }
}
