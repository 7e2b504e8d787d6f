package dev.switchboard.agent;

import static dev.switchboard.agent.Answer.calls;
import static dev.switchboard.agent.Answer.says;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.switchboard.agent.AgentEvent.ContextUsed;
import dev.switchboard.agent.AgentEvent.Said;
import dev.switchboard.agent.AgentEvent.Steered;
import dev.switchboard.agent.AgentEvent.StepBegan;
import dev.switchboard.agent.AgentEvent.StepInterrupted;
import dev.switchboard.agent.AgentEvent.Thought;
import dev.switchboard.agent.AgentEvent.TokensUsed;
import dev.switchboard.agent.AgentEvent.ToolCalled;
import dev.switchboard.agent.AgentEvent.ToolEnded;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.signals.ItemKind;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoopAgentTest {
    private final LoopFixture loop = new LoopFixture(FakeTool.echo());
    private final RecordingHost host = RecordingHost.commanded("go");

    @AfterEach
    void everyItemIsClosedOnceAndNobodySpeaksAfterThat() {
        assertThat(host.openItems()).isEmpty();
        assertThat(host.faults()).isEmpty();
    }

    @Test
    void anAnswerWithoutCallsEndsTheRun() throws Exception {
        var model = RehearsedModel.of(says(" Hello", " there. \n").using(new Usage(250, 10, 40, 0)));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events())
                .containsExactly(
                        new StepBegan(1),
                        new Said("id-1", "Hello there."),
                        new ContextUsed(0.25),
                        new TokensUsed(new Usage(250, 10, 40, 0)));
        assertThat(host.memories().getLast())
                .isEqualTo(new Memory.AssistantSaid(
                        1, List.of(new Part.Text(" Hello there. \n")), List.of(), false, new Usage(250, 10, 40, 0)));
    }

    @Test
    void theModelIsAskedWithPromptToolsAndConversation() throws Exception {
        var model = RehearsedModel.of(says("Hi"));

        loop.work(model, host);

        var request = model.requests().getFirst();
        assertThat(request.systemPrompt()).isEqualTo("You are a test.");
        assertThat(request.cacheKey()).isEqualTo("session-1");
        assertThat(request.tools()).extracting("name").containsExactly("Echo");
        assertThat(request.messages()).containsExactly(new Message.User(List.of(new Part.Text("go"))));
    }

    @Test
    void anAnswerIsLoggedInTheOrderOfItsItemsWithItsCallsInOneTransaction() throws Exception {
        var model = RehearsedModel.of(
                new Answer()
                        .thinking("hm", "m")
                        .saying("Let me ")
                        .saying("see.")
                        .thinking("which?")
                        .saying("  \n")
                        .calling("a", "Echo", "{\"text\":\"A\"}")
                        .calling("b", "Echo", "{}"),
                says("Done."));

        loop.work(model, host);

        assertThat(host.commits().get(2).events())
                .containsExactly(
                        new Thought("id-1", "hmm"),
                        new Said("id-2", "Let me see."),
                        new Thought("id-3", "which?"),
                        new ToolCalled(new ToolCall("a", "Echo", "{\"text\":\"A\"}")),
                        new ToolCalled(new ToolCall("b", "Echo", "{}")),
                        new ContextUsed(0.1),
                        new TokensUsed(new Usage(100, 10, 0, 0)));
        assertThat(host.commits().get(2).memories()).hasSize(1).first().isInstanceOf(Memory.AssistantSaid.class);
        assertThat(host.commits().get(2).ended()).containsExactly("id-1", "id-2", "id-3", "id-4", "a", "b");
    }

    @Test
    void whatIsSaidIsShownWhileItIsSaid() throws Exception {
        CountDownLatch said = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        var model = RehearsedModel.of(new Answer()
                .thinking("why")
                .saying("because")
                .calling("a", "Echo", "{\"text\":\"A\"}")
                .then((request, listener) -> {
                    said.countDown();
                    assertThat(seen.await(10, TimeUnit.SECONDS)).isTrue();
                    return says("never mind").answer(request, listener);
                }));
        var worker = loop.start(model, host);
        assertThat(said.await(10, TimeUnit.SECONDS)).isTrue();

        assertThat(host.items(ItemKind.THINK).getFirst().text()).isEqualTo("why");
        assertThat(host.items(ItemKind.TEXT).getFirst().text()).isEqualTo("because");
        assertThat(host.item("a").kind).isEqualTo(ItemKind.TOOL_ARGUMENTS);
        assertThat(host.item("a").text()).isEqualTo("{\"text\":\"A\"}");
        assertThat(host.events()).containsExactly(new StepBegan(1));

        seen.countDown();
        assertThat(worker.outcome()).isEqualTo(new Outcome.Finished());
    }

    @Test
    void resultsGoBackToTheModelUntilItCallsNothing() throws Exception {
        var model = RehearsedModel.of(
                calls("a", "Echo", "{\"text\":\"one\"}"), calls("b", "Echo", "{\"text\":\"two\"}"), says("Done."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(StepBegan.class)).containsExactly(new StepBegan(1), new StepBegan(2), new StepBegan(3));
        assertThat(host.events(ToolEnded.class))
                .containsExactly(
                        new ToolEnded("a", ToolResult.ok("one", "", "echo")),
                        new ToolEnded("b", ToolResult.ok("two", "", "echo")));
        assertThat(model.requests().getLast().messages())
                .hasSize(5)
                .contains(
                        new Message.ToolReply("a", List.of(new Part.Text("one"))),
                        new Message.ToolReply("b", List.of(new Part.Text("two"))));
    }

    @Test
    void thoughtsAreSentBackWithTheWholeHistory() throws Exception {
        var model = RehearsedModel.of(
                new Answer().thinking("first").calling("a", "Echo", "{}"),
                new Answer().thinking("second").calling("b", "Echo", "{}"),
                says("Done."));

        loop.work(model, host);

        assertThat(model.requests().getLast().messages())
                .filteredOn(Message.Assistant.class::isInstance)
                .extracting(message -> ((Message.Assistant) message).parts())
                .containsExactly(List.of(new Part.Think("first")), List.of(new Part.Think("second")));
    }

    @Test
    void usageThatTheProviderDoesNotTellIsNotMadeUp() throws Exception {
        loop.work(RehearsedModel.of(says("Hi").using(null)), host);

        assertThat(host.events()).containsExactly(new StepBegan(1), new Said("id-1", "Hi"));
        assertThat(host.conversation().usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void withoutAModelTheRunFailsInTheWordsThatClientsKnow() throws Exception {
        assertThat(loop.agent(null).work(host.conversation(), host))
                .isEqualTo(new Outcome.Failed("provider", "LLM is not configured"));

        assertThat(host.events()).isEmpty();
    }

    @Test
    void noMoreStepsAreTakenThanAllowed() throws Exception {
        var model = RehearsedModel.of(calls("a", "Echo", "{}"), calls("b", "Echo", "{}"));

        assertThat(loop.maxSteps(2).work(model, host)).isEqualTo(new Outcome.MaxStepsReached(2));

        assertThat(host.events(ToolEnded.class)).hasSize(2);
        assertThat(host.events(StepInterrupted.class)).isEmpty();
    }

    @Test
    void anAnswerInTheLastStepIsAnAnswer() throws Exception {
        var model = RehearsedModel.of(calls("a", "Echo", "{}"), says("Done."));

        assertThat(loop.maxSteps(2).work(model, host)).isEqualTo(new Outcome.Finished());
    }

    @Test
    void evenABoundOfNoStepsAllowsOne() throws Exception {
        assertThat(loop.maxSteps(0).work(RehearsedModel.of(calls("a", "Echo", "{}")), host))
                .isEqualTo(new Outcome.MaxStepsReached(1));
    }

    @Test
    void theCallThatExceedsTheTokenBudgetIsTheLast() throws Exception {
        var model = RehearsedModel.of(
                calls("a", "Echo", "{}").using(new Usage(60, 40, 0, 0)),
                new Answer().saying("More.").calling("b", "Echo", "{}").using(new Usage(1, 0, 0, 0)));

        assertThat(loop.maxTokens(100).work(model, host))
                .isEqualTo(new Outcome.Failed("budget_tokens", "The run has used 101 tokens (expected: at most 100)."));

        assertThat(host.events(Said.class)).extracting(Said::text).containsExactly("More.");
        assertThat(host.events(ToolEnded.class)).extracting(ToolEnded::callId).containsExactly("a");
    }

    @Test
    void messagesFromOutsideJoinBeforeTheNextStep() throws Exception {
        host.onCommit(() -> {
            if (host.commits().size() == 3) {
                host.steer("in French");
                host.steer("and short");
            }
        });
        var model = RehearsedModel.of(calls("a", "Echo", "{}"), says("Voilà."));

        loop.work(model, host);

        assertThat(host.events())
                .containsSubsequence(
                        new ToolEnded("a", ToolResult.ok("", "", "echo")),
                        new Steered("in French"),
                        new Steered("and short"),
                        new StepBegan(2));
        assertThat(model.requests().get(1).messages())
                .endsWith(
                        new Message.ToolReply("a", List.of(new Part.Text("<system>Tool output is empty.</system>"))),
                        new Message.User(List.of(new Part.Text("in French"))),
                        new Message.User(List.of(new Part.Text("and short"))));
    }

    @Test
    void aMessageThatComesDuringTheLastAnswerGetsAStepOfItsOwn() throws Exception {
        var model = RehearsedModel.of(
                says("Done.").then((request, listener) -> {
                    host.steer("really?");
                    return says("").answer(request, listener);
                }),
                says("Really."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(Said.class)).extracting(Said::text).containsExactly("Done.", "Really.");
    }

    @Test
    void aMessageThatComesAfterTheLastAllowedStepIsNotTaken() throws Exception {
        var model = RehearsedModel.of(says("Done.").then((request, listener) -> {
            host.steer("really?");
            return says("").answer(request, listener);
        }));

        assertThat(loop.maxSteps(1).work(model, host)).isEqualTo(new Outcome.MaxStepsReached(1));

        assertThat(host.events(Steered.class)).isEmpty();
        assertThat(host.steeringWaits()).isTrue();
    }

    @Test
    void askedToWorkAgainWithAMessageTheAgentGoesOnWhereItWas() throws Exception {
        Agent agent = loop.agent(RehearsedModel.of(says("Done."), says("Again.")));
        Conversation conversation = host.conversation();
        assertThat(agent.work(conversation, host)).isEqualTo(new Outcome.Finished());
        host.steer("again");

        assertThat(agent.work(conversation, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(StepBegan.class)).containsExactly(new StepBegan(1), new StepBegan(2));
        assertThat(conversation.messages()).isEqualTo(host.conversation().messages());
    }

    @Test
    void aCutAnswerIsContinuedOnce() throws Exception {
        var model = RehearsedModel.of(says("One, two,").cut(), says("three."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(Said.class)).extracting(Said::text).containsExactly("One, two,", "three.");
        assertThat(model.requests().get(1).messages())
                .hasSize(3)
                .last()
                .satisfies(message -> assertThat(message.toString()).contains("Go on exactly where it stopped"));
    }

    @Test
    void aSecondCutInARowIsAFailure() throws Exception {
        var model = RehearsedModel.of(says("One").cut(), says("two").cut());

        assertThat(loop.work(model, host))
                .isEqualTo(new Outcome.Failed("length", "The model's answer ran into its token limit twice in a row."));
    }

    @Test
    void aWholeAnswerBetweenTwoCutsLetsTheSecondBeContinuedToo() throws Exception {
        var model = RehearsedModel.of(
                says("One").cut(), calls("a", "Echo", "{}"), says("two").cut(), says("three"));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());
    }

    @Test
    void theCallsOfACutAnswerAreMadeExceptALastOneWithoutArguments() throws Exception {
        var model = RehearsedModel.of(
                new Answer()
                        .calling("a", "Echo", "{\"text\":\"whole\"}")
                        .calling("b", "Echo", "")
                        .cut(),
                says("Done."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(ToolEnded.class))
                .extracting(ToolEnded::callId, ended -> ended.result().brief())
                .containsExactly(tuple("b", "Cut off"), tuple("a", "echo"));
        assertThat(model.requests().get(1).messages())
                .filteredOn(Message.User.class::isInstance)
                .hasSize(1);
    }

    @Test
    void twoCutAnswersInARowEndTheRunAlsoWhenTheyCallTools() throws Exception {
        var model = RehearsedModel.of(
                calls("a", "Echo", "{\"te").cut(), calls("b", "Echo", "{\"te").cut());

        assertThat(loop.work(model, host))
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).isEqualTo("length"));
        assertThat(host.events(ToolEnded.class))
                .extracting(ended -> ended.result().brief())
                .containsExactly("Invalid arguments", "Invalid arguments");
    }

    @Test
    void callsBeyondTheBoundAreAnsweredInsteadOfMade() throws Exception {
        Answer many = new Answer();
        for (int i = 0; i < Step.MAX_CALLS + 2; i++) {
            many.calling("c" + i, "Echo", "{}");
        }
        loop.work(RehearsedModel.of(many, says("Done.")), host);

        assertThat(host.events(ToolCalled.class)).hasSize(Step.MAX_CALLS + 2);
        assertThat(host.events(ToolEnded.class))
                .hasSize(Step.MAX_CALLS + 2)
                .filteredOn(ended -> ended.result().brief().equals("Too many calls"))
                .extracting(ToolEnded::callId)
                .containsExactly("c128", "c129");
        assertThat(host.commits().get(2).memories()).hasSize(3);
    }

    @Test
    void anUnknownToolAndBrokenArgumentsAreAnsweredAndTheRunGoesOn() throws Exception {
        var model = RehearsedModel.of(
                new Answer().calling("a", "Nonsense", "{}").calling("b", "Echo", "{\"text\":"), says("Sorry."));

        assertThat(loop.work(model, host)).isEqualTo(new Outcome.Finished());

        assertThat(host.events(ToolEnded.class))
                .extracting(ended -> ended.result().brief())
                .containsExactlyInAnyOrder("Tool `Nonsense` not found", "Invalid arguments");
    }

    @Test
    void idsThatAProviderUsesAgainAreReplaced() throws Exception {
        var model = RehearsedModel.of(
                new Answer()
                        .calling("call_0", "Echo", "{\"text\":\"1\"}")
                        .calling("call_0", "Echo", "{\"text\":\"2\"}")
                        .calling(" ", "Echo", "{\"text\":\"3\"}"),
                calls("call_0", "Echo", "{\"text\":\"4\"}"),
                says("Done."));

        loop.work(model, host);

        assertThat(host.events(ToolCalled.class))
                .extracting(called -> called.call().id())
                .hasSize(4)
                .doesNotHaveDuplicates()
                .startsWith("call_0")
                .doesNotContain(" ");
        assertThat(host.events(ToolEnded.class))
                .extracting(ended -> ended.result().output())
                .containsExactlyInAnyOrder("1", "2", "3", "4");
        for (ToolCalled called : host.events(ToolCalled.class)) {
            assertThat(host.item(called.call().id()).text())
                    .isEqualTo(called.call().arguments());
        }
    }
}
