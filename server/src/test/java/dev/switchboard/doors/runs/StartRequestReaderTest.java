package dev.switchboard.doors.runs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.argumentSet;

import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.PasswdHomes;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs;
import dev.switchboard.runs.record.RunSpec;
import dev.switchboard.runs.record.SessionId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class StartRequestReaderTest {
    private static final String STRING = "Input should be a valid string";
    private static final String PATH = "Input is not a valid path";
    private static final String DICTIONARY = "Input should be a valid dictionary";
    private static final String BOOL = "Input should be a valid boolean";
    private static final String BOOL_PARSING = "Input should be a valid boolean, unable to interpret input";

    @TempDir
    private Path home;

    private StartRequestReader reader =
            new StartRequestReader(new PasswdHomes(Path.of("/"), Path.of("/")), new TwoModels());

    @BeforeEach
    void makeHome() throws IOException {
        Files.createDirectory(home.resolve("project"));
        Files.writeString(home.resolve("config.json"), "{}");
        Path passwd = home.resolve("passwd");
        Files.writeString(passwd, "root:x:0:0:root:/root:/bin/sh\nalice:x:1000:1000:,,,:" + home + ":/bin/sh\n");
        reader = new StartRequestReader(new PasswdHomes(home, passwd), new TwoModels());
    }

    // What document 003 sends.

    @Test
    void theDocumentsExampleIsUnderstood() {
        StartRequest request = read("""
                {"work_dir": "~/project", "command": "scan the repo", "options": {"yolo": true, "thinking": false}}""");

        assertThat(request.spec().command()).isEqualTo("scan the repo");
        assertThat(request.spec().workDir()).isEqualTo(real("project"));
        assertThat(request.spec().yolo()).isTrue();
        assertThat(request.spec().thinking()).isFalse();
        assertThat(request.listening()).isEqualTo(new StartRequest.Listening.Streamed(false));
    }

    @Test
    void whatIsNotSaidHasItsDefault() {
        StartRequest request = read("{\"work_dir\": \"~/project\", \"command\": \"go\"}");

        assertThat(request)
                .isEqualTo(new StartRequest(
                        new RunSpec(
                                "go",
                                real("project"),
                                null,
                                null,
                                null,
                                Map.of(),
                                true,
                                false,
                                RunSpec.OnDisconnect.CANCEL,
                                RunSpec.Budget.NONE,
                                "{}",
                                RunSpec.Origin.HTTP,
                                null),
                        null,
                        Runs.OnBusy.QUEUE,
                        null,
                        new StartRequest.Listening.Streamed(false)));
    }

    @Test
    void everythingThatCanBeSaidIsHeard() {
        StartRequest request = read("""
                {"work_dir": "~alice/project/../project", "command": " go ", "agent_file": "~/agent.yaml", "model_name": "k2",
                 "config_file": "~/config.json", "env": {"kimi_api_key": "sk-1"}, "options": {"yolo": "off", "thinking": 1},
                 "stream": "no", "include_events": "Y", "session_id": "s-1", "on_disconnect": "continue", "on_busy": "reject",
                 "deltas": true, "budget": {"steps": 3, "tokens": 100000000000, "seconds": 60}, "metadata": {"b": [1, 2.5], "a": null}}""");

        assertThat(request)
                .isEqualTo(new StartRequest(
                        new RunSpec(
                                " go ",
                                real("project"),
                                real(".").resolve("agent.yaml"),
                                "k2",
                                real("config.json"),
                                Map.of("KIMI_API_KEY", "sk-1"),
                                false,
                                true,
                                RunSpec.OnDisconnect.CONTINUE,
                                new RunSpec.Budget(3, 100_000_000_000L, 60L),
                                "{\"b\":[1,2.5],\"a\":null}",
                                RunSpec.Origin.HTTP,
                                null),
                        new SessionId("s-1"),
                        Runs.OnBusy.REJECT,
                        null,
                        new StartRequest.Listening.Whole(true)));
    }

    @Test
    void nullMeansNotGivenWhereTheDocumentAllowsIt() {
        StartRequest request = read(with("""
                "agent_file": null, "model_name": null, "config_file": null, "session_id": null, "budget": null,
                "metadata": null, "on_busy": null, "on_disconnect": null, "webhook_url": null"""));

        assertThat(request.spec().agentFile()).isNull();
        assertThat(request.spec().model()).isNull();
        assertThat(request.spec().configFile()).isNull();
        assertThat(request.spec().budget()).isEqualTo(RunSpec.Budget.NONE);
    }

    @Test
    void anEmptyModelNameIsNone() {
        assertThat(read(with("\"model_name\": \"\"")).spec().model()).isNull();
    }

    @Test
    void unknownFieldsAreIgnored() {
        StartRequest request = read(with("\"temperature\": 0.3, \"options\": {\"yolo\": false, \"colour\": []}"));

        assertThat(request.spec().yolo()).isFalse();
    }

    @Test
    void theLaterOfTwoEqualKeysCounts() {
        assertThat(read(with("\"command\": \"later\"")).spec().command()).isEqualTo("later");
    }

    @Test
    void aLinkToADirectoryIsFollowed() throws IOException {
        Files.createSymbolicLink(home.resolve("link"), home.resolve("project"));

        assertThat(read(with("\"work_dir\": \"~/link\"")).spec().workDir()).isEqualTo(real("project"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"~/project", "~//project/", "~alice/./project"})
    void aHomeIsExpanded(String path) {
        assertThat(read(with("\"work_dir\": \"" + path + "\"")).spec().workDir())
                .isEqualTo(real("project"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "1.0", "\"true\"", "\"T\"", "\"YES\"", "\"y\"", "\"On\"", "\"1\""})
    void theseCountAsTrue(String value) {
        assertThat(read(with("\"options\": {\"yolo\": false, \"thinking\": " + value + "}"))
                        .spec()
                        .thinking())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "0.0", "-0.0", "\"FALSE\"", "\"f\"", "\"no\"", "\"N\"", "\"off\"", "\"0\""})
    void theseCountAsFalse(String value) {
        assertThat(read(with("\"options\": {\"yolo\": " + value + "}")).spec().yolo())
                .isFalse();
    }

    @Test
    void aBackgroundRunGoesOnAndNobodyListensHere() {
        StartRequest request = read(with("\"background\": true, \"stream\": false, \"deltas\": true"));

        assertThat(request.listening()).isEqualTo(new StartRequest.Listening.Elsewhere());
        assertThat(request.spec().onDisconnect()).isEqualTo(RunSpec.OnDisconnect.CONTINUE);
    }

    @Test
    void deltasAreStreamedWhenAskedFor() {
        assertThat(read(with("\"deltas\": true")).listening()).isEqualTo(new StartRequest.Listening.Streamed(true));
    }

    // Environment.

    @Test
    void environmentKeysAreUpperCaseAndTheLaterOfTwoCounts() {
        StartRequest request =
                read(with("\"env\": {\"kimi_model_name\": \"a\", \"\": \"x\", \"KIMI_Model_Name\": \"b\"}"));

        assertThat(request.spec().env()).containsExactlyEntriesOf(Map.of("KIMI_MODEL_NAME", "b"));
    }

    @Test
    void environmentValuesBecomeText() {
        StartRequest request = read(
                with("\"env\": {\"a\": true, \"b\": null, \"c\": 1.0, \"d\": 100000, \"e\": {\"k\": [\"v\", false]}}"));

        assertThat(request.spec().env())
                .isEqualTo(Map.of("A", "True", "B", "None", "C", "1.0", "D", "100000", "E", "{'k': ['v', False]}"));
    }

    // What is refused, rule by rule.

    static Stream<Arguments> brokenRules() {
        String ok = "\"command\": \"go\", \"work_dir\": \"/\"";
        return Stream.of(
                refused(
                        "an array",
                        "[]",
                        "",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunRequest"),
                refused(
                        "a text",
                        "\"go\"",
                        "",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunRequest"),
                refused(
                        "a number",
                        "7",
                        "",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunRequest"),
                refused("no command", "{\"work_dir\": \"/\"}", "command", "missing", "Field required"),
                refused("no work_dir", "{\"command\": \"go\"}", "work_dir", "missing", "Field required"),
                refused("null command", more("\"command\": null"), "command", "string_type", STRING),
                refused("number as command", more("\"command\": 7"), "command", "string_type", STRING),
                refused(
                        "empty command",
                        more("\"command\": \"\""),
                        "command",
                        "value_error",
                        "Value error, command cannot be empty"),
                refused(
                        "blank command",
                        more("\"command\": \" \\n\\t\\u00a0\\u3000\\u001f\""),
                        "command",
                        "value_error",
                        "Value error, command cannot be empty"),
                refused(
                        "half a character",
                        more("\"command\": \"\\ud83d!\""),
                        "command",
                        "string_unicode",
                        "Input should be a valid string, unable to parse raw data as a unicode string"),
                refused("null work_dir", more("\"work_dir\": null"), "work_dir", "path_type", PATH),
                refused("number as work_dir", more("\"work_dir\": 1"), "work_dir", "path_type", PATH),
                refused("list as agent_file", more("\"agent_file\": []"), "agent_file", "path_type", PATH),
                refused("boolean as config_file", more("\"config_file\": true"), "config_file", "path_type", PATH),
                refused(
                        "relative work_dir",
                        more("\"work_dir\": \"src\""),
                        "work_dir",
                        "value_error",
                        "Value error, expected an absolute path of an existing directory"),
                refused(
                        "empty work_dir",
                        more("\"work_dir\": \"\""),
                        "work_dir",
                        "value_error",
                        "Value error, expected an absolute path of an existing directory"),
                refused(
                        "work_dir that is not there",
                        more("\"work_dir\": \"/no/such/place\""),
                        "work_dir",
                        "value_error",
                        "Value error, expected an absolute path of an existing directory"),
                refused(
                        "NUL in work_dir",
                        more("\"work_dir\": \"/tmp\\u0000/x\""),
                        "work_dir",
                        "value_error",
                        "Value error, this cannot be a path"),
                refused(
                        "NUL in agent_file",
                        more("\"agent_file\": \"\\u0000\""),
                        "agent_file",
                        "value_error",
                        "Value error, this cannot be a path"),
                refused(
                        "NUL in config_file",
                        more("\"config_file\": \"~/\\u0000\""),
                        "config_file",
                        "value_error",
                        "Value error, this cannot be a path"),
                refused(
                        "home of a stranger",
                        more("\"work_dir\": \"~stranger/x\""),
                        "work_dir",
                        "value_error",
                        "Value error, no home directory is known for this user"),
                refused(
                        "agent in a stranger's home",
                        more("\"agent_file\": \"~stranger\""),
                        "agent_file",
                        "value_error",
                        "Value error, no home directory is known for this user"),
                refused(
                        "config_file that is not there",
                        more("\"config_file\": \"/no/such.json\""),
                        "config_file",
                        "value_error",
                        "Value error, expected an existing file"),
                refused(
                        "directory as config_file",
                        more("\"config_file\": \"/\""),
                        "config_file",
                        "value_error",
                        "Value error, expected an existing file"),
                refused("number as model_name", more("\"model_name\": 3"), "model_name", "string_type", STRING),
                refused(
                        "unknown model",
                        more("\"model_name\": \"gpt-9\""),
                        "model_name",
                        "value_error",
                        "Value error, unknown model (expected: one of k2, local)"),
                refused("null env", more("\"env\": null"), "env", "dict_type", DICTIONARY),
                refused("list as env", more("\"env\": []"), "env", "dict_type", DICTIONARY),
                refused(
                        "null options",
                        more("\"options\": null"),
                        "options",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunOptions"),
                refused(
                        "text as options",
                        more("\"options\": \"yolo\""),
                        "options",
                        "model_type",
                        "Input should be a valid dictionary or instance of RunOptions"),
                refused(
                        "word that is no boolean",
                        more("\"options\": {\"yolo\": \"maybe\"}"),
                        "options.yolo",
                        "bool_parsing",
                        BOOL_PARSING),
                refused("word with a space", more("\"stream\": \" true\""), "stream", "bool_parsing", BOOL_PARSING),
                refused("number that is no boolean", more("\"stream\": 2"), "stream", "bool_parsing", BOOL_PARSING),
                refused("fraction as boolean", more("\"stream\": 0.5"), "stream", "bool_parsing", BOOL_PARSING),
                refused("huge number as boolean", more("\"stream\": 1e999"), "stream", "bool_parsing", BOOL_PARSING),
                refused("null stream", more("\"stream\": null"), "stream", "bool_type", BOOL),
                refused("null include_events", more("\"include_events\": null"), "include_events", "bool_type", BOOL),
                refused(
                        "list as thinking",
                        more("\"options\": {\"thinking\": []}"),
                        "options.thinking",
                        "bool_type",
                        BOOL),
                refused("object as background", more("\"background\": {}"), "background", "bool_type", BOOL),
                refused("number as session_id", more("\"session_id\": 5"), "session_id", "string_type", STRING),
                refused(
                        "blank session_id",
                        more("\"session_id\": \" \""),
                        "session_id",
                        "value_error",
                        "Value error, expected the id of a session"),
                refused(
                        "long session_id",
                        more("\"session_id\": \"" + "s".repeat(201) + "\""),
                        "session_id",
                        "string_too_long",
                        "String should have at most 200 characters"),
                refused(
                        "unknown on_disconnect",
                        more("\"on_disconnect\": \"stay\""),
                        "on_disconnect",
                        "literal_error",
                        "Input should be 'cancel' or 'continue'"),
                refused(
                        "unknown on_busy",
                        more("\"on_busy\": 1"),
                        "on_busy",
                        "literal_error",
                        "Input should be 'queue' or 'reject'"),
                refused(
                        "background that ends with its reader",
                        more("\"background\": true, \"on_disconnect\": \"cancel\""),
                        "on_disconnect",
                        "value_error",
                        "Value error, a background run has no connection that could end it (expected: continue)"),
                refused("number as budget", more("\"budget\": 5"), "budget", "dict_type", DICTIONARY),
                refused(
                        "no steps",
                        more("\"budget\": {\"steps\": 0}"),
                        "budget.steps",
                        "greater_than_equal",
                        "Input should be greater than or equal to 1"),
                refused(
                        "negative tokens",
                        more("\"budget\": {\"tokens\": -99999999999999999999}"),
                        "budget.tokens",
                        "greater_than_equal",
                        "Input should be greater than or equal to 1"),
                refused(
                        "too many seconds",
                        more("\"budget\": {\"seconds\": 99999999999999999999}"),
                        "budget.seconds",
                        "less_than_equal",
                        "Input should be less than or equal to 31536000"),
                refused(
                        "half a step",
                        more("\"budget\": {\"steps\": 1.5}"),
                        "budget.steps",
                        "int_type",
                        "Input should be a valid integer"),
                refused("list as metadata", more("\"metadata\": []"), "metadata", "dict_type", DICTIONARY),
                refused(
                        "much metadata",
                        more("\"metadata\": {\"a\": \"" + "\u00e9".repeat(8_200) + "\"}"),
                        "metadata",
                        "value_error",
                        "Value error, expected at most 16384 bytes of JSON"),
                refused(
                        "half a character in metadata",
                        more("\"metadata\": {\"a\": \"\\udc00\"}"),
                        "metadata",
                        "string_unicode",
                        "Input should hold valid strings only"),
                refused(
                        "webhook",
                        more("\"webhook_url\": \"http://example.org\""),
                        "webhook_url",
                        "value_error",
                        "Value error, this server sends no webhooks; follow the run's events instead"),
                refused(
                        "webhook's secret alone",
                        more("\"webhook_secret\": \"sesame\""),
                        "webhook_secret",
                        "value_error",
                        "Value error, this server sends no webhooks; follow the run's events instead"),
                refused(
                        "much env",
                        "{" + ok + ", \"env\": {\"A\": \"" + "a".repeat(70_000) + "\"}}",
                        "env",
                        "too_long",
                        "Dictionary should have at most 256 items and 65536 characters"));
    }

    @ParameterizedTest
    @MethodSource("brokenRules")
    void oneBrokenRuleIsNamed(String body, String field, String type, String msg) {
        List<Problem.Fault> faults = faults(body);

        assertThat(faults).singleElement().satisfies(fault -> {
            assertThat(String.join(".", fault.loc())).isEqualTo(field);
            assertThat(fault.type()).isEqualTo(type);
            assertThat(fault.msg()).isEqualTo(msg);
        });
    }

    @Test
    void everyBrokenRuleIsNamedInTheOrderOfTheFields() {
        List<Problem.Fault> faults = faults("""
                {"stream": 7, "env": 1, "work_dir": 5, "budget": {"steps": "x", "tokens": 0}, "options": {"thinking": null}}""");

        assertThat(faults.stream().map(fault -> String.join(".", fault.loc()) + " " + fault.type()))
                .containsExactly(
                        "command missing",
                        "work_dir path_type",
                        "env dict_type",
                        "options.thinking bool_type",
                        "stream bool_parsing",
                        "budget.steps int_type",
                        "budget.tokens greater_than_equal");
    }

    @Test
    void manyEnvironmentEntriesAreRefused() {
        String entries = Stream.iterate(0, n -> n + 1)
                .limit(257)
                .map(n -> "\"K" + n + "\": 1")
                .collect(Collectors.joining(", ", "{", "}"));

        assertThat(faults(with("\"env\": " + entries)))
                .extracting(Problem.Fault::type)
                .containsExactly("too_long");
    }

    @Test
    void aModelIsNotJudgedByAConfigurationThatIsNotThere() {
        assertThat(faults(with("\"model_name\": \"x\", \"config_file\": \"/no/such.json\"")))
                .extracting(fault -> fault.loc().getFirst())
                .containsExactly("config_file");
    }

    // What is shown again, and what is not.

    @Test
    void aShortScalarIsShownAgain() {
        assertThat(faults(with("\"stream\": \"maybe\"")).getFirst().value()).isEqualTo("maybe");
        assertThat(faults(with("\"work_dir\": \"/no/such\"")).getFirst().value())
                .isEqualTo("/no/such");
    }

    @Test
    void aLongScalarIsNot() {
        assertThat(faults(with("\"work_dir\": \"/" + "x".repeat(100) + "\""))
                        .getFirst()
                        .value())
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"command\": 12345",
                "\"env\": \"sk-secret\"",
                "\"metadata\": \"mine\"",
                "\"webhook_url\": \"http://u:p@example.org\"",
                "\"budget\": [1, 2]"
            })
    void whatMayBeSecretOrLongIsNot(String field) {
        assertThat(faults(with(field)))
                .allSatisfy(fault -> assertThat(fault.value()).isNull());
    }

    @Test
    void noPartOfTheBodyIsInTheProblem() {
        ProblemException refused = refusal("{\"env\": {\"KIMI_API_KEY\": \"sk-secret\"}, \"command\": \"the words\"}");

        assertThat(refused.problem().toString()).doesNotContain("sk-secret", "the words");
        assertThat(refused.getMessage()).doesNotContain("sk-secret", "the words");
    }

    // Repeating.

    @Test
    void theSameBodyHasTheSameFingerprintHoweverItIsWritten() {
        Runs.Idempotency one =
                repeatable("{\"work_dir\": \"/\", \"command\": \"go\", \"env\": {\"A\": 1, \"B\": [1,2]}}");
        Runs.Idempotency same =
                repeatable("{\"env\":{\"B\":[1, 2],\"A\":1},\"command\":\"\\u0067o\",\"work_dir\":\"/\"}");
        Runs.Idempotency other =
                repeatable("{\"work_dir\": \"/\", \"command\": \"go\", \"env\": {\"A\": 1, \"B\": [2,1]}}");

        assertThat(one).isEqualTo(same);
        assertThat(one.fingerprint()).hasSize(64).isNotEqualTo(other.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "two words", "tab\t", "é"})
    void aKeyThatIsNotVisibleAsciiIsRefused(String key) {
        assertThat(keyFaults(key)).extracting(fault -> fault.loc().getFirst()).containsExactly("Idempotency-Key");
    }

    @Test
    void aKeyOf255CharactersIsTakenAndALongerOneIsNot() {
        assertThat(reader.read(json(with("")), caller("k".repeat(255))).repeatable())
                .isNotNull();
        assertThat(keyFaults("k".repeat(256))).hasSize(1);
    }

    // Who may choose the configuration.

    @Test
    void aStrangerMayNotChooseTheConfigurationFile() {
        StartRequestReader.Caller stranger = new StartRequestReader.Caller(false, null, null);

        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> reader.read(json(with("\"config_file\": \"/no/such.json\"")), stranger));

        assertThat(refused.problem()).isInstanceOf(Problem.Forbidden.class);
    }

    @Test
    void aStrangerMayStartARunOtherwise() {
        StartRequestReader.Caller stranger = new StartRequestReader.Caller(false, null, "00-trace");

        assertThat(reader.read(json(with("\"config_file\": null")), stranger)
                        .spec()
                        .traceParent())
                .isEqualTo("00-trace");
    }

    // The tests' own tools.

    private static Arguments refused(String name, String body, String field, String type, String msg) {
        return argumentSet(name, body, field, type, msg);
    }

    /** A body without a fault, with more fields; a field that is there twice counts as it is here. */
    private static String more(String fields) {
        return "{\"command\": \"go\", \"work_dir\": \"/\"" + (fields.isEmpty() ? "" : ", " + fields) + "}";
    }

    private String with(String fields) {
        return more(fields);
    }

    private StartRequest read(String body) {
        return reader.read(json(body), caller(null));
    }

    private List<Problem.Fault> faults(String body) {
        return faults(refusal(body));
    }

    private ProblemException refusal(String body) {
        return catchThrowableOfType(ProblemException.class, () -> reader.read(json(body), caller(null)));
    }

    private List<Problem.Fault> keyFaults(String key) {
        return faults(catchThrowableOfType(ProblemException.class, () -> reader.read(json(with("")), caller(key))));
    }

    private static List<Problem.Fault> faults(@Nullable ProblemException refused) {
        assertThat(refused).isNotNull();
        return ((Problem.InvalidRequest) refused.problem()).faults();
    }

    private Runs.Idempotency repeatable(String body) {
        Runs.Idempotency repeatable = reader.read(json(body), caller("key")).repeatable();
        assertThat(repeatable).isNotNull();
        return repeatable;
    }

    private static StartRequestReader.Caller caller(@Nullable String key) {
        return new StartRequestReader.Caller(true, key, null);
    }

    private static JsonNode json(String body) {
        return Json.read(body.getBytes(UTF_8));
    }

    private Path real(String name) {
        try {
            return home.resolve(name).toRealPath();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
