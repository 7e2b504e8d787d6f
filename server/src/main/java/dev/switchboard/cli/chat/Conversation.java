package dev.switchboard.cli.chat;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.live.ShortId;
import dev.switchboard.cli.live.ToolTalk;
import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Moments;
import dev.switchboard.cli.terminal.Plain;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Style;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.ChatClient;
import dev.switchboard.client.ChatFrame;
import dev.switchboard.client.ChatMessage;
import dev.switchboard.client.ChatStream;
import dev.switchboard.client.ClientException;
import dev.switchboard.client.ClientProblem;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.client.RunsClient.Decision;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.ModelDocument;
import dev.switchboard.wire.runs.RunLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * A conversation between a person and an agent in a session. The caller's thread hears the person; one thread follows the session, another one
 * sends what was typed, in order. Nothing that goes on depends on this.
 */
public final class Conversation {
    /** What is completed at the beginning of a line. */
    static final List<String> COMMANDS =
            List.of("/help", "/stop", "/new", "/model", "/history", "/reset", "/status", "/approve", "/deny", "/quit");

    private static final Duration PATIENCE = Duration.ofDays(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final int PAST = 20;
    private static final int SHOWN = 6;
    private static final int UNSENT_MAX = 100;

    private final ChatClient chats;
    private final RunsClient runs;
    private final Screen screen;
    private final Surroundings surroundings;
    private final Dialog dialog;

    // Guarded by this.
    private String session;
    private @Nullable Reading reading;
    private boolean leaving;

    Conversation(
            ChatClient chats,
            RunsClient runs,
            String session,
            Screen screen,
            Surroundings surroundings,
            Dialog dialog) {
        this.chats = chats;
        this.runs = runs;
        this.session = session;
        this.screen = screen;
        this.surroundings = surroundings;
        this.dialog = dialog;
    }

    /** Talks on the person's terminal until they leave; answers with the exit code. */
    public static int talk(
            ChatClient chats, RunsClient runs, String session, Screen screen, Surroundings surroundings) {
        try (Dialog dialog = Dialogs.open(screen, surroundings)) {
            return new Conversation(chats, runs, session, screen, surroundings, dialog).talk();
        }
    }

    int talk() {
        enter(session);
        note(Style.DIM, Text.CHAT_BEGINS);
        boolean warned = false;
        while (true) {
            switch (dialog.read()) {
                case Typed.Line line -> {
                    warned = false;
                    if (!heard(line.text().strip())) {
                        return leave();
                    }
                }
                case Typed.Interrupted _ -> {
                    if (current().busy()) {
                        stop();
                    } else if (warned) {
                        return leave();
                    } else {
                        note(Style.DIM, Text.CHAT_AGAIN_TO_QUIT);
                        warned = true;
                    }
                }
                case Typed.End _ -> {
                    return leave();
                }
            }
        }
    }

    /** Goes to a session: shows how it stands and follows it from there. */
    private void enter(String name) {
        Past past = Past.of(chats, name, PAST);
        Reading next;
        synchronized (this) {
            if (reading != null) {
                reading.stop();
            }
            session = name;
            next = new Reading(name);
            reading = next;
        }
        dialog.prompt("");
        note(Style.BOLD, Text.CHAT_SESSION, Plain.line(name));
        next.begin(past);
    }

    private int leave() {
        Reading last;
        synchronized (this) {
            leaving = true;
            last = reading;
        }
        if (last != null) {
            if (last.busy()) {
                note(Style.YELLOW, Text.CHAT_GOES_ON);
            }
            last.stop();
        }
        note(Style.DIM, Text.CHAT_LEFT, "switchboard chat " + session);
        return ExitCode.OK;
    }

    private synchronized Reading current() {
        if (reading == null) {
            throw new IllegalStateException("no session is being read");
        }
        return reading;
    }

    /** Does what was typed; false when it was a farewell. */
    private boolean heard(String line) {
        if (line.isEmpty() || current().answers(line)) {
            return true;
        }
        String[] words = line.split("\\s+", 2);
        String rest = words.length < 2 ? "" : words[1].strip();
        switch (words[0].toLowerCase(Locale.ROOT)) {
            case "/quit", "/exit", "/q" -> {
                return false;
            }
            case "/help", "/?" -> note(Style.PLAIN, Text.CHAT_HELP);
            case "/stop" -> stop();
            case "/new" -> trying(() -> enter(rest.isEmpty() ? newName(surroundings) : rest));
            case "/model" -> trying(() -> model(rest));
            case "/history" ->
                trying(() -> show(Past.of(chats, current().name, PAST).messages(), PAST));
            default -> {
                if (words[0].matches("/[a-z]+") && words.length == 1 && !COMMANDS.contains(words[0])) {
                    note(Style.YELLOW, Text.CHAT_UNKNOWN, words[0]);
                } else {
                    current().say(line);
                }
            }
        }
        return true;
    }

    /** A name for a session that nobody has named. */
    public static String newName(Surroundings surroundings) {
        return "cli-" + ShortId.of(surroundings.ids().uuid());
    }

    private void stop() {
        trying(() -> {
            if (!chats.abort(current().name, null)) {
                current().nothingGoesOn();
                note(Style.DIM, Text.CHAT_NOTHING_TO_STOP);
            }
        });
    }

    private void model(String name) {
        List<ModelDocument> models =
                runs.models().items().stream().map(Received::value).toList();
        if (name.isEmpty()) {
            models.forEach(model -> dialog.note(Style.PLAIN, "  " + Plain.line(model.alias())));
            return;
        }
        if (models.stream().noneMatch(model -> model.alias().equals(name))) {
            note(Style.YELLOW, Text.UNKNOWN_MODEL, name);
            return;
        }
        try {
            chats.patch(current().name, json -> json.writeStringProperty("model", name));
            note(Style.DIM, Text.CHAT_MODEL_SET, name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void trying(Runnable action) {
        try {
            action.run();
        } catch (ClientException e) {
            dialog.note(Style.RED, Explain.problem(e.problem(), screen).what());
        } catch (FailureException e) {
            dialog.note(Style.RED, e.failure().what());
        }
    }

    private void show(List<ChatMessage> messages, int most) {
        for (ChatMessage message : messages.subList(Math.max(0, messages.size() - most), messages.size())) {
            String text = message.text().strip();
            if (text.isEmpty()) {
                continue;
            }
            switch (message.role()) {
                case "user" -> dialog.note(Style.BOLD, screen.say(Text.CHAT_YOU) + "  " + text);
                case "assistant" -> {
                    dialog.text(text);
                    dialog.endText();
                }
                case "system" -> dialog.note(Style.DIM, text);
                default -> {} // Results of tools are for the agent.
            }
        }
    }

    private void note(Style style, Text text, Object... values) {
        dialog.note(style, screen.say(text, values));
    }

    private synchronized boolean isLeft(Reading one) {
        return leaving || reading != one;
    }

    /** A session that is being read and spoken in. */
    private final class Reading implements ChatStream.Listener {
        private final String name;
        private final Map<String, TurnText> texts = new HashMap<>();
        private final Set<String> going = new LinkedHashSet<>();
        private final Deque<ChatFrame.Asked> questions = new ArrayDeque<>();
        private final BlockingQueue<Message> unsent = new LinkedBlockingQueue<>(UNSENT_MAX);
        private volatile @Nullable ChatStream stream;
        private boolean gone;
        private boolean noted;
        /** Whether something else was shown after the text, so that it goes on below that. */
        private boolean broken;

        Reading(String name) {
            this.name = name;
        }

        /** What was typed, and the turn that it is to be. */
        private record Message(String text, String turn) {}

        void begin(Past past) {
            show(past.messages(), SHOWN);
            past.saidByTurn()
                    .forEach((turn, said) ->
                            texts.computeIfAbsent(turn, t -> new TurnText()).more(said));
            ChatStream read = chats.stream(name, past.since(), PATIENCE, surroundings.time(), surroundings.ids());
            stream = read;
            Thread.ofPlatform().daemon().name("session").start(() -> follow(read));
            Thread.ofPlatform().daemon().name("sending").start(this::send);
        }

        void stop() {
            ChatStream read = stream;
            if (read != null) {
                read.stop();
            }
        }

        synchronized boolean busy() {
            return !going.isEmpty();
        }

        /** The server knows: what ended while nobody could hear it is over. */
        synchronized void nothingGoesOn() {
            going.clear();
        }

        void say(String text) {
            Message message = new Message(text, surroundings.ids().uuid());
            synchronized (this) {
                boolean command = text.startsWith("/");
                if (busy() && !command) {
                    note(Style.DIM, Text.CHAT_QUEUED);
                }
                if (!unsent.offer(message)) {
                    note(Style.YELLOW, Text.TOO_BUSY);
                } else if (!command) {
                    going.add(message.turn());
                }
            }
        }

        /** Whether the line is an answer to the question that stands; then it is given. */
        boolean answers(String line) {
            ChatFrame.Asked asked;
            synchronized (this) {
                asked = questions.peek();
            }
            if (asked == null) {
                return false;
            }
            String[] words = line.split("[\\s,，]+", 2);
            String why = words.length < 2 || words[1].isBlank() ? null : words[1].strip();
            switch (words[0].toLowerCase(Locale.ROOT)) {
                case "y", "yes", "是" -> decide(asked, Decision.APPROVE, null);
                case "s", "session", "会话" -> decide(asked, Decision.APPROVE_FOR_SESSION, null);
                case "n", "no", "否" -> decide(asked, Decision.REJECT, why);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private void decide(ChatFrame.Asked asked, Decision decision, @Nullable String why) {
            trying(() -> {
                ApprovalDocument found = runs.approvals("pending", null).items().stream()
                        .map(Received::value)
                        .filter(approval -> approval.id().equals(asked.approvalId()))
                        .findFirst()
                        .orElse(null);
                if (found == null) {
                    answered(asked.approvalId());
                    note(Style.YELLOW, Text.NOT_FOUND);
                    return;
                }
                try {
                    runs.decide(found.runId(), found.id(), decision, why);
                } catch (ClientException e) {
                    if (!(e.problem() instanceof ClientProblem.Refused refused) || refused.status() != 409) {
                        throw e;
                    }
                    note(
                            Style.YELLOW,
                            Text.DECIDED_ELSEWHERE,
                            Plain.line(refused.error().fact("by")));
                }
                answered(asked.approvalId());
            });
        }

        private void send() {
            while (!isLeft(this)) {
                try {
                    Message message = unsent.take();
                    while (!isLeft(this) && !sent(message)) {
                        surroundings.time().sleep(PAUSE);
                    }
                } catch (InterruptedException e) {
                    return; // The thread ends here.
                }
            }
        }

        /** Whether the message has been taken or refused for good; false when it may be taken later. */
        private boolean sent(Message message) {
            try {
                chats.send(name, message.text(), message.turn());
                noted = false;
                return true;
            } catch (ClientException e) {
                dev.switchboard.cli.terminal.Failure failure = Explain.problem(e.problem(), screen);
                if (!failure.retryable()) {
                    dialog.note(
                            Style.RED,
                            failure.why().isEmpty() ? failure.what() : failure.what() + ": " + failure.why());
                    forget(message.turn());
                    return true;
                }
                if (!noted) {
                    note(Style.YELLOW, Text.CHAT_UNSENT, failure.what());
                    noted = true;
                }
                return false;
            }
        }

        private synchronized void forget(String turn) {
            going.remove(turn);
        }

        private void follow(ChatStream read) {
            try {
                read.follow(this);
            } catch (ClientException e) {
                if (!isLeft(this)) {
                    dialog.note(Style.RED, Explain.problem(e.problem(), screen).what());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // The thread ends here.
            }
        }

        @Override
        public void reading() {
            if (gone) {
                note(Style.DIM, Text.RECONNECTED);
            }
            gone = false;
        }

        @Override
        public void lost(String cause, Duration delay) {
            if (!gone && !isLeft(this)) {
                note(Style.YELLOW, Text.RECONNECTING, Plain.line(cause));
            }
            gone = true;
        }

        @Override
        public void gap() {
            note(Style.YELLOW, Text.CHAT_GAP);
        }

        @Override
        public void frame(ChatFrame frame) {
            if (isLeft(this)) {
                return;
            }
            switch (frame.says()) {
                case ChatFrame.Began began -> began(began.turn());
                case ChatFrame.Said said -> said(said.turn(), said.whole());
                case ChatFrame.ToolCalled call ->
                    worked(ToolTalk.called(new RunLine.ToolCalled(call.callId(), call.tool(), call.args())));
                case ChatFrame.ToolReturned result ->
                    worked(ToolTalk.ended(
                            screen, new RunLine.ToolEnded(result.callId(), !result.failed(), "", "", result.result())));
                case ChatFrame.Asked asked -> asked(asked);
                case ChatFrame.Answered answer -> {
                    answered(answer.approvalId());
                    answer(answer);
                }
                case ChatFrame.Ended ended -> ended(ended);
                case ChatFrame.Aside aside -> aside(aside);
                case ChatFrame.Other _ -> {}
            }
        }

        private synchronized void began(String turn) {
            going.add(turn);
        }

        private synchronized void worked(String line) {
            dialog.note(Style.DIM, line);
            broken = true;
        }

        private synchronized void said(String turn, String whole) {
            TurnText text = texts.computeIfAbsent(turn, t -> new TurnText());
            boolean begins = broken || text.whole().isEmpty();
            String more = text.more(whole);
            dialog.text(begins ? more.stripLeading() : more);
            broken = broken && more.isBlank();
        }

        private synchronized void asked(ChatFrame.Asked asked) {
            questions.add(asked);
            if (questions.size() == 1) {
                ask();
            }
        }

        private void ask() {
            ChatFrame.Asked asked = questions.peek();
            if (asked == null) {
                dialog.prompt("");
                return;
            }
            note(
                    Style.BOLD,
                    Text.APPROVAL_QUESTION,
                    Plain.line(asked.tool()),
                    Plain.text(asked.description()),
                    Moments.local(Instant.ofEpochMilli(asked.expiresAtMillis()).toString(), surroundings.time()));
            dialog.prompt(screen.say(Text.APPROVAL_CHOICES));
            broken = true;
        }

        private synchronized void answered(String approval) {
            ChatFrame.Asked before = questions.peek();
            questions.removeIf(asked -> asked.approvalId().equals(approval));
            if (!Objects.equals(before, questions.peek())) {
                ask();
            }
        }

        private void answer(ChatFrame.Answered answer) {
            String id = ShortId.of(answer.approvalId());
            Text decision = switch (answer.decision()) {
                case "approve" -> Text.DECIDED_APPROVE;
                case "approve_for_session" -> Text.DECIDED_SESSION;
                default -> Text.DECIDED_REJECT;
            };
            switch (answer.by()) {
                case "deadline" -> note(Style.DIM, Text.APPROVAL_LATE, id);
                case "cancel" -> note(Style.DIM, Text.APPROVAL_VOID, id);
                default -> note(Style.DIM, Text.APPROVAL_DECIDED, id, screen.say(decision), Plain.line(answer.by()));
            }
        }

        private synchronized void ended(ChatFrame.Ended ended) {
            if (!ended.text().isEmpty()) {
                said(ended.turn(), ended.text());
            }
            dialog.endText();
            texts.remove(ended.turn());
            going.remove(ended.turn());
            switch (ended.outcome()) {
                case FINISHED -> {}
                case ERROR -> note(Style.RED, Text.CHAT_FAILED, Plain.line(ended.error()));
                case ABORTED -> note(Style.YELLOW, Text.CHAT_ABORTED, Plain.line(ended.reason()));
            }
        }

        /** Approvals have been asked already, and better. */
        private void aside(ChatFrame.Aside aside) {
            if (!aside.id().startsWith("approval-")) {
                dialog.note(aside.role().equals("assistant") ? Style.PLAIN : Style.DIM, aside.text());
            }
        }
    }
}
