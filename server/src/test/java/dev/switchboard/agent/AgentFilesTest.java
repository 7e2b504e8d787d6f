package dev.switchboard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgentFilesTest {
    private static final Set<String> ALL =
            Set.of("SetTodoList", "Bash", "ReadFile", "Glob", "Grep", "WriteFile", "StrReplaceFile");

    private final AgentFiles files = new AgentFiles(new ToolNames(ALL));

    @TempDir
    Path dir;

    @Test
    void aWholeFileIsRead() throws Exception {
        Files.createDirectory(dir.resolve("prompts"));
        Files.writeString(dir.resolve("prompts/system.md"), "\n Be ${MOOD}. \n");
        AgentSpec spec = read("""
                version: 1
                agent:
                  name: reviewer
                  system_prompt_path: ./prompts/system.md
                  system_prompt_args: {MOOD: kind, COUNT: 3}
                  tools:
                    - kimi_cli.tools.file:ReadFile
                    - Bash
                    - "kimi_cli.tools.file:Grep"
                    - ReadFile
                  exclude_tools: ["kimi_cli.tools.bash:Bash"]
                  subagents:
                """);

        assertThat(spec.source()).isEqualTo(dir.resolve("agent.yaml").toString());
        assertThat(spec.name()).isEqualTo("reviewer");
        assertThat(spec.prompt().text()).isEqualTo("Be ${MOOD}.");
        assertThat(spec.promptArgs()).containsEntry("MOOD", "kind").containsEntry("COUNT", "3");
        assertThat(spec.tools()).containsExactly("ReadFile", "Grep");
    }

    @Test
    void aNameMayBeEmptyAndAVersionAbsent() throws Exception {
        prompt("p");

        assertThat(read("agent: {name: '', system_prompt_path: system.md, tools: []}")
                        .tools())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "kimi_cli.tools.bash:Bash, Bash",
        "kimi_cli.tools.shell:Shell, Bash",
        "Shell, Bash",
        "kimi_cli.tools.todo:SetTodoList, SetTodoList",
        "kimi_cli.tools.file:StrReplaceFile, StrReplaceFile"
    })
    void toolsHaveTheNamesOfTheReference(String written, String tool) throws Exception {
        prompt("p");

        assertThat(read(withTools(written)).tools()).containsExactly(tool);
    }

    @Test
    void toolsThatNobodyKnowsAreRefusedByName() throws Exception {
        prompt("p");

        refused(withTools("Bash, os:system, kimi_cli.tools.file:Bash"))
                .hasMessage("Invalid tools: ['os:system', 'kimi_cli.tools.file:Bash']");
        refused("agent: {name: x, system_prompt_path: system.md, tools: [Bash], exclude_tools: [Bsah]}")
                .hasMessage("Invalid tools: ['Bsah']");
    }

    @ParameterizedTest
    @CsvSource({
        "kimi_cli.tools.task:Task, Task",
        "kimi_cli.tools.agent:Agent, Task",
        "SearchWeb, SearchWeb",
        "kimi_cli.tools.web:FetchURL, FetchURL"
    })
    void toolsThatAreNotThereYetAreRefusedByName(String written, String tool) throws Exception {
        prompt("p");

        refused(withTools(written)).hasMessageContaining("does not have " + tool + " yet");
    }

    @Test
    void aToolThatIsNotThereYetMayBeExcluded() throws Exception {
        prompt("p");

        assertThat(read("agent: {name: x, system_prompt_path: system.md, tools: [Task, Bash], exclude_tools: [Task]}")
                        .tools())
                .containsExactly("Bash");
    }

    @Test
    void whatIsNotSupportedIsRefusedInSoManyWords() throws Exception {
        prompt("p");

        refused("agent: {extend: default, name: x}").hasMessageContaining("agent.extend is not supported yet");
        refused("""
                agent:
                  name: x
                  system_prompt_path: system.md
                  tools: [Bash]
                  subagents: {coder: {path: ./sub.yaml, description: d}}
                """).hasMessageContaining("agent.subagents is not supported yet");
        assertThat(read("agent: {name: x, system_prompt_path: system.md, tools: [Bash], subagents: {}}")
                        .tools())
                .containsExactly("Bash");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {version: 2, agent: {name: x}}                                        | version: 2 (expected: 1)
                    {version: 1}                                                          | agent is missing
                    {agent: }                                                             | agent is missing
                    {agent: [1]}                                                          | agent: a list (expected: a map)
                    [1, 2]                                                                | the agent file: a list (expected: a map)
                    just text                                                             | the agent file: just text (expected: a map)
                    {agent: {system_prompt_path: system.md, tools: []}}                   | agent.name is missing
                    {agent: {name: x, tools: []}}                                         | agent.system_prompt_path is missing
                    {agent: {name: x, system_prompt_path: system.md}}                     | agent.tools is missing
                    {agent: {name: x, system_prompt_path: system.md, tools: }}            | agent.tools is missing
                    {agent: {name: x, system_prompt_path: system.md, tools: Bash}}        | agent.tools: Bash (expected: a list)
                    {agent: {name: x, system_prompt_path: system.md, tools: [[Bash]]}}    | agent.tools: a list (expected: text)
                    {agent: {name: {a: b}, system_prompt_path: system.md, tools: []}}     | agent.name: a map (expected: text)
                    {agent: {name: x, system_prompt_path: system.md, tools: [], system_prompt_args: [a]}} | agent.system_prompt_args: a list (expected: a map)
                    {agent: {name: x, system_prompt_path: system.md, tools: [], system_prompt_args: {A: [b]}}} | agent.system_prompt_args.A: a list (expected: text)
                    """)
    void aFileThatDoesNotFitIsRefusedWithThePlaceAndTheExpectation(String yaml, String message) throws Exception {
        prompt("p");

        refused(yaml).hasMessage(message);
    }

    @Test
    void aKeyThatNobodyKnowsIsRefused() throws Exception {
        refused("agent: {name: x, exclude_tool: [Bash]}").hasMessageStartingWith("agent.exclude_tool is unknown");
        refused("{verison: 1, agent: {}}").hasMessageStartingWith("verison is unknown");
    }

    @Test
    void whatIsNotYamlIsRefused() throws Exception {
        refused("agent: {name: x").hasMessageContaining("not YAML");
        refused("agent: {name: x, name: y}").hasMessageContaining("not YAML");
        refused("").hasMessageContaining("the agent file");
        refused("a: &a [x, x]\nb: &b [*a, *a]\nagent: *b").hasMessageContaining("is unknown");
        refused("[".repeat(100_000)).hasMessageContaining("not YAML");
    }

    @Test
    void aMissingFileIsRefusedInTheWordsThatClientsKnow() {
        assertThatThrownBy(() -> files.read(dir.resolve("none.yaml")))
                .isInstanceOf(PreparationException.class)
                .hasMessage("expect agent file to exist");
    }

    @Test
    void aDirectoryIsNoAgentFile() {
        assertThatThrownBy(() -> files.read(dir))
                .isInstanceOf(PreparationException.class)
                .hasMessage("agent file: " + dir + " (expected: an existing file)");
    }

    @Test
    void aFileThatIsNotTextOrTooLargeIsRefused() throws Exception {
        Path file = dir.resolve("agent.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xfe});
        assertThatThrownBy(() -> files.read(file)).hasMessageContaining("not UTF-8");

        Files.writeString(file, "#".repeat(AgentFiles.MAX_BYTES + 1));
        assertThatThrownBy(() -> files.read(file)).hasMessageContaining("larger than 262144 bytes");
    }

    @Test
    void aPromptThatIsMissingTooLargeOrNotTextIsRefused() throws Exception {
        refused(withTools("Bash"))
                .hasMessageContaining("agent.system_prompt_path")
                .hasMessageContaining("system.md");

        prompt("x".repeat(AgentFiles.MAX_BYTES + 1));
        refused(withTools("Bash")).hasMessageContaining("larger than");

        Files.write(dir.resolve("system.md"), "ü".getBytes(StandardCharsets.ISO_8859_1));
        refused(withTools("Bash")).hasMessageContaining("not UTF-8");
    }

    @Test
    void theBuiltInAgentHasTheToolsThatThereAre() throws Exception {
        AgentSpec whole = files.builtIn();
        assertThat(whole.source()).isEqualTo("default");
        assertThat(whole.name()).isEmpty();
        assertThat(whole.tools())
                .containsExactly("SetTodoList", "Bash", "ReadFile", "Glob", "Grep", "WriteFile", "StrReplaceFile");

        assertThat(new AgentFiles(new ToolNames(Set.of("ReadFile"))).builtIn().tools())
                .containsExactly("ReadFile");
    }

    private String withTools(String tools) {
        return "agent: {name: x, system_prompt_path: system.md, tools: [" + tools.replaceAll("([^, ]+)", "'$1'") + "]}";
    }

    private void prompt(String text) throws Exception {
        Files.writeString(dir.resolve("system.md"), text);
    }

    private AgentSpec read(String yaml) throws Exception {
        return files.read(Files.writeString(dir.resolve("agent.yaml"), yaml));
    }

    private AbstractThrowableAssert<?, ? extends Throwable> refused(String yaml) {
        return assertThatThrownBy(() -> read(yaml)).isInstanceOf(PreparationException.class);
    }
}
