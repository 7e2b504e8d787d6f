package dev.switchboard.agent.model.provider;

import org.jspecify.annotations.Nullable;

/** One line of a {@link Script}. */
sealed interface Directive {

    /** Thinks. */
    record Think(String text) implements Directive {}

    /** Speaks; two in a row are two lines of one text. */
    record Say(String text) implements Directive {}

    /** Speaks so many bytes of filler. */
    record Filler(int bytes) implements Directive {}

    /** Says what the last message of the user was. */
    record Echo() implements Directive {}

    /** Says what the tools returned to the last answer. */
    record Result() implements Directive {}

    /** Calls a tool; {@code arguments} is sent as it is written. */
    record Call(String tool, String arguments) implements Directive {}

    /** Says the next pieces with this pause between them. */
    record Slow(int millis) implements Directive {}

    /** Breaks down here, so many times; after that the line is passed over. */
    record Break(Fault fault, int times) implements Directive {}

    /** Says nothing any more until the call is cancelled or takes too long. */
    record Hang() implements Directive {}

    /** Ends the answer as one that ran into its token limit. */
    record Length() implements Directive {}

    /** Reports this usage for the answer. */
    record Tokens(long prompt, long completion) implements Directive {}

    /** How a call breaks down. */
    sealed interface Fault {
        /** Refused with an HTTP status. */
        record Status(int status, @Nullable Integer retryAfterSeconds) implements Fault {}

        /** The connection breaks. */
        record Cut() implements Fault {}

        /** The answer ends without anything in it. */
        record Nothing() implements Fault {}
    }

    /** Whether the answer ends with this line unless the script says that calls are made together. */
    default boolean endsAnswer() {
        return switch (this) {
            case Call call -> true;
            case Length length -> true;
            case Think think -> false;
            case Say say -> false;
            case Filler filler -> false;
            case Echo echo -> false;
            case Result result -> false;
            case Slow slow -> false;
            case Break fault -> false;
            case Hang hang -> false;
            case Tokens tokens -> false;
        };
    }
}
