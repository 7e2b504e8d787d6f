package dev.switchboard.agent.model;

/** Speaks to providers. Any thread may use it. */
public interface ModelClients {

    /** A client for a configured model. It holds nothing that would have to be closed. */
    ModelClient client(ModelChoice choice);
}
