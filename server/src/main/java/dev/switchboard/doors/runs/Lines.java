package dev.switchboard.doors.runs;

import dev.switchboard.journal.Entry;
import dev.switchboard.runs.record.Wording;
import dev.switchboard.signals.Delta;
import dev.switchboard.signals.Frame;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Writes events as the bytes of their lines, in one {@link Framing}. The payload goes into the envelope as it was stored, so that a reader
 * can compute the run's digest. Any thread may use it.
 *
 * <p>Readers of one run share the entries of its tail, so the bytes of an entry are kept while others are likely to ask for them: in a
 * small table whose slots the next entries take over. Nobody may change a returned array.
 */
final class Lines {
    private static final int SLOTS = 1024;
    private static final int KEPT_BYTES_MAX = 16 * 1024;

    private final Framing framing;
    private final AtomicReferenceArray<@Nullable Line> kept = new AtomicReferenceArray<>(SLOTS);

    Lines(Framing framing) {
        this.framing = framing;
    }

    /** What a reader of a run is sent for these frames, which are at least one. */
    byte[] of(String run, List<Frame> frames, Instant now) {
        if (frames.size() == 1) {
            return of(run, frames.getFirst(), now);
        }
        byte[][] parts = new byte[frames.size()][];
        int size = 0;
        for (int i = 0; i < parts.length; i++) {
            parts[i] = of(run, frames.get(i), now);
            size += parts[i].length;
        }
        byte[] whole = new byte[size];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, whole, at, part.length);
            at += part.length;
        }
        return whole;
    }

    private byte[] of(String run, Frame frame, Instant now) {
        return switch (frame) {
            case Frame.Event(Entry entry) -> of(entry);
            case Frame.Spoken(Delta delta) -> of(run, delta, now);
        };
    }

    /** An event of the log. */
    @SuppressWarnings("ReferenceEquality") // Equal entries are rare and comparing them would cost what the table saves.
    byte[] of(Entry entry) {
        int slot = System.identityHashCode(entry) & (SLOTS - 1);
        Line line = kept.get(slot);
        if (line != null && line.entry == entry) {
            return line.bytes;
        }
        byte[] bytes = encoded(entry);
        if (bytes.length <= KEPT_BYTES_MAX) {
            kept.set(slot, new Line(entry, bytes));
        }
        return bytes;
    }

    private byte[] encoded(Entry entry) {
        StringBuilder text = new StringBuilder(entry.payload().length() + 192);
        if (framing == Framing.SSE) {
            text.append("id: ")
                    .append(entry.seq())
                    .append("\nevent: ")
                    .append(entry.type())
                    .append("\ndata: ");
        }
        envelope(text, entry.stream().id(), entry.type());
        text.append(entry.payload()).append(",\"ts\":\"").append(Wording.time(entry.at()));
        text.append("\",\"seq\":").append(entry.seq());
        return ended(text);
    }

    /** A piece of an item that is still being spoken. */
    byte[] of(String run, Delta delta, Instant now) {
        StringBuilder text = new StringBuilder(delta.text().length() + 256);
        volatileHead(text, run, "item.delta");
        text.append("{\"item_id\":\"");
        JsonStringEncoder.getInstance().quoteAsString(delta.itemId(), text);
        text.append("\",\"kind\":\"").append(Wording.word(delta.kind()));
        text.append("\",\"offset\":").append(delta.offset()).append(",\"delta\":\"");
        JsonStringEncoder.getInstance().quoteAsString(delta.text(), text);
        text.append("\"},\"ts\":\"").append(Wording.time(now)).append('"');
        return ended(text);
    }

    /** A sign of life. */
    byte[] heartbeat(String run, long after, Instant now) {
        StringBuilder text = new StringBuilder(192);
        volatileHead(text, run, "heartbeat");
        text.append("{\"after\":").append(after);
        text.append("},\"ts\":\"").append(Wording.time(now)).append('"');
        return ended(text);
    }

    private void volatileHead(StringBuilder text, String run, String type) {
        if (framing == Framing.SSE) {
            text.append("event: ").append(type).append("\ndata: ");
        }
        envelope(text, run, type);
    }

    private static void envelope(StringBuilder text, String run, String type) {
        text.append("{\"run_id\":\"").append(run);
        text.append("\",\"type\":\"").append(type);
        text.append("\",\"payload\":");
    }

    private byte[] ended(StringBuilder text) {
        text.append(framing == Framing.SSE ? "}\n\n" : "}\n");
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Line(Entry entry, byte[] bytes) {}
}
