package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatSession;
import dev.switchboard.chat.record.ChatStore;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.journal.Journal;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.runs.Runs;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.tx.Transactor;
import dev.switchboard.tx.Tx;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/** What all parts of the chats stand on. */
record ChatEnvironment(
        Transactor transactor,
        Journal journal,
        ChatStore store,
        Runs runs,
        ChatLog log,
        Time time,
        Ids ids,
        ChatConfig config,
        Path workDir,
        BooleanSupplier hasModel) {

    /** Refuses those who may not chat. */
    void allow(Principal principal) {
        switch (principal) {
            case Principal.Operator p -> {}
            case Principal.Local p -> {}
            case Principal.Agent p ->
                throw new ProblemException(new Problem.Forbidden(
                        "an agent of the platform may not see or use chats", "call with the operator's token"));
        }
    }

    /** The session, made now if there is none. */
    ChatSession obtain(Tx tx, Principal principal, SessionKey key) {
        return store.find(tx, key).orElseGet(() -> {
            ChatSession fresh = ChatSession.fresh(key, runs.openSession(tx, principal), time.now());
            store.insert(tx, fresh);
            return fresh;
        });
    }

    ChatSession known(Tx tx, SessionKey key) {
        return store.find(tx, key).orElseThrow(() -> unknown(key));
    }

    static ProblemException unknown(SessionKey key) {
        return new ProblemException(new Problem.NotFound("session", key.canonical()));
    }

    static ProblemException invalid(String field, String msg) {
        return new ProblemException(Problem.InvalidRequest.of(field, msg));
    }
}
