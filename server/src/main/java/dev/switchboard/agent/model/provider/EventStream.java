package dev.switchboard.agent.model.provider;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a stream of server-sent events apart as it arrives. Only their data matters here; comments, names and ids are passed over. For one
 * thread.
 */
final class EventStream {
    private final int maxEventBytes;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final StringBuilder data = new StringBuilder();
    private boolean hasData;
    private boolean afterReturn;

    /**
     * @param maxEventBytes of a line, and characters of an event
     */
    EventStream(int maxEventBytes) {
        this.maxEventBytes = maxEventBytes;
    }

    /**
     * The events that ended.
     *
     * @param data of each of them
     * @param tooLarge whether the next one is larger than allowed; the stream is of no use then
     */
    record Events(List<String> data, boolean tooLarge) {}

    /** The events that end with these bytes. */
    Events add(byte[] bytes) {
        List<String> ended = new ArrayList<>();
        int from = 0;
        for (int i = 0; i < bytes.length; i++) {
            boolean lineFeed = bytes[i] == '\n';
            if (lineFeed || bytes[i] == '\r') {
                if (!(lineFeed && afterReturn && i == from)) {
                    line.write(bytes, from, i - from);
                    endLine(ended);
                }
                from = i + 1;
                afterReturn = !lineFeed;
            } else {
                afterReturn = false;
            }
        }
        line.write(bytes, from, bytes.length - from);
        return new Events(ended, line.size() > maxEventBytes || data.length() > maxEventBytes);
    }

    /** What is left when the stream has ended: some servers leave out the last empty line. */
    Events end() {
        List<String> ended = new ArrayList<>();
        endLine(ended);
        endEvent(ended);
        return new Events(ended, false);
    }

    private void endLine(List<String> ended) {
        String text = line.toString(StandardCharsets.UTF_8);
        line.reset();
        if (text.startsWith("\uFEFF")) {
            text = text.substring(1);
        }
        if (text.isEmpty()) {
            endEvent(ended);
        } else if (text.equals("data") || text.startsWith("data:")) {
            String value = text.length() > 5 ? text.substring(5) : "";
            data.append(hasData ? "\n" : "").append(value.startsWith(" ") ? value.substring(1) : value);
            hasData = true;
        }
    }

    private void endEvent(List<String> ended) {
        if (hasData) {
            ended.add(data.toString());
            data.setLength(0);
            hasData = false;
        }
    }
}
