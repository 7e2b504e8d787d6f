package dev.switchboard.doors.runs;

import dev.switchboard.agent.Agent;
import dev.switchboard.agent.AgentEvent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Agents;
import dev.switchboard.agent.Conversation;
import dev.switchboard.agent.Memory;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.PreparationException;
import dev.switchboard.agent.model.Message;
import dev.switchboard.agent.model.Part;
import dev.switchboard.agent.model.Usage;
import dev.switchboard.agent.tool.Plan;
import dev.switchboard.signals.ItemKind;
import dev.switchboard.signals.OpenItem;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Agents that do what the command names: a test writes a script and starts a run with the script's name as its command. */
final class ScriptedAgents implements Agents {
    private final Map<String, Script> scripts = new ConcurrentHashMap<>(Map.of("ask", ScriptedAgents::ask));

    /** What an agent does. */
    @FunctionalInterface
    interface Script {
        Outcome work(AgentHost host) throws InterruptedException;
    }

    void on(String command, Script script) {
        scripts.put(command, script);
    }

    @Override
    public Agent prepare(Assignment assignment) throws PreparationException {
        if (assignment.agentFile() != null) {
            throw new PreparationException("expect agent file to exist");
        }
        return new Agent() {
            @Override
            public Profile profile() {
                return new Profile("/agents/built-in.yaml", "kimi-k2", false);
            }

            @Override
            public Outcome work(Conversation soFar, AgentHost host) throws InterruptedException {
                return scripts.getOrDefault(command(soFar), ScriptedAgents::greet)
                        .work(host);
            }
        };
    }

    private static String command(Conversation soFar) {
        Message last = soFar.messages().getLast();
        return last instanceof Message.User(List<Part> parts) && parts.getFirst() instanceof Part.Text(String text)
                ? text
                : "";
    }

    /** One step with one message, spoken in two pieces. */
    static Outcome greet(AgentHost host) {
        host.log(List.of(new AgentEvent.StepBegan(1)), List.of(), List.of());
        say(host, 1, "Hello, ", "world.");
        host.log(List.of(new AgentEvent.ContextUsed(0.25)), List.of(), List.of());
        return new Outcome.Finished();
    }

    static void say(AgentHost host, int step, String... pieces) {
        String id = host.newId();
        OpenItem item = host.open(id, ItemKind.TEXT);
        for (String piece : pieces) {
            item.append(piece);
        }
        String text = String.join("", pieces);
        host.log(
                List.of(new AgentEvent.Said(id, text)),
                List.of(new Memory.AssistantSaid(
                        step, List.of(new Part.Text(text)), List.of(), false, new Usage(10, 5, 2, 1))),
                List.of(item));
    }

    /** Asks for an approval and says how it was answered; hears what was said to it meanwhile. */
    private static Outcome ask(AgentHost host) throws InterruptedException {
        host.log(List.of(new AgentEvent.StepBegan(1)), List.of(), List.of());
        AgentHost.Decision decision =
                host.approve("call-1", "Bash", new Plan.Approval("run shell command", "Run command `ls`"));
        say(host, 1, decision.approved() ? "approved" : "rejected");
        host.takeSteering();
        return new Outcome.Finished();
    }
}
