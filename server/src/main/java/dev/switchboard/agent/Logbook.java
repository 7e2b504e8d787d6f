package dev.switchboard.agent;

import dev.switchboard.agent.model.Part;
import dev.switchboard.signals.OpenItem;
import java.util.List;

/** The log of the host and the conversation that is its fold, kept in step. For the thread that works. */
record Logbook(AgentHost host, Conversation conversation) {

    void log(List<AgentEvent> events, List<Memory> memories, List<OpenItem> ended) {
        host.log(events, memories, ended);
        memories.forEach(conversation::add);
    }

    void takeSteering() {
        host.takeSteering().forEach(text -> conversation.add(new Memory.UserSaid(List.of(new Part.Text(text)))));
    }
}
