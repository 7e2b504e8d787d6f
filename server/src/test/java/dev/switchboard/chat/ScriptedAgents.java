package dev.switchboard.chat;

import dev.switchboard.agent.Agent;
import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Agents;
import dev.switchboard.agent.Conversation;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.ToolCall;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.ToolResult;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Agents that do what the test tells them. */
final class ScriptedAgents implements Agents {
    /** What the agents were told, in order. */
    final List<String> told = Collections.synchronizedList(new ArrayList<>());

    final List<Assignment> assignments = Collections.synchronizedList(new ArrayList<>());
    volatile Script script = host -> {
        say(host, "i-" + host.newId(), "Hello.");
        return new Outcome.Finished();
    };

    /** What an agent does. */
    interface Script {
        Outcome work(AgentHost host) throws InterruptedException;
    }

    @Override
    public Agent prepare(Assignment assignment) {
        assignments.add(assignment);
        return new Agent() {
            @Override
            public Profile profile() {
                return new Profile("/agents/fake.yaml", "fake-model", assignment.thinking());
            }

            @Override
            public Outcome work(Conversation soFar, AgentHost host) throws InterruptedException {
                if (soFar.messages().getLast() instanceof Message.User(List<Part> parts)
                        && parts.getFirst() instanceof Part.Text(String text)) {
                    told.add(text);
                }
                return script.work(host);
            }
        };
    }

    /** Says a text at once. */
    static void say(AgentHost host, String item, String text) {
        end(host, host.open(item, ItemKind.TEXT), item, text);
    }

    /** Ends an item that was being spoken. */
    static void end(AgentHost host, OpenItem open, String item, String text) {
        host.log(
                List.of(new AgentEvent.Said(item, text), new AgentEvent.TokensUsed(new Usage(10, 5, 0, 0))),
                List.of(new Memory.AssistantSaid(1, List.of(new Part.Text(text)), List.of(), false, null)),
                List.of(open));
    }

    static void call(AgentHost host, String callId, String tool) {
        ToolCall call = new ToolCall(callId, tool, "{\"path\":\"x\"}");
        host.log(
                List.of(new AgentEvent.ToolCalled(call)),
                List.of(new Memory.AssistantSaid(1, List.of(), List.of(call), false, null)),
                List.of());
    }

    static void result(AgentHost host, String callId, String output) {
        ToolResult result = ToolResult.ok(output, "", "done");
        host.log(
                List.of(new AgentEvent.ToolEnded(callId, result)),
                List.of(new Memory.CallEnded(callId, result, false)),
                List.of());
    }
}
