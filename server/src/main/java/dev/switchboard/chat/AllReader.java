package dev.switchboard.chat;

import dev.switchboard.signals.Broadcast;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what happens in all sessions from now on. */
final class AllReader implements ChatReader {
    private final Broadcast<Posted>.Reader ring;

    AllReader(Broadcast<Posted>.Reader ring) {
        this.ring = ring;
    }

    @Override
    public @Nullable List<ChatFrame> poll(int max) {
        while (true) {
            List<Posted> posted = ring.poll(max);
            if (posted == null) {
                return null;
            }
            List<ChatFrame> frames = new ArrayList<>(posted.size());
            for (Posted each : posted) {
                ChatFrame frame = each.frame();
                if (frame != null) {
                    frames.add(frame);
                }
            }
            if (!frames.isEmpty() || posted.isEmpty()) {
                return frames;
            }
        }
    }

    @Override
    public List<ChatFrame> catchUp(int max) {
        while (true) {
            List<ChatFrame> frames = poll(max);
            if (frames != null) {
                return frames;
            }
            ring.skip();
        }
    }

    @Override
    public void close() {
        ring.close();
    }
}
