package dev.switchboard.cli;

import dev.switchboard.cli.live.Explain;
import dev.switchboard.cli.live.LinkNotes;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.client.ClientException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks the server again and again, until a signal comes. */
final class Watching {
    private Watching() {}

    /**
     * Hands on each answer. A server that goes away after its first answer is waited for; what will not pass is thrown.
     *
     * @throws InterruptedException when the thread is to end
     */
    static <T> void every(Call call, Duration pause, Supplier<T> ask, Consumer<T> hear) throws InterruptedException {
        LinkNotes link = new LinkNotes(call.screen());
        Optional<T> answer = Optional.of(ask.get());
        while (true) {
            answer.ifPresent(hear);
            call.time().sleep(pause);
            answer = again(call, ask, link);
        }
    }

    private static <T> Optional<T> again(Call call, Supplier<T> ask, LinkNotes link) {
        try {
            T answer = ask.get();
            link.back();
            return Optional.of(answer);
        } catch (ClientException e) {
            Failure failure = Explain.problem(e.problem(), call.screen());
            if (!failure.retryable()) {
                throw e;
            }
            link.lost(failure.what());
            return Optional.empty();
        }
    }
}
