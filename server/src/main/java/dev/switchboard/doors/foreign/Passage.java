package dev.switchboard.doors.foreign;

import dev.switchboard.doors.link.LinkFrame;

/**
 * One frame as it passes through.
 *
 * @param cursor the position in the session's log after it
 * @param logged whether it is in the log, or only the text so far
 * @param at when it came, by the monotonic clock
 */
record Passage(LinkFrame frame, long cursor, boolean logged, long at) {

    /** What it weighs in memory, about. */
    int weight() {
        return frame instanceof LinkFrame.Event event ? 128 + event.payload().length : 128;
    }

    /** The frame as it is handed to a reader that was not there when it came. */
    LinkFrame replayed() {
        return frame instanceof LinkFrame.Event event
                ? new LinkFrame.Event(
                        event.name(), event.payload(), event.seq(), event.cursor(), true, event.synthetic())
                : frame;
    }
}
