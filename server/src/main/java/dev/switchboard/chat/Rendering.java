package dev.switchboard.chat;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Room for what a door makes of a frame, so that it is made once for all who read the frame. Any thread may ask. */
public final class Rendering {
    private volatile @Nullable Object made;

    /** What was made of this type before, or what the maker makes now; nobody else's maker runs meanwhile. It must be short. */
    public <T> T once(Class<T> type, Supplier<T> maker) {
        Object known = made;
        return type.isInstance(known) ? type.cast(known) : make(type, maker);
    }

    private synchronized <T> T make(Class<T> type, Supplier<T> maker) {
        Object known = made;
        if (type.isInstance(known)) {
            return type.cast(known);
        }
        T fresh = maker.get();
        made = fresh;
        return fresh;
    }
}
