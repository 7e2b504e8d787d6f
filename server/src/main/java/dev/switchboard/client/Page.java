package dev.switchboard.client;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list.
 *
 * @param next where the list goes on; absent at its end
 */
public record Page<T>(List<Received<T>> items, @Nullable String next) {
    public Page {
        items = List.copyOf(items);
    }
}
