package dev.switchboard.doors.runs;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What this door asks about models. Any thread may call; every method may block on files, {@link #test} on the provider. */
public interface ModelCatalog {

    /**
     * Refuses a name that no run can use. A configuration that cannot be read refuses none: the run itself tells of that.
     *
     * @param configFile absent for the server's own configuration
     * @throws dev.switchboard.problem.ProblemException {@code InvalidRequest}, which says what names there are
     */
    void check(String alias, @Nullable Path configFile);

    /** The models of the server's own configuration, in its order. */
    List<Model> list();

    /**
     * Makes one real, small call.
     *
     * @throws dev.switchboard.problem.ProblemException {@code NotFound} for an unknown alias
     */
    Trial test(String alias) throws InterruptedException;

    /**
     * A configured model.
     *
     * @param provider how it is spoken to, in lower case
     * @param model the provider's id
     * @param capabilities in lower case
     * @param isDefault whether runs get it that name none
     */
    record Model(String alias, String provider, String model, List<String> capabilities, boolean isDefault) {
        public Model {
            capabilities = List.copyOf(capabilities);
        }
    }

    /**
     * What a model did when it was tried.
     *
     * @param stream whether it streamed an answer
     * @param toolCall whether it called the tool that it was asked to call
     * @param thinking whether it showed thoughts
     * @param firstTokenMs from the request to the first piece of the answer; absent when none came
     * @param error why it failed, for people and without secrets; absent when it did not
     */
    record Trial(
            boolean stream,
            boolean toolCall,
            boolean thinking,
            @Nullable Long firstTokenMs,
            @Nullable String error) {}
}
