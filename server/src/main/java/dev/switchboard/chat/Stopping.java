package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent.Outcome;
import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Stops turns, and waits until their readers have heard of it. */
final class Stopping {
    /** How long a turn may take to end once it was told to. */
    static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ChatEnvironment env;

    Stopping(ChatEnvironment env) {
        this.env = env;
    }

    /** Stops one turn of a session, or all of them; returns those that this stopped. */
    List<String> stop(Principal principal, SessionKey key, @Nullable String turn, String reason) {
        List<LiveTurn> going = turn == null ? env.log().turns(key) : named(key, turn);
        List<String> stopped = new ArrayList<>();
        for (LiveTurn each : tell(principal, going, reason)) {
            Optional<TurnEnded> end = await(each, PATIENCE);
            if (end.isEmpty() || end.get().outcome() == Outcome.ABORTED) {
                stopped.add(each.id);
            }
        }
        return stopped;
    }

    /** Stops all turns of a session; {@code Unavailable} when one of them does not end in time. */
    void all(Principal principal, SessionKey key, String reason, Duration patience) {
        List<LiveTurn> going = env.log().turns(key);
        tell(principal, going, reason);
        for (LiveTurn each : going) {
            if (await(each, patience).isEmpty()) {
                throw stillGoing(each);
            }
        }
    }

    static ProblemException stillGoing(LiveTurn turn) {
        return new ProblemException(new Problem.Unavailable(
                "session " + turn.key + " has a turn that still goes on", Duration.ofSeconds(1)));
    }

    private List<LiveTurn> named(SessionKey key, String id) {
        LiveTurn turn = env.log().turn(id).orElse(null);
        if (turn == null) {
            return List.of();
        }
        if (!turn.key.equals(key)) {
            throw otherSession(id);
        }
        return List.of(turn);
    }

    static ProblemException otherSession(String turn) {
        return new ProblemException(
                new Problem.Conflict("turn_of_other_session", "turn " + turn + " belongs to another session"));
    }

    /** Says durably why each turn is stopped, then stops it; returns those that were not at their end already. */
    private List<LiveTurn> tell(Principal principal, List<LiveTurn> going, String reason) {
        if (going.isEmpty()) {
            return going;
        }
        env.transactor().write(tx -> {
            for (LiveTurn turn : going) {
                env.store()
                        .turn(tx, turn.id)
                        .filter(stored -> stored.end() == null && stored.stopReason() == null)
                        .ifPresent(stored -> env.store().updateTurn(tx, stored.stopping(reason)));
            }
            return null;
        });
        List<LiveTurn> told = new ArrayList<>();
        // The last first, so that none begins because the one before it ended.
        for (LiveTurn turn : going.reversed()) {
            try {
                env.runs().cancel(principal, turn.run);
                told.addFirst(turn);
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.NotFound)) {
                    throw e;
                }
            }
        }
        return told;
    }

    /** Waits for the end of a turn; one that was never accepted has none. When interrupted, it waits no longer and keeps the flag. */
    static Optional<TurnEnded> await(LiveTurn turn, Duration patience) {
        try {
            return Optional.of(turn.ended.get(patience.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException | CancellationException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }
}
