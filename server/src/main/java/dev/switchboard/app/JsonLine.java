package dev.switchboard.app;

import ch.qos.logback.classic.encoder.JsonEncoder;

/**
 * What happened, as one JSON object a line: when, how serious, where, what about, and {@code message}, which is the whole sentence.
 */
final class JsonLine extends JsonEncoder {
    JsonLine() {
        setWithSequenceNumber(false);
        setWithNanoseconds(false);
        setWithContext(false);
        setWithMarkers(false);
        setWithKVPList(false);
        setWithMessage(false);
        setWithArguments(false);
        setWithFormattedMessage(true);
    }

    @Override
    protected void appenderMember(StringBuilder line, String key, String value) {
        super.appenderMember(line, key.equals(FORMATTED_MESSAGE_ATTR_NAME) ? MESSAGE_ATTR_NAME : key, value);
    }

    @Override
    protected void appenderMemberWithLongValue(StringBuilder line, String key, long value) {
        if (key.equals(TIMESTAMP_ATTR_NAME)) {
            StringBuilder time = new StringBuilder(24);
            LogLine.time(time, value);
            super.appenderMember(line, key, time.toString());
        } else {
            super.appenderMemberWithLongValue(line, key, value);
        }
    }
}
