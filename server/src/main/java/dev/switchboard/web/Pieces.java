package dev.switchboard.web;

import java.util.ArrayDeque;
import java.util.Arrays;

/** Bytes that wait to be written, in order. Small ones are joined and large ones are cut as they are taken. Not for several threads. */
final class Pieces {
    /** What is taken at once, at most: little enough that even a slow reader shows progress. */
    static final int MOST = 64 * 1024;

    static final byte[] NOTHING = new byte[0];

    /** A queue that held more than this is given up when it is empty: most sockets are idle most of the time. */
    private static final int MANY = 64;

    private ArrayDeque<byte[]> all = new ArrayDeque<>(4);

    private boolean large;
    /** How much of the first has been taken. */
    private int taken;

    private int bytes;

    int bytes() {
        return bytes;
    }

    void add(byte[] more) {
        if (more.length > 0) {
            all.add(more);
            bytes += more.length;
            large |= all.size() > MANY;
        }
    }

    void clear() {
        all = new ArrayDeque<>(4);
        large = false;
        taken = 0;
        bytes = 0;
    }

    /** The next bytes; none when nothing waits. The array may be one that was added. */
    byte[] take() {
        byte[] first = all.peek();
        if (first == null) {
            if (large) {
                clear();
            }
            return NOTHING;
        }
        if (taken > 0 || first.length > MOST) {
            return cut(first);
        }
        return all.size() == 1 || first.length == MOST ? whole() : join();
    }

    private byte[] whole() {
        byte[] first = all.remove();
        bytes -= first.length;
        return first;
    }

    private byte[] cut(byte[] first) {
        int end = Math.min(first.length, taken + MOST);
        byte[] piece = Arrays.copyOfRange(first, taken, end);
        bytes -= piece.length;
        taken = end;
        if (end == first.length) {
            all.remove();
            taken = 0;
        }
        return piece;
    }

    private byte[] join() {
        int length = 0;
        int count = 0;
        for (byte[] each : all) {
            if (length + each.length > MOST) {
                break;
            }
            length += each.length;
            count++;
        }
        byte[] piece = new byte[length];
        int at = 0;
        for (; count > 0; count--) {
            byte[] each = all.remove();
            System.arraycopy(each, 0, piece, at, each.length);
            at += each.length;
        }
        bytes -= length;
        return piece;
    }
}
