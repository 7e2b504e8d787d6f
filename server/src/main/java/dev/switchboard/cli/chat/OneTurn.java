package dev.switchboard.cli.chat;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.live.LinkNotes;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.ToolTalk;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Format;
import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.ProcessSignals;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatFrame;
import dev.switchboard.client.ChatStream;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.wire.runs.RunLine;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Says one thing in a session and shows the answer to its end. The turn belongs to the server: a lost connection is made again, and the same
 * message is the same turn. One thread follows; signals come on threads of their own.
 */
public final class OneTurn {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final int PAST = 20;

    private final ChatClient chats;
    private final Screen screen;
    private final Surroundings surroundings;
    private final Format format;
    private final boolean deltas;
    private final String session;
    private final String turn;
    private final TurnText text = new TurnText();
    private final LinkNotes link;
    private final AtomicInteger interrupts = new AtomicInteger();
    private long logged;
    private ChatFrame.@Nullable Ended end;
    private ChatFrame.@Nullable Asked asked;

    /**
     * @param deltas whether programs also want fragments of what is still being said
     */
    public OneTurn(
            ChatClient chats, String session, Screen screen, Surroundings surroundings, Format format, boolean deltas) {
        this.chats = chats;
        this.session = session;
        this.screen = screen;
        this.surroundings = surroundings;
        this.format = format;
        this.deltas = deltas;
        this.turn = surroundings.ids().uuid();
        this.link = new LinkNotes(screen);
    }

    /** Says it; answers with the exit code when the turn is over or waits for a person. */
    public int say(String message) throws InterruptedException {
        screen.note(Style.DIM, screen.say(Text.CHAT_SESSION, session));
        Past past = Past.of(chats, session, PAST);
        ChatStream stream = chats.stream(session, past.since(), PATIENCE, surroundings.time(), surroundings.ids());
        surroundings.signals().on(ProcessSignals.Kind.INT, this::interrupted);
        try {
            stream.follow(new Listener(stream, message));
        } catch (ClientException e) {
            Failure failure = Explain.problem(e.problem(), screen);
            finish("error", failure, stream.last());
            throw new FailureException(failure);
        }
        ChatFrame.Asked waits = asked;
        if (waits != null) {
            Failure failure = waiting(waits);
            finish("waiting", failure, stream.last());
            throw new FailureException(failure);
        }
        ChatFrame.Ended over = end;
        return over == null ? ExitCode.SIGINT : ended(over, stream.last());
    }

    private int ended(ChatFrame.Ended over, long cursor) {
        return switch (over.outcome()) {
            case FINISHED -> {
                finish("finished", null, cursor);
                yield ExitCode.OK;
            }
            case ERROR -> {
                Failure failure = new Failure(
                        ExitCode.FAILED,
                        "turn_failed",
                        screen.say(Text.CHAT_FAILED, Plain.line(over.error())),
                        "",
                        "switchboard models test");
                finish("error", failure, cursor);
                throw new FailureException(failure);
            }
            case ABORTED -> {
                finish("aborted", null, cursor);
                screen.note(Style.YELLOW, screen.say(Text.CHAT_ABORTED, Plain.line(over.reason())));
                yield interrupts.get() > 0 ? ExitCode.SIGINT : ExitCode.FAILED;
            }
        };
    }

    private Failure waiting(ChatFrame.Asked waits) {
        return new Failure(
                ExitCode.WAITING,
                "waiting_for_approval",
                screen.say(Text.CHAT_WAITS, session, Plain.line(waits.tool()), Plain.line(waits.description())),
                screen.say(Text.CHAT_GOES_ON),
                "switchboard approvals approve " + ShortId.of(waits.approvalId()));
    }

    /** The last of the data: the text for people, the closing object for programs. */
    private void finish(String status, @Nullable Failure failure, long cursor) {
        String said = text.whole();
        switch (format) {
            case TEXT -> {
                if (surroundings.terminals().out()) {
                    screen.endLine();
                } else if (!said.isEmpty()) {
                    screen.data(said);
                }
            }
            case JSON, NDJSON ->
                screen.data(JsonText.object(json -> {
                    json.writeStringProperty("type", "turn.completed")
                            .writeStringProperty("session", session)
                            .writeStringProperty("turn", turn)
                            .writeStringProperty("status", status)
                            .writeStringProperty("text", said);
                    ChatFrame.Ended over = end;
                    if (over != null && !over.reason().isEmpty()) {
                        json.writeStringProperty("reason", over.reason());
                    }
                    if (failure != null) {
                        json.writeObjectPropertyStart("error")
                                .writeStringProperty("code", failure.code())
                                .writeStringProperty("message", failure.what())
                                .writeBooleanProperty("retryable", failure.retryable())
                                .writeStringProperty("next", failure.next())
                                .writeEndObject();
                    }
                    json.writeNumberProperty("cursor", cursor);
                }));
        }
    }

    private void interrupted() {
        if (interrupts.incrementAndGet() > 1) {
            surroundings.halt().accept(ExitCode.SIGINT);
            return;
        }
        screen.error(Style.YELLOW, screen.say(Text.CHAT_STOPPING));
        surroundings.time().schedule(GRACE, () -> surroundings.halt().accept(ExitCode.SIGINT));
        try {
            chats.abort(session, turn);
        } catch (ClientException e) {
            screen.error(Style.RED, Explain.problem(e.problem(), screen).what());
        }
    }

    private final class Listener implements ChatStream.Listener {
        private final ChatStream stream;
        private final String message;
        private boolean accepted;

        Listener(ChatStream stream, String message) {
            this.stream = stream;
            this.message = message;
        }

        @Override
        public void reading() {
            link.back();
            if (!accepted) {
                ask();
                accepted = true;
            }
        }

        /** Sends the message; when it was sent before, the answer tells what became of it. */
        private void ask() {
            ChatClient.Accepted said = chats.send(session, message, turn);
            if (said.state().equals("ok")) {
                over(ChatFrame.Outcome.FINISHED, "");
            }
        }

        private void over(ChatFrame.Outcome outcome, String error) {
            String answer = Past.of(chats, session, ChatClient.HISTORY_MAX).answer(turn);
            show(answer);
            end = new ChatFrame.Ended(turn, outcome, answer, "", error);
            stream.stop();
        }

        @Override
        public void frame(ChatFrame frame) {
            if (!frame.says().turn().equals(turn)) {
                return;
            }
            if (format == Format.NDJSON && (deltas || !isFragment(frame))) {
                screen.data(frame.json());
            }
            logged = frame.cursor();
            hear(frame.says());
        }

        /** Of what is said, that is no fragment which is the first at its position. */
        private boolean isFragment(ChatFrame frame) {
            return frame.says() instanceof ChatFrame.Said && frame.cursor() <= logged;
        }

        private void hear(ChatFrame.Says says) {
            switch (says) {
                case ChatFrame.Said said -> show(said.whole());
                case ChatFrame.ToolCalled call ->
                    screen.note(
                            Style.DIM,
                            ToolTalk.called(new RunLine.ToolCalled(call.callId(), call.tool(), call.args())));
                case ChatFrame.ToolReturned result ->
                    screen.note(
                            Style.DIM,
                            ToolTalk.ended(
                                    screen,
                                    new RunLine.ToolEnded(result.callId(), !result.failed(), "", "", result.result())));
                case ChatFrame.Asked question -> {
                    asked = question;
                    stream.stop();
                }
                case ChatFrame.Answered ignored -> asked = null;
                case ChatFrame.Ended over -> {
                    show(over.text());
                    end = over;
                    stream.stop();
                }
                case ChatFrame.Began ignored -> {}
                case ChatFrame.Aside ignored -> {}
                case ChatFrame.Other ignored -> {}
            }
        }

        private void show(String whole) {
            String more = text.more(whole);
            if (format == Format.TEXT && surroundings.terminals().out()) {
                screen.piece(Plain.text(more));
            }
        }

        @Override
        public void lost(String cause, Duration delay) {
            link.lost(cause);
        }

        @Override
        public void gap() {
            screen.note(Style.YELLOW, screen.say(Text.CHAT_GAP));
            if (accepted) {
                try {
                    ask();
                } catch (ClientException e) {
                    if (!(e.problem() instanceof ClientProblem.Refused refused) || refused.status() < 500) {
                        throw e;
                    }
                    over(ChatFrame.Outcome.ERROR, refused.error().detail());
                }
            }
        }
    }
}
