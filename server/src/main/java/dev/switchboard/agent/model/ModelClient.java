package dev.switchboard.agent.model;

/** A language model that can be reached. */
public interface ModelClient {

    /**
     * Makes one streamed call, without retries. Blocks the calling virtual thread until the answer is whole; when it is interrupted
     * the request is aborted. Nothing reaches the listener after this method has ended. An answer larger than the client's limit is an
     * error, not a cut.
     *
     * @throws ModelException when the provider fails, answers nothing, or breaks off
     */
    ModelReply call(ModelRequest request, ModelListener listener) throws ModelException, InterruptedException;
}
