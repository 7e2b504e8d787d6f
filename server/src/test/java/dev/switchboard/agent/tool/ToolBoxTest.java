package dev.switchboard.agent.tool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.RandomIds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ToolBoxTest {
    private static final String SCHEMA = """
            {"type": "object",
             "properties": {"name": {"type": "string", "minLength": 1}, "times": {"type": "integer", "minimum": 1, "maximum": 3}},
             "required": ["name"]}""";

    private static final ToolContext NOWHERE = new ToolContext() {
        @Override
        public Path workDir() {
            return Path.of("/");
        }

        @Override
        public List<Path> readableDirs() {
            return List.of();
        }

        @Override
        public void intend(@Nullable ProcessGroup group) {
            throw new ProblemException(new Problem.Unavailable("disk full", Duration.ofSeconds(1)));
        }

        @Override
        public void output(String fragment) {}
    };

    /** Says what it was given, or does what the name says. */
    private record Greeter(String name) implements Tool {
        @Override
        public ToolSpec spec() {
            return new ToolSpec(name, "Greets.", SCHEMA);
        }

        @Override
        public Plan plan(JsonNode arguments, ToolContext context) {
            return switch (arguments.path("name").stringValue()) {
                case "bug in plan" -> throw new IllegalStateException("with a secret");
                case "refused in plan" -> throw new Refused("Not him.", "No");
                case "bug" ->
                    new Plan.Act(null, () -> {
                        throw new IllegalStateException("with a secret");
                    });
                case "refused" ->
                    new Plan.Act(null, () -> {
                        throw new Refused("Not him.", "No");
                    });
                case "host fails" ->
                    new Plan.Act(null, () -> {
                        context.intend(null);
                        return ToolResult.ok("", "", "");
                    });
                case "cancelled" ->
                    new Plan.Act(null, () -> {
                        throw new InterruptedException();
                    });
                default -> new Plan.Answered(ToolResult.ok("Hello " + arguments, "", ""));
            };
        }
    }

    private final ToolBox tools = new ToolBox(List.of(new Greeter("Greet"), new Greeter("Wave")), new RandomIds());

    @Test
    void argumentsThatFitReachTheTool() {
        assertThat(answer("Greet", "{\"name\": \"Ada\", \"more\": true}").output())
                .isEqualTo("Hello {\"name\":\"Ada\",\"more\":true}");
    }

    @Test
    void anUnknownToolIsAnAnswerThatNamesTheKnownOnes() {
        ToolResult result = answer("Grep", "{}");

        assertThat(result.ok()).isFalse();
        assertThat(result.brief()).isEqualTo("Tool `Grep` not found");
        assertThat(result.message()).contains("Greet, Wave");
        assertThat(answer("x".repeat(10_000), "{}").message()).hasSizeLessThan(300);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "{\"name\": }", "nonsense", "{\"name\": \"Ada\"} {}", "{\"name\": \"Ada", "{'name': 'Ada'}"
            })
    void whatIsNoJsonIsAnAnswer(String arguments) {
        ToolResult result = answer("Greet", arguments);

        assertThat(result.ok()).isFalse();
        assertThat(result.message()).startsWith("Error parsing JSON arguments: ");
        assertThat(result.brief()).isEqualTo("Invalid arguments");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                             | expected an object, got array",
                "null                           | expected an object, got null",
                "{}                             | required property 'name'",
                "{\"name\": 5}                  | name",
                "{\"name\": \"\"}               | name",
                "{\"name\": \"a\", \"times\": 4}   | times",
                "{\"name\": \"a\", \"times\": 1.5} | times",
                "{\"name\": \"a\", \"times\": \"1\"} | times"
            })
    void whatDoesNotFitTheSchemaIsAnAnswer(String arguments, String expected) {
        ToolResult result = answer("Greet", arguments);

        assertThat(result.ok()).isFalse();
        assertThat(result.message())
                .startsWith("Error validating JSON arguments: ")
                .contains(expected);
        assertThat(result.brief()).isEqualTo("Invalid arguments");
    }

    @Test
    void anAnswerAboutArgumentsQuotesNoValue() {
        assertThat(answer("Greet", "{\"name\": \"Ada\", \"times\": \"sk-secret\"}")
                        .message())
                .doesNotContain("sk-secret");
    }

    @Test
    void noArgumentsAreAnEmptyObject() {
        assertThat(answer("Greet", "").message()).contains("required property 'name'");
        assertThat(answer("Greet", "  ").message()).contains("required property 'name'");
    }

    @Test
    void deepAndLongArgumentsAreAnswered() {
        assertThat(answer("Greet", "[".repeat(1_000_000)).brief()).isEqualTo("Invalid arguments");
        assertThat(answer("Greet", "{\"name\": \"" + "x".repeat(5_000_000) + "\"}")
                        .ok())
                .isTrue();
    }

    @Test
    void aBugIsAnAnswerThatNamesAnIncidentAndNothingElse() throws Exception {
        for (ToolResult result :
                List.of(answer("Greet", "{\"name\": \"bug in plan\"}"), perform("{\"name\": \"bug\"}"))) {
            assertThat(result.ok()).isFalse();
            assertThat(result.brief()).isEqualTo("Tool runtime error");
            assertThat(result.message())
                    .startsWith("Error running tool: ")
                    .contains("probably broken")
                    .containsPattern("incident [0-9a-f-]{36}")
                    .doesNotContain("secret");
        }
    }

    @Test
    void aRefusalIsItsAnswer() throws Exception {
        assertThat(answer("Greet", "{\"name\": \"refused in plan\"}")).isEqualTo(ToolResult.error("Not him.", "No"));
        assertThat(perform("{\"name\": \"refused\"}")).isEqualTo(ToolResult.error("Not him.", "No"));
    }

    @Test
    void whatTheHostFailsAtAndACancelAreNoAnswers() {
        assertThatThrownBy(() -> perform("{\"name\": \"host fails\"}")).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> perform("{\"name\": \"cancelled\"}")).isInstanceOf(InterruptedException.class);
    }

    @Test
    void someOfTheToolsCanBeTakenInAnotherOrder() {
        ToolBox some = tools.with(new Greeter("Nod")).only(List.of("Nod", "Missing", "Greet"));

        assertThat(some.specs()).extracting(ToolSpec::name).containsExactly("Nod", "Greet");
        assertThat(some.names()).containsExactlyInAnyOrder("Nod", "Greet");
        assertThat(tools.names()).containsExactlyInAnyOrder("Greet", "Wave");
    }

    private ToolResult answer(String tool, String arguments) {
        Plan plan = tools.plan(new ToolCall("call-1", tool, arguments), NOWHERE);
        assertThat(plan).isInstanceOf(Plan.Answered.class);
        return ((Plan.Answered) plan).result();
    }

    private ToolResult perform(String arguments) throws InterruptedException {
        Plan plan = tools.plan(new ToolCall("call-1", "Greet", arguments), NOWHERE);
        assertThat(plan).isInstanceOf(Plan.Act.class);
        return ((Plan.Act) plan).effect().perform();
    }
}
