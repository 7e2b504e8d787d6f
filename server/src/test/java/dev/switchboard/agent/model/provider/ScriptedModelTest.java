package dev.switchboard.agent.model.provider;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.groups.Tuple.tuple;

import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.ToolSpec;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.time.RandomIds;
import dev.switchboard.time.SettableTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

class ScriptedModelTest {
    private static final List<ToolSpec> TOOLS =
            List.of(new ToolSpec("Glob", "", "{}"), new ToolSpec("ReadFile", "", "{}"), new ToolSpec("Bash", "", "{}"));

    private final SettableTime time = new SettableTime();
    private final ScriptedModel model = new ScriptedModel(time, new RandomIds(), Duration.ZERO, Duration.ofMinutes(10));
    private final List<Message> messages = new ArrayList<>();
    private List<ToolSpec> tools = TOOLS;
    private Listened heard = new Listened();

    @Test
    void aScriptIsPlayedAnswerByAnswerAndEachCallWaitsForItsResult() throws Exception {
        user(
                "Please:\n@think Hm.\n@say Looking.\n@tool Glob {\"pattern\": \"*\"}\n@say Reading.\n@tool ReadFile {\"path\": \"/a\"}\n@say All done.");

        ModelReply first = call();
        assertThat(first.parts()).containsExactly(new Part.Think("Hm."), new Part.Text("Looking."));
        assertThat(first.calls())
                .extracting(ToolCall::name, ToolCall::arguments)
                .containsExactly(tuple("Glob", "{\"pattern\": \"*\"}"));

        returned(first, "a.txt");
        ModelReply second = call();
        assertThat(second.parts()).containsExactly(new Part.Text("Reading."));
        assertThat(second.calls()).extracting(ToolCall::name).containsExactly("ReadFile");

        returned(second, "x");
        ModelReply third = call();
        assertThat(third.parts()).containsExactly(new Part.Text("All done."));
        assertThat(third.calls()).isEmpty();
        assertThat(third.finish()).isEqualTo(ModelReply.Finish.STOP);
    }

    @Test
    void aScriptThatEndsWithACallHasALastWord() throws Exception {
        user("@tool Bash {}");
        returned(call(), "ok");

        assertThat(call().parts()).containsExactly(new Part.Text("Done."));
    }

    @Test
    void whatIsHeardIsWhatIsAnsweredInSmallPieces() throws Exception {
        user(
                "@think I think that this is long enough.\n@say One two three four five six.\n@tool Bash {\"command\": \"echo a long enough command\"}");

        ModelReply reply = call();

        assertThat(heard.joined("think")).isEqualTo("I think that this is long enough.");
        assertThat(heard.joined("text")).isEqualTo("One two three four five six.");
        ToolCall call = reply.calls().getFirst();
        assertThat(heard.lines).contains("call " + call.id() + " Bash");
        assertThat(heard.joined("arguments " + call.id())).isEqualTo(call.arguments());
        assertThat(heard.lines).hasSizeGreaterThan(15);
    }

    @Test
    void twoLinesOfSpeechAreTwoLinesOfOneText() throws Exception {
        user("@say a\\nb\n@say c");

        assertThat(call().parts()).containsExactly(new Part.Text("a\nb\nc"));
    }

    @Test
    void callsAfterParallelAreMadeTogetherWithIdsOfTheirOwn() throws Exception {
        user(
                "@parallel\n@tool Bash {\"command\": \"a\"}\n@repeat 2 @tool Bash {\"command\": \"b\"}\n@unknown-tool\n@say then\n@tool Bash {}\n@tool Bash {}");

        ModelReply together = call();
        assertThat(together.calls()).extracting(ToolCall::name).containsExactly("Bash", "Bash", "Bash", "Teleport");
        assertThat(together.calls()).extracting(ToolCall::id).doesNotHaveDuplicates();

        returned(together, "r");
        ModelReply alone = call();
        assertThat(alone.parts()).containsExactly(new Part.Text("then"));
        assertThat(alone.calls()).hasSize(1);
    }

    @Test
    void blocksAreRepeatedAlsoInsideBlocks() throws Exception {
        user("@repeat 2\n@think t\n@repeat 2\n@say s\n@end\n@end\n@repeat 3 @tool Bash {}");

        ModelReply reply = call();

        assertThat(reply.parts())
                .containsExactly(
                        new Part.Think("t"), new Part.Text("s\ns"), new Part.Think("t"), new Part.Text("s\ns"));
        for (int i = 1; i < 3; i++) {
            returned(reply, "r");
            reply = call();
            assertThat(reply.calls()).hasSize(1);
        }
        returned(reply, "r");
        assertThat(call().calls()).isEmpty();
    }

    @Test
    void aLongRunGoesToItsEnd() throws Exception {
        user("@repeat 5000 @say x");

        call();

        assertThat(heard.joined("text")).hasSize(9999);
    }

    @Test
    void aFailureHappensSoOftenAndThenTheAnswerIsGiven() throws Exception {
        user("@say Before.\n@fail 503 2 7\n@say After.");

        for (int i = 0; i < 2; i++) {
            heard = new Listened();
            ModelException failure = catchThrowableOfType(ModelException.class, this::call);
            assertThat(failure.status()).isEqualTo(503);
            assertThat(failure.retryable()).isTrue();
            assertThat(failure.retryAfter()).contains(Duration.ofSeconds(7));
            assertThat(heard.joined("text")).isEqualTo("Before.");
        }

        assertThat(call().parts()).containsExactly(new Part.Text("Before.After."));
    }

    @Test
    void aFailureOfOneConversationIsNotOneOfAnother() {
        user("@fail 401");

        assertThat(catchThrowableOfType(ModelException.class, () -> call("one")).retryable())
                .isFalse();
        assertThatThrownBy(() -> call("two")).isInstanceOf(ModelException.class);
    }

    @Test
    void aCutAndAnEmptyAnswerMayBeTriedAgain() throws Exception {
        user("@say a\n@cut\n@empty");

        ModelException cut = catchThrowableOfType(ModelException.class, this::call);
        ModelException empty = catchThrowableOfType(ModelException.class, this::call);

        assertThat(cut.retryable()).isTrue();
        assertThat(cut.status()).isZero();
        assertThat(empty).hasMessage("The API returned an empty response.");
        assertThat(call().parts()).containsExactly(new Part.Text("a"));
    }

    @Test
    void anAnswerThatRanIntoItsLimitIsContinuedWhenAsked() throws Exception {
        user("@say Half\n@length\n@say and half.");

        ModelReply half = call();
        assertThat(half.finish()).isEqualTo(ModelReply.Finish.LENGTH);
        messages.add(new Message.Assistant(half.parts(), half.calls()));
        user("Go on.");

        assertThat(call().parts()).containsExactly(new Part.Text("and half."));
    }

    @Test
    void aHangingCallEndsWhenItIsInterrupted() throws Exception {
        user("@say a\n@hang");
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread caller =
                Thread.ofVirtual().start(() -> ended.complete(catchThrowableOfType(Exception.class, this::call)));

        time.awaitSleeper();
        caller.interrupt();

        assertThat(ended.get(10, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
    }

    @Test
    void aHangingCallTakesTooLongInTheEnd() throws Exception {
        user("@hang");
        CompletableFuture<Throwable> ended = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> ended.complete(catchThrowableOfType(Exception.class, this::call)));

        assertThat(time.awaitSleeper()).isEqualTo(Duration.ofMinutes(10));
        time.advance(Duration.ofMinutes(10));

        assertThat(ended.get(10, TimeUnit.SECONDS))
                .isInstanceOfSatisfying(
                        ModelException.class, e -> assertThat(e.retryable()).isTrue());
    }

    @Test
    void anInterruptEndsACallThatNeverWaits() {
        user("@text 1000000");
        Thread.currentThread().interrupt();

        assertThatThrownBy(this::call).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void aSlowScriptWaitsBetweenItsPieces() throws Exception {
        user("@think one\n@slow 250\n@say two");
        CompletableFuture<ModelReply> reply = new CompletableFuture<>();
        Thread.ofVirtual().start(() -> {
            try {
                reply.complete(call());
            } catch (Exception e) {
                reply.completeExceptionally(e);
            }
        });

        assertThat(time.awaitSleeper()).isEqualTo(Duration.ofMillis(250));
        assertThat(reply).isNotDone();
        time.advance(Duration.ofMillis(250));

        assertThat(reply.get(10, TimeUnit.SECONDS).parts())
                .containsExactly(new Part.Think("one"), new Part.Text("two"));
    }

    @Test
    void fillerHasTheSizeThatWasAskedFor() throws Exception {
        user("@text 1000001");

        assertThat(((Part.Text) call().parts().getFirst()).text()).hasSize(1_000_001);
    }

    @Test
    void argumentsThatAreNoJsonAreSentAsTheyAre() throws Exception {
        user("@badjson Glob");

        ToolCall call = call().calls().getFirst();

        assertThat(call.name()).isEqualTo("Glob");
        assertThatThrownBy(() -> JsonMapper.shared().readTree(call.arguments())).isInstanceOf(JacksonException.class);
    }

    @Test
    void itSaysWhatItWasToldAndWhatAToolReturned() throws Exception {
        user("@tool Bash {}\n@result\n@tool Bash {}\n@echo");
        returned(call(), "a result");
        ModelReply result = call();
        assertThat(result.parts()).containsExactly(new Part.Text("a result"));
        returned(result, "another");
        user("steered");

        assertThat(call().parts()).containsExactly(new Part.Text("steered"));
    }

    @Test
    void theWorkingDirectoryCanBeNamedInArguments() throws Exception {
        user("@tool ReadFile {\"path\": \"{work_dir}/a\"}");

        assertThat(call().calls().getFirst().arguments()).isEqualTo("{\"path\": \"/w d/a\"}");
    }

    @Test
    void theUsageIsEstimatedUnlessTheScriptSaysIt() throws Exception {
        user("@usage 990000 12\n@say x");
        assertThat(call().usage()).isEqualTo(new Usage(990_000, 12, 0, 0));

        messages.clear();
        user("@say x");
        Usage usage = requireNonNull(call().usage());
        assertThat(usage.promptTokens()).isPositive();
        assertThat(usage.completionTokens()).isPositive();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@say ok\n@sya oops",
                "@say ok\n@repeat x @say y",
                "@say ok\n@repeat 2 say y",
                "@say ok\n@repeat 2",
                "@say ok\n@end",
                "@say ok\n@fail 200",
                "@say ok\n@tool",
                "@say ok\n@repeat 200001 @say y",
                "@say ok\n@text -1"
            })
    void aLineThatIsNotUnderstoodIsNamedAndNotTriedAgain(String script) {
        user(script);

        ModelException mistake = catchThrowableOfType(ModelException.class, this::call);

        assertThat(mistake).hasMessageStartingWith("Error code: 400 - script, line 2: ");
        assertThat(mistake.retryable()).isFalse();
    }

    @Test
    void repeatedRepetitionsAreBounded() {
        user("@say ok\n" + "@repeat 1000\n".repeat(6) + "@say x\n" + "@end\n".repeat(6));

        assertThatThrownBy(this::call).hasMessageContaining("too long");
    }

    @Test
    void withoutAScriptItShowsWhatAnAgentDoes() throws Exception {
        user("tidy up, @alice");

        ModelReply look = call();
        assertThat(look.parts()).hasSize(2).first().isInstanceOf(Part.Think.class);
        assertThat(look.calls()).extracting(ToolCall::name).containsExactly("Glob");

        returned(look, "src\nnotes.txt\nREADME.md");
        ModelReply read = call();
        assertThat(read.calls()).extracting(ToolCall::name).containsExactly("ReadFile");
        assertThat(read.calls().getFirst().arguments()).contains("\"/w d/README.md\"");

        returned(read, "# A project");
        ModelReply run = call();
        assertThat(run.calls()).extracting(ToolCall::name).containsExactly("Bash");

        returned(run, "line 1\nline 2\nline 3");
        ModelReply summary = call();
        assertThat(summary.calls()).isEmpty();
        assertThat(((Part.Text) summary.parts().getFirst()).text()).contains("3 calls", "line 3");
    }

    @Test
    void withoutToolsItOnlySpeaks() throws Exception {
        tools = List.of();
        user("hello");

        ModelReply reply = call();

        assertThat(reply.calls()).isEmpty();
        assertThat(((Part.Text) reply.parts().getFirst()).text()).contains("hello");
    }

    @Test
    void aNewCommandAfterAPlayedScriptIsAnsweredByItself() throws Exception {
        user("@say first");
        ModelReply first = call();
        messages.add(new Message.Assistant(first.parts(), first.calls()));
        user("and now?");

        assertThat(call().calls()).extracting(ToolCall::name).containsExactly("Glob");
    }

    private void user(String text) {
        messages.add(new Message.User(List.of(new Part.Text(text))));
    }

    private void returned(ModelReply reply, String result) {
        messages.add(new Message.Assistant(reply.parts(), reply.calls()));
        reply.calls().forEach(call -> messages.add(new Message.ToolReply(call.id(), List.of(new Part.Text(result)))));
    }

    private ModelReply call() throws ModelException, InterruptedException {
        return call("session");
    }

    private ModelReply call(String session) throws ModelException, InterruptedException {
        return model.call(
                new ModelRequest("The working directory is `/w d`. Work.", messages, tools, false, session), heard);
    }
}
