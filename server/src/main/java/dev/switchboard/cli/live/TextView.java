package dev.switchboard.cli.live;

import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.RunStream;
import dev.switchboard.client.StreamLine;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunLine;

/**
 * Shows a run to a person: what the agent says is data, everything else is notes. On a terminal the text appears as it is spoken, without
 * control characters; into a pipe goes each message as it is, when it is whole.
 */
public final class TextView implements RunView {
    private final Screen screen;
    private final boolean live;
    private final boolean thinking;
    private final ApprovalPolicy policy;
    private final SpokenText spoken = new SpokenText();
    private final SpokenText thought = new SpokenText();

    private String since;
    private String until = "";
    private String speaking = "";
    private boolean anySaid;

    /**
     * @param since when the run began to work, RFC 3339 in UTC; empty when its first line tells
     * @param live whether data goes to a terminal
     * @param thinking whether thoughts are shown
     * @param policy what becomes of approvals; those that are asked here need no note
     */
    public TextView(Screen screen, String since, boolean live, boolean thinking, ApprovalPolicy policy) {
        this.screen = screen;
        this.live = live;
        this.thinking = thinking;
        this.policy = policy;
        this.since = since;
    }

    @Override
    public boolean wantsDeltas() {
        return live;
    }

    @Override
    public void line(StreamLine line, RunLine says) {
        if (since.isEmpty()) {
            since = line.at();
        }
        if (says instanceof RunLine.Ended) {
            until = line.at();
        }
        show(says);
    }

    private void show(RunLine says) {
        switch (says) {
            case RunLine.ThreadStarted started ->
                screen.detail(screen.say(Text.RUN_BEGINS, started.modelName(), started.workDir()));
            case RunLine.Said said -> said(said);
            case RunLine.Delta delta -> delta(delta);
            case RunLine.Thought whole -> thought(whole);
            case RunLine.ToolCalled call -> screen.note(ToolTalk.called(call));
            case RunLine.ToolEnded result ->
                screen.note(result.ok() ? Style.DIM : Style.YELLOW, ToolTalk.ended(screen, result));
            case RunLine.ApprovalAsked asked -> asked(asked.approval());
            case RunLine.ApprovalAnswered answered -> answered(answered);
            case RunLine.StepRetried retried ->
                screen.note(
                        Style.YELLOW,
                        screen.say(
                                retried.discarded().isEmpty() ? Text.STEP_RETRIED : Text.STEP_RETRIED_VOID,
                                Plain.line(retried.reason()),
                                retried.attempt()));
            case RunLine.Steered steered -> screen.note(screen.say(Text.STEERED, Plain.line(steered.text())));
            case RunLine.Resumed resumed -> screen.note(screen.say(Text.RESUMED, Plain.line(resumed.reason())));
            case RunLine.Nested nested -> nested(nested.inner());
            case RunLine.Failed failed -> {
                // The end repeats it.
            }
            case RunLine.Ended ended -> {
                // Shown by ended(), which also knows whether the lines are complete.
            }
            case RunLine.Heartbeat beat -> {}
            case RunLine.Other other -> {}
        }
    }

    private void said(RunLine.Said said) {
        begin(said.itemId());
        screen.piece(fit(spoken.whole(said.itemId(), said.text())));
        screen.endLine();
        speaking = "";
    }

    private void delta(RunLine.Delta delta) {
        if (delta.kind().equals("text")) {
            begin(delta.itemId());
            screen.piece(fit(spoken.fragment(delta.itemId(), delta.offset(), delta.text())));
        } else if (delta.kind().equals("think") && thinking) {
            screen.aside(Plain.text(thought.fragment(delta.itemId(), delta.offset(), delta.text())));
        }
    }

    private void thought(RunLine.Thought whole) {
        if (thinking) {
            screen.aside(Plain.text(thought.whole(whole.itemId(), whole.text())) + "\n");
        }
    }

    /** Messages are set apart by an empty line; on a terminal the notes between them do that. */
    private void begin(String item) {
        if (!speaking.equals(item)) {
            screen.endLine();
            if (anySaid && !live) {
                screen.piece("\n");
            }
            speaking = item;
            anySaid = true;
        }
    }

    private String fit(String text) {
        return live ? Plain.text(text) : text;
    }

    private void asked(ApprovalDocument approval) {
        if (policy != ApprovalPolicy.ASK) {
            screen.note(
                    Style.YELLOW,
                    screen.say(
                            Text.APPROVAL_ASKED,
                            Plain.line(approval.sender()),
                            Plain.line(approval.description()),
                            ShortId.of(approval.id())));
        }
    }

    private void answered(RunLine.ApprovalAnswered answered) {
        screen.note(Style.DIM, answer(answered));
    }

    private String answer(RunLine.ApprovalAnswered answered) {
        String id = ShortId.of(answered.id());
        if (!answered.byPerson()) {
            return screen.say(answered.by().equals("cancel") ? Text.APPROVAL_VOID : Text.APPROVAL_LATE, id);
        }
        String decision = screen.say(
                switch (answered.decision()) {
                    case "approve" -> Text.DECIDED_APPROVE;
                    case "approve_for_session" -> Text.DECIDED_SESSION;
                    default -> Text.DECIDED_REJECT;
                });
        return screen.say(Text.APPROVAL_DECIDED, id, decision, Plain.line(answered.by()));
    }

    /** Of an agent that a tool has started, only what it does is shown; what it says is for the agent that started it. */
    private void nested(RunLine inner) {
        switch (inner) {
            case RunLine.ToolCalled call -> screen.note(Style.DIM, "  ↳ " + ToolTalk.called(call));
            case RunLine.ToolEnded result -> screen.detail("  ↳ " + ToolTalk.ended(screen, result));
            case RunLine.ApprovalAsked asked -> asked(asked.approval());
            case RunLine.ApprovalAnswered answered -> answered(answered);
            case RunLine.ThreadStarted ignored -> {}
            case RunLine.Said ignored -> {}
            case RunLine.Delta ignored -> {}
            case RunLine.Thought ignored -> {}
            case RunLine.StepRetried ignored -> {}
            case RunLine.Steered ignored -> {}
            case RunLine.Resumed ignored -> {}
            case RunLine.Nested ignored -> {}
            case RunLine.Failed ignored -> {}
            case RunLine.Ended ignored -> {}
            case RunLine.Heartbeat ignored -> {}
            case RunLine.Other ignored -> {}
        }
    }

    @Override
    public void ended(RunStream.End end) {
        screen.endLine();
        RunLine.Ended line = end.line();
        if (line == null) {
            screen.note(Style.DIM, screen.say(Text.RUN_ENDED_BEFORE, Statuses.word(screen, end.status())));
            return;
        }
        screen.note(
                end.status() == dev.switchboard.wire.runs.RunStatus.FINISHED ? Style.GREEN : Style.YELLOW,
                screen.say(
                        Text.RUN_ENDED,
                        Statuses.word(screen, end.status()),
                        line.steps(),
                        line.usage().total(),
                        Moments.between(since, until)));
    }

    @Override
    public void waiting(ApprovalDocument approval, Failure failure) {
        screen.endLine();
    }

    @Override
    public void failed(Failure failure) {
        screen.endLine();
    }
}
