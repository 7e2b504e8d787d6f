package dev.switchboard.doors.runs;

import dev.switchboard.doors.json.Json;
import dev.switchboard.doors.json.Queries;
import dev.switchboard.runs.record.RunStore;
import dev.switchboard.web.Exchange;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists that are read page by page. */
final class Pages {
    private static final int ENTRIES = 50;
    private static final int ENTRIES_MAX = 200;

    private Pages() {}

    /**
     * The part of a list that a caller asks for.
     *
     * @param after where the page before it ended; absent for the first page
     */
    record Page(int entries, RunStore.@Nullable Cursor after) {

        /** How many to fetch: one more than are shown tells whether there is another page. */
        int fetched() {
            return entries + 1;
        }
    }

    static Page asked(Exchange exchange) {
        return new Page(
                (int) Queries.whole(exchange, "limit", 1, ENTRIES_MAX, ENTRIES),
                exchange.query("cursor").map(Cursors::read).orElse(null));
    }

    /**
     * The page as it is answered.
     *
     * @param found as many as were {@linkplain Page#fetched fetched}, or all that are left
     * @param place where an entry stands in the list
     */
    static <T> ObjectNode answer(
            Page page, List<T> found, Function<T, ObjectNode> entry, Function<T, RunStore.Cursor> place) {
        ObjectNode json = Json.object();
        ArrayNode data = json.putArray("data");
        found.stream().limit(page.entries()).map(entry).forEach(data::add);
        if (found.size() > page.entries()) {
            json.put("next", Cursors.text(place.apply(found.get(page.entries() - 1))));
        } else {
            json.putNull("next");
        }
        return json;
    }
}
