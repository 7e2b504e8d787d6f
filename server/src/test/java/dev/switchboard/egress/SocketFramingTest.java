package dev.switchboard.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SocketFramingTest implements SocketFraming.Hearer {
    private final List<String> heard = new ArrayList<>();
    private final SocketFraming framing = new SocketFraming(100_000, this);

    @ParameterizedTest
    @MethodSource("lengths")
    void aMessageOfAnyLengthIsHeardHoweverItsBytesArrive(int length) {
        byte[] frame = frame(0x81, "x".repeat(length));

        framing.take(frame);
        for (byte each : frame) {
            framing.take(new byte[] {each});
        }

        assertThat(heard).containsExactly("text " + "x".repeat(length), "text " + "x".repeat(length));
    }

    static Stream<Integer> lengths() {
        return Stream.of(0, 1, 125, 126, 127, 65_535, 65_536, 100_000);
    }

    @Test
    void fragmentsAreJoinedAndAPingMayComeBetweenThem() {
        framing.take(
                joined(frame(0x01, "one "), frame(0x89, "p"), frame(0x00, ""), frame(0x80, "two"), frame(0x81, "x")));

        assertThat(heard).containsExactly("ping p", "text one two", "text x");
    }

    @Test
    void afterAGoodbyeNothingIsHeard() {
        framing.take(joined(HexFormat.of().parseHex("880203e8"), frame(0x81, "x")));

        assertThat(heard).containsExactly("goodbye 1000 ");
    }

    @Test
    void aGoodbyeWithoutACodeHasNone() {
        framing.take(frame(0x88, ""));

        assertThat(heard).containsExactly("goodbye 1005 ");
    }

    @Test
    void aGoodbyeHasACodeAndAReason() {
        framing.take(HexFormat.of().parseHex("880503f4627965"));

        assertThat(heard).containsExactly("goodbye 1012 bye");
    }

    @ParameterizedTest
    @CsvSource({
        "8180aabbccdd, 1002", // masked
        "c100, 1002", // a reserved bit
        "8000, 1002", // continues nothing
        "01000100, 1002", // a second beginning
        "0900, 1002", // a control frame in pieces
        "897e0080, 1002", // a control frame that is too long
        "8b00, 1002", // an opcode that does not exist
        "8200, 1003", // binary
        "817f00000000000186a1, 1009", // one byte too many
        "817f8000000000000000, 1009", // a length below zero
    })
    void whatBreaksTheRulesEndsTheConversation(String bytes, int code) {
        framing.take(HexFormat.of().parseHex(bytes));
        framing.take(frame(0x81, "x"));

        assertThat(heard).containsExactly("wrong " + code);
    }

    @Test
    void fragmentsTogetherMayNotBeTooLarge() {
        framing.take(joined(frame(0x01, "x".repeat(60_000)), frame(0x80, "x".repeat(60_000))));

        assertThat(heard).containsExactly("wrong 1009");
    }

    @Test
    void whatGoesOutIsMasked() {
        byte[] frame = SocketFraming.encode(SocketFraming.TEXT, "abcde".getBytes(StandardCharsets.UTF_8), 0x01020304);

        assertThat(HexFormat.of().formatHex(frame)).isEqualTo("8185" + "01020304" + "6060606064");
    }

    @Test
    void aReasonThatDoesNotFitIsLeftOut() {
        assertThat(SocketFraming.goodbye(1008, "x".repeat(124))).hasSize(2);
        assertThat(SocketFraming.goodbye(1008, "x".repeat(123))).hasSize(125);
    }

    @Override
    public void text(byte[] message) {
        heard.add("text " + new String(message, StandardCharsets.UTF_8));
    }

    @Override
    public void ping(byte[] payload) {
        heard.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void goodbye(int code, String reason) {
        heard.add("goodbye " + code + " " + reason);
    }

    @Override
    public void wrong(int code, String reason) {
        heard.add("wrong " + code);
    }

    private static byte[] frame(int first, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(first);
        if (bytes.length < 126) {
            frame.write(bytes.length);
        } else if (bytes.length <= 0xFFFF) {
            frame.writeBytes(new byte[] {126, (byte) (bytes.length >> 8), (byte) bytes.length});
        } else {
            frame.writeBytes(new byte[] {
                127, 0, 0, 0, 0, 0, (byte) (bytes.length >> 16), (byte) (bytes.length >> 8), (byte) bytes.length
            });
        }
        frame.writeBytes(bytes);
        return frame.toByteArray();
    }

    private static byte[] joined(byte[]... frames) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] frame : frames) {
            all.writeBytes(frame);
        }
        return all.toByteArray();
    }
}
