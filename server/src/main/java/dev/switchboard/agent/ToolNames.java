package dev.switchboard.agent;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How agent files name tools: by {@code module:Class} as the reference does, or by the class alone.
 *
 * @param available the tools that there are, by their class names
 */
record ToolNames(Set<String> available) {
    private static final int MAX_SHOWN = 100;
    private static final Map<String, String> KNOWN = known();

    ToolNames {
        available = Set.copyOf(available);
    }

    /**
     * The tools that an agent file means: those listed without those excluded, each once, whether or not they are there.
     *
     * @throws PreparationException when a name is that of no tool
     */
    List<String> resolve(List<String> listed, List<String> excluded) throws PreparationException {
        List<String> unknown = new ArrayList<>();
        Set<String> tools = new LinkedHashSet<>(resolve(listed, unknown::add));
        tools.removeAll(resolve(excluded, unknown::add));
        if (!unknown.isEmpty()) {
            throw new PreparationException("Invalid tools: " + quoted(unknown));
        }
        return List.copyOf(tools);
    }

    /** Those of the tools that are there. */
    List<String> available(List<String> tools) {
        return tools.stream().filter(available::contains).toList();
    }

    /** @throws PreparationException when one of them is not there */
    void requireAvailable(List<String> tools) throws PreparationException {
        List<String> missing =
                tools.stream().filter(tool -> !available.contains(tool)).toList();
        if (!missing.isEmpty()) {
            throw new PreparationException("agent.tools: this server does not have " + String.join(", ", missing)
                    + " yet; leave it out (expected: some of "
                    + String.join(", ", available.stream().sorted().toList()) + ")");
        }
    }

    private List<String> resolve(List<String> names, Consumer<String> unknown) {
        List<String> tools = new ArrayList<>();
        for (String name : names) {
            @Nullable String tool = tool(name);
            if (tool == null) {
                unknown.accept(name);
            } else {
                tools.add(tool);
            }
        }
        return tools;
    }

    private @Nullable String tool(String name) {
        return available.contains(name) ? name : KNOWN.get(name);
    }

    private static String quoted(List<String> names) {
        return names.stream()
                .map(name -> "'" + Excerpt.of(name, MAX_SHOWN) + "'")
                .toList()
                .toString();
    }

    private static Map<String, String> known() {
        Map<String, String> known = new HashMap<>();
        know(known, "task", "Task");
        know(known, "todo", "SetTodoList");
        know(known, "bash", "Bash", "CMD");
        know(known, "multiagent", "Task");
        know(known, "file", "ReadFile", "Glob", "Grep", "WriteFile", "StrReplaceFile", "PatchFile");
        know(known, "web", "SearchWeb", "FetchURL");
        know(known, "think", "Think");
        know(known, "dmail", "SendDMail");
        know(known, "shell", "Shell");
        know(known, "agent", "Agent");
        // Other versions and systems of the reference call the same tools by other names.
        known.replaceAll((name, tool) -> switch (tool) {
            case "Shell", "CMD" -> "Bash";
            case "Agent" -> "Task";
            default -> tool;
        });
        return Map.copyOf(known);
    }

    private static void know(Map<String, String> known, String module, String... tools) {
        for (String tool : tools) {
            known.put(tool, tool);
            known.put("kimi_cli.tools." + module + ":" + tool, tool);
        }
    }
}
