package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.tool.ProcessGroups;
import dev.switchboard.agent.tool.Tool;
import dev.switchboard.time.Time;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the built-in tools. */
public final class BuiltinTools {
    private BuiltinTools() {}

    /**
     * All of them, in the order in which they are offered.
     *
     * @param serverEnvironment what commands get of it is decided here; see {@link ToolConfig#passEnvironment}
     * @param ripgrep the program {@code rg}; without it Grep searches by itself, with the same results but slower
     */
    public static List<Tool> all(
            ToolConfig config, Map<String, String> serverEnvironment, @Nullable Path ripgrep, Time time) {
        Map<String, String> environment = ToolEnvironment.scrubbed(serverEnvironment, config.passEnvironment());
        Children children = new Children(config, environment, new ProcessGroups(time), time);
        Searches searches = new Searches(config, time);
        GrepEngine engine = ripgrep == null ? new JavaGrep(searches) : new Ripgrep(ripgrep, children, config, time);
        return List.of(
                new SetTodoList(),
                new Bash(children, config, time),
                new ReadFile(searches),
                new Glob(searches, config),
                new Grep(engine, config),
                new WriteFile(config),
                new StrReplaceFile(config));
    }
}
