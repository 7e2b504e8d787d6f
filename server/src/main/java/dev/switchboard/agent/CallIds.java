package dev.switchboard.agent;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Gives each call an id that no other call of the session has. Providers promise no more than ids that differ within an answer, while
 * approvals, results and live output are found by them. A provider's id is kept where it can be: some models expect their own form.
 */
final class CallIds {
    private static final int MAX_LENGTH = 128;

    private final Predicate<String> used;
    private final Supplier<String> fresh;
    private final Set<String> taken = new HashSet<>();

    /**
     * @param used whether an earlier answer has the id
     * @param fresh makes ids
     */
    CallIds(Predicate<String> used, Supplier<String> fresh) {
        this.used = used;
        this.fresh = fresh;
    }

    /** The id for the next call, which the provider calls by the given one. */
    String take(String proposed) {
        boolean usable = !proposed.isBlank() && proposed.length() <= MAX_LENGTH && !used.test(proposed);
        if (usable && taken.add(proposed)) {
            return proposed;
        }
        String id = fresh.get();
        taken.add(id);
        return id;
    }
}
