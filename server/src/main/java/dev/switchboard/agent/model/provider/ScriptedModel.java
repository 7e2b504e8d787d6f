package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A model that needs no provider: it streams, thinks, speaks, calls tools and fails as the command tells it to ({@link Script}), or
 * shows what an agent can do ({@link Demo}). What it does next follows from the messages alone, so it goes on after a restart where it was;
 * only how often it has broken down at a line is remembered here, for as long as the client lives. Any thread may use it.
 */
final class ScriptedModel implements ModelClient {
    private static final int FRAGMENT = 24;
    private static final int SCRIPTS_KEPT = 8;
    private static final int BREAKS_KEPT = 10_000;
    private static final String FILLER = "The quick brown fox jumps over the lazy dog. ";

    private final Time time;
    private final Ids ids;
    private final Duration pace;
    private final Duration patience;

    // Guarded by this.
    private final Map<String, Script> scripts = eldestLeaves(SCRIPTS_KEPT);
    private final Map<BreakPoint, Integer> breaks = eldestLeaves(BREAKS_KEPT);

    /**
     * @param pace between two fragments, until a script says otherwise
     * @param patience how long a call may hang
     */
    ScriptedModel(Time time, Ids ids, Duration pace, Duration patience) {
        this.time = time;
        this.ids = ids;
        this.pace = pace;
        this.patience = patience;
    }

    @Override
    public ModelReply call(ModelRequest request, ModelListener listener) throws ModelException, InterruptedException {
        int scriptAt = lastScript(request.messages());
        int commandAt = lastUser(request.messages());
        if (scriptAt >= 0) {
            String text = Demo.text(request.messages().get(scriptAt));
            List<List<Directive>> answers = script(text).answers();
            int answered = (int)
                    request.messages().subList(scriptAt, request.messages().size()).stream()
                            .filter(Message.Assistant.class::isInstance)
                            .count();
            if (answered < answers.size()) {
                return new Performance(request, listener, text, answered).play(answers.get(answered));
            }
        }
        if (scriptAt >= commandAt && scriptAt >= 0) {
            return new Performance(request, listener, "", 0).play(List.of(new Directive.Say("Done.")));
        }
        return new Performance(request, listener, "", 0).play(new Demo(request, commandAt).answer());
    }

    private Script script(String text) throws ModelException {
        synchronized (this) {
            Script known = scripts.get(text);
            if (known != null) {
                return known;
            }
        }
        try {
            Script parsed = Script.parse(text);
            synchronized (this) {
                scripts.put(text, parsed);
            }
            return parsed;
        } catch (Script.Mistake mistake) {
            throw new ModelException("Error code: 400 - " + mistake.getMessage(), false, 400, null);
        }
    }

    private synchronized boolean breaksHere(BreakPoint point, int times) {
        int before = breaks.getOrDefault(point, 0);
        breaks.put(point, before + 1);
        return before < times;
    }

    private static int lastScript(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User user && Script.isIn(Demo.text(user))) {
                return i;
            }
        }
        return -1;
    }

    private static int lastUser(List<Message> messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            if (messages.get(i) instanceof Message.User) {
                return i;
            }
        }
        return -1;
    }

    private static <K, V> Map<K, V> eldestLeaves(int kept) {
        return new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > kept;
            }
        };
    }

    /** A line of a script in one conversation. */
    private record BreakPoint(String conversation, String script, int answer, int line) {}

    /** One answer being given. */
    private final class Performance {
        private final ModelRequest request;
        private final Spoken spoken;
        private final String script;
        private final int answer;
        private Duration pause = pace;
        private ModelReply.Finish finish = ModelReply.Finish.STOP;
        private @Nullable Usage usage;
        private boolean speaking;

        Performance(ModelRequest request, ModelListener listener, String script, int answer) {
            this.request = request;
            this.spoken = new Spoken(listener);
            this.script = script;
            this.answer = answer;
        }

        ModelReply play(List<Directive> directives) throws ModelException, InterruptedException {
            for (int line = 0; line < directives.size(); line++) {
                play(directives.get(line), line);
            }
            if (spoken.isEmpty()) {
                say("Done.");
            }
            return spoken.reply(finish, usage == null ? estimate() : usage);
        }

        private void play(Directive directive, int line) throws ModelException, InterruptedException {
            boolean spoke = speaking;
            speaking = false;
            switch (directive) {
                case Directive.Think(String text) -> think(text);
                case Directive.Say(String text) -> say(spoke ? "\n" + text : text);
                case Directive.Filler(int bytes) -> filler(bytes);
                case Directive.Echo() -> say(Demo.text(request.messages().get(lastUser(request.messages()))));
                case Directive.Result() -> say(results());
                case Directive.Call call -> call(call);
                case Directive.Slow(int millis) -> pause = Duration.ofMillis(millis);
                case Directive.Break(Directive.Fault fault, int times) -> {
                    if (breaksHere(new BreakPoint(request.cacheKey(), script, answer, line), times)) {
                        throw failure(fault);
                    }
                }
                case Directive.Hang() -> {
                    time.sleep(patience);
                    throw new ModelException("Request timed out.", true, 0, null);
                }
                case Directive.Length() -> finish = ModelReply.Finish.LENGTH;
                case Directive.Tokens(long prompt, long completion) -> usage = new Usage(prompt, completion, 0, 0);
            }
        }

        private void think(String text) throws InterruptedException {
            for (int from = 0; from < text.length(); ) {
                int to = fragmentEnd(text, from, FRAGMENT);
                spoken.think(text.substring(from, to));
                from = to;
                rest();
            }
        }

        private void say(String text) throws InterruptedException {
            say(text, FRAGMENT);
            speaking = true;
        }

        private void say(String text, int size) throws InterruptedException {
            for (int from = 0; from < text.length(); ) {
                int to = fragmentEnd(text, from, size);
                spoken.text(text.substring(from, to));
                from = to;
                rest();
            }
        }

        private void filler(int bytes) throws InterruptedException {
            int size = Math.clamp(bytes / 256, FRAGMENT, 16 * 1024);
            String chunk = FILLER.repeat(size / FILLER.length() + 1).substring(0, size);
            for (int said = 0; said < bytes; said += size) {
                spoken.text(chunk.substring(0, Math.min(size, bytes - said)));
                rest();
            }
        }

        private void call(Directive.Call call) throws InterruptedException {
            if (request.tools().isEmpty()) {
                return;
            }
            String arguments = Demo.workDir(request.systemPrompt())
                    .map(directory -> Demo.quoted(directory))
                    .map(json -> call.arguments().replace("{work_dir}", json.substring(1, json.length() - 1)))
                    .orElse(call.arguments());
            String id = "call_" + ids.uuid().replace("-", "");
            spoken.call(id, call.tool());
            for (int from = 0; from < arguments.length(); ) {
                int to = fragmentEnd(arguments, from, FRAGMENT);
                spoken.arguments(id, arguments.substring(from, to));
                from = to;
                rest();
            }
        }

        private String results() {
            StringBuilder results = new StringBuilder();
            for (int i = request.messages().size() - 1;
                    i >= 0 && request.messages().get(i) instanceof Message.ToolReply reply;
                    i--) {
                results.insert(0, Demo.text(reply) + (results.isEmpty() ? "" : "\n"));
            }
            return results.isEmpty() ? "There is no result." : results.toString();
        }

        /** Waits between two fragments; also where a call that never waits notices that it is cancelled. */
        private void rest() throws InterruptedException {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            time.sleep(pause);
        }

        private Usage estimate() {
            long prompt = request.systemPrompt().length();
            for (Message message : request.messages()) {
                for (Part part : Demo.parts(message)) {
                    prompt += switch (part) {
                        case Part.Text(String text) -> text.length();
                        case Part.Think(String text) -> text.length();
                    };
                }
            }
            for (ToolSpec tool : request.tools()) {
                prompt += tool.parameters().length();
            }
            return new Usage(prompt / 4 + 1, spoken.length() / 4 + 1, 0, 0);
        }

        private static ModelException failure(Directive.Fault fault) {
            return switch (fault) {
                case Directive.Fault.Status(int status, Integer retryAfter) ->
                    new ModelException(
                            "Error code: " + status + " - the script says so",
                            Failures.isRetryable(status),
                            status,
                            retryAfter == null ? null : Duration.ofSeconds(retryAfter));
                case Directive.Fault.Cut() -> new ModelException("Connection error.", true, 0, null);
                case Directive.Fault.Nothing() -> Failures.empty();
            };
        }

        /** After the next word, or after so many characters; never within a pair of surrogates. */
        private static int fragmentEnd(String text, int from, int size) {
            int limit = Math.min(text.length(), from + size);
            int space = text.indexOf(' ', from);
            int end = space >= 0 && space + 1 < limit ? space + 1 : limit;
            return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end + 1 : end;
        }
    }
}
