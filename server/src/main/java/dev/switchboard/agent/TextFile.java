package dev.switchboard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * The beginning of a UTF-8 file.
 *
 * @param whole whether the file ends where the text does
 */
record TextFile(String text, boolean whole) {

    /**
     * Reads at most {@code maxBytes} bytes; a character that would be torn by that bound is left out.
     *
     * @param what the file, for the message when it cannot be read
     */
    static TextFile read(Path file, int maxBytes, String what) throws PreparationException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(maxBytes + 1);
        } catch (IOException e) {
            throw new PreparationException(what + ": " + file + " cannot be read: " + reason(e));
        }
        boolean whole = bytes.length <= maxBytes;
        try {
            return new TextFile(decode(bytes, Math.min(bytes.length, maxBytes), whole), whole);
        } catch (CharacterCodingException e) {
            throw new PreparationException(what + ": " + file + " is not UTF-8 text");
        }
    }

    /** Reads a whole file that must not be larger than {@code maxBytes}. */
    static String readWhole(Path file, int maxBytes, String what) throws PreparationException {
        TextFile read = read(file, maxBytes, what);
        if (!read.whole) {
            throw new PreparationException(what + ": " + file + " is larger than " + maxBytes + " bytes");
        }
        return read.text;
    }

    private static String decode(byte[] bytes, int length, boolean whole) throws CharacterCodingException {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        CharBuffer text = CharBuffer.allocate(length);
        var result = decoder.decode(ByteBuffer.wrap(bytes, 0, length), text, whole);
        if (result.isError()) {
            result.throwException();
        }
        return text.flip().toString();
    }

    private static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "there is no such file";
            case AccessDeniedException _ -> "permission denied";
            default -> e.getClass().getSimpleName();
        };
    }
}
