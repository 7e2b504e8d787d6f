package dev.switchboard.chat;

import org.jspecify.annotations.Nullable;

/** A frame in the rings. One that has become void is let go at once, whoever has not read it yet. */
final class Posted {
    private static final int OVERHEAD = 256;

    /** What it weighs in a ring, in characters. A text that is being spoken weighs little: there is one at a time. */
    final int weight;

    private volatile @Nullable ChatFrame frame;

    private Posted(ChatFrame frame, int weight) {
        this.frame = frame;
        this.weight = weight;
    }

    static Posted logged(ChatFrame.Logged frame, int payload) {
        return new Posted(frame, payload + OVERHEAD);
    }

    static Posted speaking(ChatFrame.Speaking frame) {
        return new Posted(frame, OVERHEAD);
    }

    /** Absent when it has become void. */
    @Nullable
    ChatFrame frame() {
        return frame;
    }

    void supersede() {
        frame = null;
    }
}
