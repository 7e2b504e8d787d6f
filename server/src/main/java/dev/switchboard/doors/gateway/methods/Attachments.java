package dev.switchboard.doors.gateway.methods;

import dev.switchboard.chat.record.Attachment;
import dev.switchboard.wire.gateway.ChatParams;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads what comes with a message. */
final class Attachments {
    /** Bytes of one attachment, at most. */
    private static final int BYTES_MAX = 5_000_000;

    private static final int NAME_MAX = 200;

    private Attachments() {}

    /** What is attached; each is checked, and none is kept but by name. */
    static List<Attachment> read(List<ChatParams.Attachment> attachments) throws MethodException {
        List<Attachment> read = new ArrayList<>();
        for (int i = 0; i < attachments.size(); i++) {
            read.add(read(attachments.get(i), i + 1));
        }
        return read;
    }

    private static Attachment read(ChatParams.Attachment attachment, int number) throws MethodException {
        String content = attachment.content() == null ? "" : attachment.content();
        String name = name(attachment, number);
        String mimeType = attachment.mimeType() == null ? "" : attachment.mimeType();
        int comma = content.startsWith("data:") ? content.indexOf(',') : -1;
        if (comma > 0) {
            String head = content.substring("data:".length(), comma).toLowerCase(Locale.ROOT);
            mimeType = mimeType.isEmpty() ? head.split(";", 2)[0] : mimeType;
        }
        int bytes = bytes(content.substring(comma + 1));
        if (bytes < 0) {
            throw MethodException.invalid("Error: attachment " + name + ": invalid base64 content");
        }
        if (bytes > BYTES_MAX) {
            throw MethodException.invalid(
                    "Error: attachment " + name + ": exceeds size limit (" + bytes + " > " + BYTES_MAX + " bytes)");
        }
        return new Attachment(name, mimeType, bytes);
    }

    private static String name(ChatParams.Attachment attachment, int number) {
        String name = attachment.fileName() != null ? attachment.fileName() : attachment.type();
        return named(name) ? cut(name) : "attachment-" + number;
    }

    private static boolean named(@Nullable String name) {
        return name != null && !name.isBlank();
    }

    private static String cut(@Nullable String name) {
        String printable = String.valueOf(name).replaceAll("\\p{Cntrl}", " ").strip();
        return printable.length() <= NAME_MAX ? printable : printable.substring(0, NAME_MAX);
    }

    /** The size of what is encoded; -1 when it is not base64. */
    private static int bytes(String base64) {
        try {
            int length = Base64.getDecoder().decode(base64.replaceAll("\\s", "")).length;
            return length == 0 ? -1 : length;
        } catch (IllegalArgumentException e) {
            return -1;
        }
    }
}
