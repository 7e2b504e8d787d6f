package dev.switchboard.agent.tool.builtin;

import dev.switchboard.time.Time;

/** How long a search may go on. For the thread of the search only. */
final class SearchBound {
    private static final int STEPS = 1 << 12;

    private final Time time;
    private final long deadline;
    private int steps;

    SearchBound(Time time, long deadline) {
        this.time = time;
        this.deadline = deadline;
    }

    /** The time is over, or nobody waits for the search any more. It has no stack trace: it is thrown in the ordinary course. */
    static final class Over extends RuntimeException {
        Over() {
            super("the search takes too long", null, false, false);
        }
    }

    /** @throws Over when the search must end */
    void check() {
        if (Thread.currentThread().isInterrupted() || time.nanos() - deadline >= 0) {
            throw new Over();
        }
    }

    /** The text, such that matching it against whatever pattern ends in time. */
    CharSequence watched(CharSequence text) {
        return new Watched(text);
    }

    private void step() {
        if (++steps == STEPS) {
            steps = 0;
            check();
        }
    }

    private final class Watched implements CharSequence {
        private final CharSequence text;

        Watched(CharSequence text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            step();
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Watched(text.subSequence(start, end));
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
