package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Page;
import dev.switchboard.client.Received;
import dev.switchboard.client.RunsClient;
import dev.switchboard.wire.runs.ApprovalDocument;
import dev.switchboard.wire.runs.RunDocument;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds what a person means by the beginning of an id. It looks through the newest thousand. */
final class Finder {
    private static final int WHOLE_ID = 36;
    private static final int PAGE = 100;
    private static final int PAGES = 10;

    private final Call call;
    private final RunsClient client;

    Finder(Call call, RunsClient client) {
        this.call = call;
        this.client = client;
    }

    /** The whole id of a run. One that is written out is not looked for. */
    String runId(String beginning) {
        return beginning.length() >= WHOLE_ID
                ? beginning
                : one(beginning, this::runs, RunDocument::runId, "switchboard runs ls");
    }

    /** The whole id of a session, by the runs in it. */
    String sessionId(String beginning) {
        return beginning.length() >= WHOLE_ID
                ? beginning
                : one(beginning, this::runs, RunDocument::sessionId, "switchboard runs ls");
    }

    /** The newest run that fits; absent when none of the newest thousand does. */
    @Nullable
    RunDocument newestRun(Predicate<RunDocument> fits) {
        String cursor = null;
        for (int i = 0; i < PAGES; i++) {
            Page<RunDocument> page = runs(cursor);
            for (Received<RunDocument> item : page.items()) {
                if (fits.test(item.value())) {
                    return item.value();
                }
            }
            cursor = page.next();
            if (cursor == null) {
                return null;
            }
        }
        return null;
    }

    /** An approval, of the pending ones first. */
    Received<ApprovalDocument> approval(String beginning) {
        List<Received<ApprovalDocument>> pending = client.approvals("pending", null).items().stream()
                .filter(item -> item.value().id().startsWith(beginning))
                .toList();
        if (pending.size() == 1) {
            return pending.getFirst();
        }
        return found(
                beginning, cursor -> client.approvals("", cursor), ApprovalDocument::id, "switchboard approvals ls");
    }

    private Page<RunDocument> runs(@Nullable String cursor) {
        return client.runs("", "", PAGE, cursor);
    }

    private <T> String one(
            String beginning, Function<@Nullable String, Page<T>> pages, Function<T, String> id, String next) {
        return id.apply(found(beginning, pages, id, next).value());
    }

    private <T> Received<T> found(
            String beginning, Function<@Nullable String, Page<T>> pages, Function<T, String> id, String next) {
        Received<T> found = null;
        String cursor = null;
        for (int i = 0; i < PAGES && (i == 0 || cursor != null); i++) {
            Page<T> page = pages.apply(cursor);
            for (Received<T> item : page.items()) {
                if (id.apply(item.value()).startsWith(beginning)) {
                    if (found != null && !id.apply(found.value()).equals(id.apply(item.value()))) {
                        throw Call.usage(call.say(Text.AMBIGUOUS, beginning), next);
                    }
                    found = item;
                }
            }
            cursor = page.next();
        }
        if (found == null) {
            throw new FailureException(
                    new Failure(ExitCode.NOT_FOUND, "not_found", call.say(Text.NO_ID_BEGINS, beginning), "", next));
        }
        return found;
    }
}
