package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.FailureException;
import dev.switchboard.cli.terminal.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What the agent is told: the words of the call, standard input in the place of {@code -}, or standard input alone. */
final class SpokenWords {
    private static final int MAX = 10 * 1024 * 1024;
    private static final String EXAMPLE = "switchboard run \"list the files\"";

    private final Call call;

    SpokenWords(Call call) {
        this.call = call;
    }

    /** The text, not blank and of at most 10 MiB. */
    String command(List<String> words) {
        List<String> parts = new ArrayList<>();
        for (String word : words.isEmpty() ? List.of("-") : words) {
            parts.add(word.equals("-") ? "\n" + input().strip() + "\n" : word);
        }
        String command = String.join(" ", parts).strip();
        if (command.isEmpty()) {
            throw Call.usage(call.say(Text.NO_TEXT), EXAMPLE);
        }
        return command;
    }

    private String input() {
        if (call.surroundings().terminals().in()) {
            throw Call.usage(call.say(Text.NO_TEXT), EXAMPLE);
        }
        try {
            byte[] bytes = call.surroundings().in().readNBytes(MAX + 1);
            if (bytes.length > MAX) {
                throw Call.usage(call.say(Text.INPUT_TOO_LONG, MAX), EXAMPLE);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new FailureException(new Failure(
                    ExitCode.FAILED, "input", call.say(Text.INPUT_FAILED), String.valueOf(e.getMessage()), EXAMPLE));
        }
    }
}
