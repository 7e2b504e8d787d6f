package dev.switchboard.runs;

import dev.switchboard.agent.Agent;
import dev.switchboard.agent.AgentHost;
import dev.switchboard.agent.Agents;
import dev.switchboard.agent.Conversation;
import dev.switchboard.agent.Outcome;
import dev.switchboard.agent.PreparationException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Agents that do what the test tells them. */
final class FakeAgents implements Agents {
    /** What agents are asked for, in order. */
    final List<Assignment> assignments = Collections.synchronizedList(new ArrayList<>());

    volatile Script script = (conversation, host) -> new Outcome.Finished();
    volatile Preparation preparation = assignment -> {};

    /** What happens before an agent is there. */
    interface Preparation {
        void prepare(Assignment assignment) throws PreparationException;
    }

    /** What an agent does. */
    interface Script {
        Outcome work(Conversation conversation, AgentHost host) throws InterruptedException;
    }

    @Override
    public Agent prepare(Assignment assignment) throws PreparationException {
        assignments.add(assignment);
        preparation.prepare(assignment);
        return new Agent() {
            @Override
            public Profile profile() {
                return new Profile("/agents/fake.yaml", "fake-model", assignment.thinking());
            }

            @Override
            public Outcome work(Conversation soFar, AgentHost host) throws InterruptedException {
                return script.work(soFar, host);
            }
        };
    }
}
