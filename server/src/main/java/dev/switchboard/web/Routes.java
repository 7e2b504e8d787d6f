package dev.switchboard.web;

/** Where a door puts its routes. All doors answer on every port. */
public interface Routes {

    /**
     * Answers a method on a path. A path segment may be a parameter, as in {@code /api/v1/runs/{run_id}/cancel}. A known path with
     * another method is answered with 405 and {@code Allow}; {@code HEAD} and {@code OPTIONS} are answered by the toolkit.
     *
     * @param access who may come in
     */
    void on(String method, String path, Access access, Handler handler);

    /** Accepts WebSocket upgrades on a path. */
    void socket(String path, Access access, SocketHandler handler);

    /** Who may come in. */
    enum Access {
        /** Anybody; nothing is checked but the limits. Served while draining, too. */
        OPEN,
        /** The operator, or somebody on this machine where no token is demanded. */
        OPERATOR,
        /** The door checks credentials itself; Host (where no token is configured) and Origin are checked here. */
        DOOR
    }

    /** Answers one request. Runs on a virtual thread of its own after the body has arrived. */
    @FunctionalInterface
    interface Handler {
        /**
         * The exchange is over when this returns.
         *
         * @throws dev.switchboard.problem.ProblemException rendered by the door; anything else is logged once with an incident id and
         *     rendered as {@code Internal}. After an answer has begun, either ends the connection (HTTP/1.1) or the stream (HTTP/2).
         */
        void handle(Exchange exchange) throws InterruptedException;
    }
}
