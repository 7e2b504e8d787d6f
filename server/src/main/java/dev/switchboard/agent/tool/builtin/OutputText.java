package dev.switchboard.agent.tool.builtin;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Collects what a program prints, however long it is: the head and the tail are kept, lines are cut at 2,000 characters. Bytes that are
 * no UTF-8, and NUL, become U+FFFD. Not for several threads.
 */
final class OutputText {
    static final int LINE_CHARS_MAX = 2_000;
    static final String LINE_CUT = "[...truncated]";
    private static final char REPLACEMENT = '\uFFFD';

    /** Room for the note that stands for the middle. */
    private static final int NOTE_CHARS = 60;

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final StringBuilder head = new StringBuilder();
    private final StringBuilder tail = new StringBuilder();
    private final int charsMax;
    private final int headMax;
    private final int tailMax;
    private byte[] undecoded = {};
    private long leftOut;
    private int column;
    private boolean linesCut;

    OutputText(int charsMax) {
        this.charsMax = charsMax;
        headMax = charsMax * 2 / 5;
        tailMax = charsMax - headMax - NOTE_CHARS;
    }

    /** Takes more bytes and says what they mean, without any cut. A character that is not whole yet waits for its rest. */
    String append(byte[] bytes, int length) {
        return append(decode(bytes, length, false));
    }

    /** Takes the end: a character that is still not whole never will be. */
    String end() {
        String rest = append(decode(new byte[0], 0, true));
        if (head.length() + tail.length() + (leftOut > 0 ? NOTE_CHARS : 0) > charsMax) {
            shrinkTail();
        }
        return rest;
    }

    boolean isTruncated() {
        return leftOut > 0 || linesCut;
    }

    /** What is kept, with a note where something is not. */
    @Override
    public String toString() {
        if (leftOut == 0) {
            return head.toString() + tail;
        }
        return head + "\n[... " + leftOut + " characters left out ...]\n" + tail;
    }

    private String decode(byte[] bytes, int length, boolean end) {
        ByteBuffer in = ByteBuffer.allocate(undecoded.length + length);
        in.put(undecoded).put(bytes, 0, length).flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + 2);
        decoder.decode(in, out, end);
        if (end) {
            decoder.flush(out);
        }
        undecoded = new byte[in.remaining()];
        in.get(undecoded);
        return out.flip().toString().replace('\0', REPLACEMENT);
    }

    private String append(String text) {
        int from = 0;
        while (from < text.length()) {
            int newline = text.indexOf('\n', from);
            appendToLine(text, from, newline < 0 ? text.length() : newline);
            if (newline < 0) {
                break;
            }
            keep("\n", 0, 1);
            column = 0;
            from = newline + 1;
        }
        return text;
    }

    private void appendToLine(String text, int from, int to) {
        if (column > LINE_CHARS_MAX) {
            return;
        }
        int end = Math.min(to, from + LINE_CHARS_MAX - column);
        if (end < to) {
            if (end > from && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            keep(text, from, end);
            keep(LINE_CUT, 0, LINE_CUT.length());
            linesCut = true;
            column = LINE_CHARS_MAX + 1;
        } else {
            keep(text, from, end);
            column += end - from;
        }
    }

    private void keep(String text, int from, int to) {
        int end = leftOut > 0 || !tail.isEmpty() ? from : Math.min(to, from + headMax - head.length());
        if (end > from && end < to && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        head.append(text, from, end);
        tail.append(text, end, to);
        if (tail.length() > 2 * tailMax) {
            shrinkTail();
        }
    }

    private void shrinkTail() {
        int start = tail.length() - tailMax;
        if (Character.isLowSurrogate(tail.charAt(start))) {
            start++;
        }
        leftOut += start;
        tail.delete(0, start);
    }
}
