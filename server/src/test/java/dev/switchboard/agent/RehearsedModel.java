package dev.switchboard.agent;

import dev.switchboard.agent.model.ModelClient;
import dev.switchboard.agent.model.ModelException;
import dev.switchboard.agent.model.ModelListener;
import dev.switchboard.agent.model.ModelReply;
import dev.switchboard.agent.model.ModelRequest;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;

/** A model that answers what a test has rehearsed with it, turn by turn. */
final class RehearsedModel implements ModelClient {
    private final ConcurrentLinkedQueue<Turn> turns = new ConcurrentLinkedQueue<>();
    private final List<ModelRequest> requests = new CopyOnWriteArrayList<>();

    static RehearsedModel of(Turn... turns) {
        RehearsedModel model = new RehearsedModel();
        model.turns.addAll(List.of(turns));
        return model;
    }

    /** A turn that fails. */
    static Turn fails(ModelException failure) {
        return (request, listener) -> {
            throw failure;
        };
    }

    List<ModelRequest> requests() {
        return requests;
    }

    @Override
    public ModelReply call(ModelRequest request, ModelListener listener) throws ModelException, InterruptedException {
        requests.add(request);
        Turn turn = turns.poll();
        if (turn == null) {
            throw new AssertionError("nobody rehearsed a call with " + request.messages());
        }
        return turn.answer(request, listener);
    }

    /** One call. */
    @FunctionalInterface
    interface Turn {
        ModelReply answer(ModelRequest request, ModelListener listener) throws ModelException, InterruptedException;
    }
}
