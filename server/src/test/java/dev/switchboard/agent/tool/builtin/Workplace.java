package dev.switchboard.agent.tool.builtin;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.agent.tool.ProcessGroup;
import dev.switchboard.agent.tool.ToolBox;
import dev.switchboard.agent.tool.ToolContext;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SystemTime;
import dev.switchboard.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** A work directory with the built-in tools, as a run has them, and a record of what they asked of their host. */
final class Workplace implements ToolContext {
    static final Path RIPGREP = Path.of("/usr/bin/rg");

    final Path workDir;
    final List<Path> readableDirs = new CopyOnWriteArrayList<>();
    final List<@Nullable ProcessGroup> intents = new CopyOnWriteArrayList<>();
    final StringBuffer live = new StringBuffer();
    volatile Consumer<@Nullable ProcessGroup> onIntend = group -> {};
    volatile Consumer<String> onOutput = text -> {};
    final JumpingTime time = new JumpingTime();
    final ToolBox tools;

    Workplace(Path directory) {
        this(directory, ToolConfig.DEFAULTS, System.getenv(), null);
    }

    Workplace(Path directory, ToolConfig config, Map<String, String> environment, @Nullable Path ripgrep) {
        try {
            workDir = directory.toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        tools = new ToolBox(BuiltinTools.all(config, environment, ripgrep, time), new RandomIds());
    }

    /** Calls a tool with arguments given as name, value, name, value. */
    ToolResult call(String tool, Object... arguments) throws InterruptedException {
        return switch (plan(tool, arguments)) {
            case Plan.Answered answered -> answered.result();
            case Plan.Act act -> act.effect().perform();
        };
    }

    Plan plan(String tool, Object... arguments) {
        var object = JsonMapper.shared().createObjectNode();
        for (int i = 0; i < arguments.length; i += 2) {
            object.putPOJO((String) arguments[i], arguments[i + 1]);
        }
        return tools.plan(new ToolCall("call-1", tool, JsonMapper.shared().writeValueAsString(object)), this);
    }

    ToolResult bash(String command, int timeoutSeconds) throws InterruptedException {
        return call("Bash", "command", command, "timeout", timeoutSeconds);
    }

    Path file(String name, String content) {
        try {
            Path file = workDir.resolve(name);
            Files.createDirectories(file.getParent());
            return Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String read(String name) {
        try {
            return Files.readString(workDir.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it is so, looking again and again. */
    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        Time clock = new SystemTime();
        long deadline = clock.nanos() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            if (clock.nanos() - deadline > 0) {
                throw new AssertionError("not within 20 s: " + what);
            }
            clock.sleep(Duration.ofMillis(5));
        }
    }

    @Override
    public Path workDir() {
        return workDir;
    }

    @Override
    public List<Path> readableDirs() {
        return readableDirs;
    }

    @Override
    public void intend(@Nullable ProcessGroup group) {
        onIntend.accept(group);
        intents.add(group);
    }

    @Override
    public void output(String fragment) {
        live.append(fragment);
        onOutput.accept(fragment);
    }
}
