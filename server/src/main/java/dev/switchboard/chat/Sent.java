package dev.switchboard.chat;

import dev.switchboard.chat.record.ChatEvent.TurnEnded;
import java.util.List;

/** What became of a message. */
public sealed interface Sent {

    /** A turn was accepted. */
    record Started(String turn) implements Sent {}

    /** The turn was accepted before and goes on. */
    record InFlight(String turn) implements Sent {}

    /** The turn was accepted before and has ended. */
    record Ended(String turn, TurnEnded end) implements Sent {}

    /** The message was a command that is answered at once: the turn has ended. */
    record Answered(String turn, TurnEnded end) implements Sent {}

    /** The message was a word that stops what goes on: these turns are stopped, and there is no new one. */
    record Stopped(List<String> turns) implements Sent {
        public Stopped {
            turns = List.copyOf(turns);
        }
    }
}
