package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Language;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.PropertyResourceBundle;
import java.util.ResourceBundle;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** The help of a command, and of the topics that concern every command, in the person's language. */
final class Help {
    static final List<String> TOPICS = List.of("exit-codes", "environment", "output");

    private static final int WIDTH = 100;

    private Help() {}

    /**
     * Prints the help of a command on standard output: that is what was asked for.
     *
     * @param path names from the root down, without the root's own
     */
    static int show(Call call, List<String> path) {
        CommandLine command = CommandTree.whole(call.options());
        command.setResourceBundle(bundle(call.screen().language()));
        for (String name : path) {
            command = CommandTree.child(command, name);
        }
        command.setUsageHelpWidth(WIDTH);
        call.screen().data(command.getUsageMessage(Ansi.OFF).stripTrailing());
        return ExitCode.OK;
    }

    /** Prints one of the {@link #TOPICS}. */
    static int topic(Call call, String topic) {
        call.screen()
                .data(bundle(call.screen().language())
                        .getString("topic." + topic)
                        .stripTrailing());
        return ExitCode.OK;
    }

    static ResourceBundle bundle(Language language) {
        String name = "help_" + language.tag() + ".properties";
        try (InputStream in = Objects.requireNonNull(Help.class.getResourceAsStream(name), name)) {
            return new PropertyResourceBundle(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
