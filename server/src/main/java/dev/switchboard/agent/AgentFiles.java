package dev.switchboard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.dataformat.yaml.YAMLFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads agent files: YAML as the reference has it, version 1, without {@code extend} and subagents. Any thread may use it. */
final class AgentFiles {
    /** Of the file, and of its prompt, in bytes. */
    static final int MAX_BYTES = 256 * 1024;

    static final String BUILT_IN = "default";
    private static final String RESOURCES = "/agents/default/";
    private static final Set<String> TOP = Set.of("version", "agent");
    private static final Set<String> AGENT =
            Set.of("extend", "name", "system_prompt_path", "system_prompt_args", "tools", "exclude_tools", "subagents");

    private final ToolNames tools;
    private @Nullable AgentSpec builtIn; // Read when it is first needed: a server that starts needs none.

    AgentFiles(ToolNames tools) {
        this.tools = tools;
    }

    /** The agent of whoever names none: with those of its tools that there are. */
    synchronized AgentSpec builtIn() throws PreparationException {
        if (builtIn == null) {
            builtIn = readBuiltIn();
        }
        return builtIn;
    }

    private AgentSpec readBuiltIn() throws PreparationException {
        AgentSpec spec = parse(
                BUILT_IN,
                resource("agent.yaml"),
                path -> resource(path.normalize().toString()));
        return spec.withTools(tools.available(spec.tools()));
    }

    AgentSpec read(Path file) throws PreparationException {
        if (!Files.exists(file)) {
            throw new PreparationException("expect agent file to exist");
        }
        Path absolute = file.toAbsolutePath();
        AgentSpec spec = parse(
                absolute.toString(),
                text(absolute, "agent file"),
                prompt -> text(absolute.resolveSibling(prompt), "agent.system_prompt_path"));
        tools.requireAvailable(spec.tools());
        return spec;
    }

    private AgentSpec parse(String source, String text, PromptSource prompts) throws PreparationException {
        YamlMap top = read(text);
        top.onlyKeys(TOP);
        if (top.has("version") && !top.text("version").equals("1")) {
            throw new PreparationException("version: " + top.text("version") + " (expected: 1)");
        }
        YamlMap agent = top.map("agent");
        agent.onlyKeys(AGENT);
        refuseUnsupported(agent);
        String name = agent.text("name");
        Path prompt = path(agent.text("system_prompt_path"));
        List<String> named = tools.resolve(
                agent.texts("tools"), agent.has("exclude_tools") ? agent.texts("exclude_tools") : List.of());
        Map<String, String> args = agent.has("system_prompt_args")
                ? agent.map("system_prompt_args").texts()
                : Map.of();
        return new AgentSpec(
                source, name, new PromptTemplate(prompts.read(prompt).strip()), args, named);
    }

    private static YamlMap read(String text) throws PreparationException {
        try {
            return YamlMap.top(Yaml.MAPPER.readTree(text));
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new PreparationException("the agent file is not YAML that could be read"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()));
        }
    }

    private static void refuseUnsupported(YamlMap agent) throws PreparationException {
        if (agent.has("extend")) {
            throw new PreparationException(
                    "agent.extend is not supported yet: write name, system_prompt_path and tools into the file itself");
        }
        if (agent.has("subagents") && !agent.map("subagents").isEmpty()) {
            throw new PreparationException("agent.subagents is not supported yet: leave it out");
        }
    }

    private static Path path(String path) throws PreparationException {
        try {
            return Path.of(path);
        } catch (InvalidPathException e) {
            throw new PreparationException("agent.system_prompt_path: not a path");
        }
    }

    private static String text(Path file, String what) throws PreparationException {
        if (!Files.isRegularFile(file)) {
            throw new PreparationException(what + ": " + file + " (expected: an existing file)");
        }
        return TextFile.readWhole(file, MAX_BYTES, what);
    }

    private static String resource(String name) {
        try (InputStream in = AgentFiles.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null) {
                throw new IllegalStateException("the program lacks " + RESOURCES + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Made when the first file is read. */
    private static final class Yaml {
        static final YAMLMapper MAPPER = new YAMLMapper(YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build());
    }

    /** Where the prompt of an agent file is. */
    private interface PromptSource {
        String read(Path path) throws PreparationException;
    }
}
