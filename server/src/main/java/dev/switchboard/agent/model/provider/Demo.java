package dev.switchboard.agent.model.provider;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the scripted model does with a command that is no script: it looks around, reads a file, runs a harmless command, which somebody
 * has to approve unless the run needs no approval, and tells what it saw. Steps for which no tool is offered are left out.
 */
final class Demo {
    private static final Pattern WORK_DIR = Pattern.compile("working directory is `([^`\\n]+)`");
    private static final Pattern NOTE = Pattern.compile("^<system>[^<]*</system>\\s*");
    private static final Pattern FILE =
            Pattern.compile("[\\w.-]+\\.(?:md|txt|java|py|js|ts|go|rs|json|ya?ml|toml|xml|sh|html|c|h)");
    private static final int QUOTED = 200;

    private final ModelRequest request;
    private final String command;
    private final List<Message> since;

    /**
     * @param commandAt where in the messages the command is
     */
    Demo(ModelRequest request, int commandAt) {
        this.request = request;
        this.command = commandAt < 0 ? "" : text(request.messages().get(commandAt));
        this.since =
                request.messages().subList(commandAt + 1, request.messages().size());
    }

    /** The answer that is due now. */
    List<Directive> answer() {
        List<Step> steps = new ArrayList<>();
        if (offers("Glob")) {
            steps.add(Step.LOOK);
        }
        if (offers("ReadFile")) {
            steps.add(Step.READ);
        }
        if (offers("Bash")) {
            steps.add(Step.RUN);
        }
        int answered =
                (int) since.stream().filter(Message.Assistant.class::isInstance).count();
        return answered < steps.size() ? answer(steps.get(answered), answered == 0) : summary();
    }

    /** The directory in which the agent works, as its system prompt names it. */
    static Optional<String> workDir(String systemPrompt) {
        Matcher matcher = WORK_DIR.matcher(systemPrompt);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private List<Directive> answer(Step step, boolean first) {
        List<Directive> answer = new ArrayList<>();
        if (first) {
            answer.add(new Directive.Think("The command is \"" + cut(command) + "\". I am only a script, but I can show"
                    + " how an agent goes about it: look first, then act."));
            answer.add(new Directive.Say("This is the scripted demo model. Let me look around."));
        }
        switch (step) {
            case LOOK -> answer.add(new Directive.Call("Glob", "{\"pattern\": \"*\"}"));
            case READ -> {
                String file = fileToRead();
                answer.add(new Directive.Think("There is something to read: " + file + "."));
                answer.add(new Directive.Say("I will read the beginning of `" + file + "`."));
                answer.add(
                        new Directive.Call("ReadFile", "{\"path\": " + quoted(absolute(file)) + ", \"n_lines\": 20}"));
            }
            case RUN -> {
                answer.add(
                        new Directive.Say(
                                "Now a command that changes nothing, to show its output and, where it is asked for, an approval."));
                answer.add(new Directive.Call(
                        "Bash", "{\"command\": \"for i in 1 2 3; do echo \\\"line $i\\\"; done\", \"timeout\": 10}"));
            }
        }
        return answer;
    }

    private List<Directive> summary() {
        List<String> results = since.stream()
                .filter(Message.ToolReply.class::isInstance)
                .map(Demo::text)
                .toList();
        StringBuilder summary = new StringBuilder("That was the demo");
        if (results.isEmpty()) {
            summary.append("; no tools were offered, so I only say what I was told: ")
                    .append(cut(command));
        } else {
            summary.append(". I made ").append(results.size()).append(results.size() == 1 ? " call" : " calls");
            long failed = results.stream()
                    .filter(text -> text.contains("<system>ERROR"))
                    .count();
            if (failed > 0) {
                summary.append(", of which ")
                        .append(failed)
                        .append(failed == 1 ? " was" : " were")
                        .append(" not successful");
            }
            summary.append("; the last one returned:\n\n").append(cut(said(results.getLast())));
        }
        summary.append("\n\nLines that begin with `@say`, `@tool` and the like make me do what you want to see.");
        return List.of(new Directive.Say(summary.toString()));
    }

    /** A result without the note for the model that stands before it. */
    private static String said(String result) {
        String rest = NOTE.matcher(result).replaceFirst("");
        return rest.isBlank() ? result : rest;
    }

    private String fileToRead() {
        String seen = since.stream()
                .filter(Message.ToolReply.class::isInstance)
                .map(Demo::text)
                .reduce("", String::concat);
        String first = "README.md";
        Matcher matcher = FILE.matcher(seen);
        while (matcher.find()) {
            if (matcher.group().equalsIgnoreCase("README.md")) {
                return matcher.group();
            }
            first = first.equals("README.md") ? matcher.group() : first;
        }
        return first;
    }

    private String absolute(String file) {
        return workDir(request.systemPrompt())
                .map(directory -> directory.endsWith("/") ? directory + file : directory + "/" + file)
                .orElse(file);
    }

    private boolean offers(String tool) {
        return request.tools().stream().map(ToolSpec::name).anyMatch(tool::equals);
    }

    /** The words of a message, of whomever it is. */
    static String text(Message message) {
        StringBuilder words = new StringBuilder();
        for (Part part : parts(message)) {
            switch (part) {
                case Part.Text(String text) ->
                    words.append(words.isEmpty() ? "" : "\n").append(text);
                case Part.Think thought -> {}
            }
        }
        return words.toString();
    }

    static List<Part> parts(Message message) {
        return switch (message) {
            case Message.User user -> user.parts();
            case Message.Assistant assistant -> assistant.parts();
            case Message.ToolReply reply -> reply.parts();
        };
    }

    static String quoted(String text) {
        return JsonMapper.shared().writeValueAsString(text);
    }

    private static String cut(String text) {
        String stripped = text.strip();
        int end = stripped.offsetByCodePoints(0, Math.min(QUOTED, stripped.codePointCount(0, stripped.length())));
        return end < stripped.length() ? stripped.substring(0, end) + "…" : stripped;
    }

    private enum Step {
        LOOK,
        READ,
        RUN
    }
}
