package dev.switchboard.cli;

import dev.switchboard.cli.terminal.JsonText;
import dev.switchboard.cli.terminal.Table;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.client.Received;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Shows a list as a table, as one document, or as one object a line. */
final class Listing {
    private Listing() {}

    /**
     * @param next where the list goes on; absent at its end
     */
    static <T> void show(Call call, List<Received<T>> items, @Nullable String next, Supplier<Table> table) {
        switch (call.format()) {
            case TEXT -> {
                if (items.isEmpty()) {
                    call.screen().note(call.say(Text.NOTHING));
                } else {
                    call.screen().table(table.get());
                }
            }
            case JSON -> call.screen().data(document(items, next));
            case NDJSON -> items.forEach(item -> call.screen().data(item.json()));
        }
    }

    private static <T> String document(List<Received<T>> items, @Nullable String next) {
        return JsonText.object(json -> {
            json.writeArrayPropertyStart("data");
            items.forEach(item -> json.writeRawValue(item.json()));
            json.writeEndArray();
            if (next == null) {
                json.writeNullProperty("next");
            } else {
                json.writeStringProperty("next", next);
            }
        });
    }
}
