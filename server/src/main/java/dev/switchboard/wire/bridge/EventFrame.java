package dev.switchboard.wire.bridge;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.StringNode;

/**
 * An event of a gateway as a browser is sent it (document 004, section 3): what is the browser's own, then the payload as the gateway sent
 * it, then {@link #tail}. So a payload for many browsers is encoded once.
 */
public final class EventFrame {
    private static final byte[] TAIL = {'}'};
    private static final byte[] CHAT = opening("chat");
    private static final byte[] AGENT = opening("agent");
    private static final byte[] CURSOR = ",\"cursor\":".getBytes(UTF_8);
    private static final byte[] SEQ = ",\"seq\":".getBytes(UTF_8);
    private static final byte[] REPLAYED = ",\"replayed\":true".getBytes(UTF_8);
    private static final byte[] SYNTHETIC = ",\"synthetic\":true".getBytes(UTF_8);
    private static final byte[] PAYLOAD = ",\"payload\":".getBytes(UTF_8);
    private static final int NUMBERS_AND_MARKS = 160;

    private EventFrame() {}

    /**
     * What goes before the payload.
     *
     * @param bseq the number of this event on its socket: 1, 2, 3 and so on
     * @param cursor the position in the session's log
     * @param seq the gateway's number; absent when it gave none
     */
    public static byte[] head(
            String event, long bseq, long cursor, @Nullable Long seq, boolean replayed, boolean synthetic) {
        byte[] opening = switch (event) {
            case "chat" -> CHAT;
            case "agent" -> AGENT;
            default -> opening(event);
        };
        Room room = new Room(opening.length + NUMBERS_AND_MARKS);
        room.put(opening);
        room.put(bseq);
        room.put(CURSOR);
        room.put(cursor);
        if (seq != null) {
            room.put(SEQ);
            room.put(seq);
        }
        if (replayed) {
            room.put(REPLAYED);
        }
        if (synthetic) {
            room.put(SYNTHETIC);
        }
        room.put(PAYLOAD);
        return room.taken();
    }

    /** What follows the payload; not to be changed. */
    public static byte[] tail() {
        return TAIL;
    }

    private static byte[] opening(String event) {
        return ("{\"type\":\"event\",\"event\":" + Json.text(StringNode.valueOf(event)) + ",\"bseq\":").getBytes(UTF_8);
    }

    /** Bytes that are put one after the other. */
    private static final class Room {
        private final byte[] bytes;
        private int end;

        Room(int size) {
            bytes = new byte[size];
        }

        void put(byte[] more) {
            System.arraycopy(more, 0, bytes, end, more.length);
            end += more.length;
        }

        void put(long number) {
            if (number < 0) {
                put(Long.toString(number).getBytes(UTF_8));
                return;
            }
            int digits = 1;
            for (long rest = number / 10; rest > 0; rest /= 10) {
                digits++;
            }
            long rest = number;
            for (int at = end + digits - 1; at >= end; at--) {
                bytes[at] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            end += digits;
        }

        byte[] taken() {
            return Arrays.copyOf(bytes, end);
        }
    }
}
