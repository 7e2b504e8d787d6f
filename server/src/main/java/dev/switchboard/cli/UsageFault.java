package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import dev.switchboard.config.Nearest;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a call, in the person's language. */
final class UsageFault {
    private static final String LONG = "--";

    private UsageFault() {}

    static Failure of(ParameterException fault, Screen screen) {
        String command = fault.getCommandLine().getCommandSpec().qualifiedName(" ");
        return new Failure(ExitCode.USAGE, "usage", what(fault, screen), "", command + " --help");
    }

    private static String what(ParameterException fault, Screen screen) {
        if (fault instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            return screen.say(unmatched.isUnknownOption() ? Text.UNKNOWN_OPTION : Text.UNKNOWN_COMMAND, word)
                    + meant(unmatched, word, screen);
        }
        if (fault instanceof MissingParameterException missing) {
            String names = missing.getMissing().stream().map(UsageFault::name).collect(Collectors.joining(", "));
            return screen.say(Text.MISSING, names);
        }
        ArgSpec argument = fault.getArgSpec();
        String value = fault.getValue();
        return argument == null || value == null
                ? String.valueOf(fault.getMessage())
                : screen.say(Text.BAD_VALUE, name(argument), "\"" + value + "\"", expected(fault, argument, screen));
    }

    private static String meant(UnmatchedArgumentException fault, String word, Screen screen) {
        CommandSpec command = fault.getCommandLine().getCommandSpec();
        if (!fault.isUnknownOption()) {
            return meant(word, command.subcommands().keySet(), screen);
        }
        List<String> names = command.optionsMap().keySet().stream()
                .filter(name -> name.startsWith(LONG))
                .map(name -> name.substring(LONG.length()))
                .toList();
        return Nearest.to(word.replaceFirst("^-+", "").replaceFirst("=.*", ""), names)
                .map(near -> screen.say(Text.DID_YOU_MEAN, LONG + near))
                .orElse("");
    }

    /** Asks whether another word was meant; empty when none is near. */
    static String meant(String word, Collection<String> known, Screen screen) {
        return Nearest.to(word, known)
                .map(near -> screen.say(Text.DID_YOU_MEAN, near))
                .orElse("");
    }

    /** Our own converters say what they take; of the others there are only numbers. */
    private static String expected(ParameterException fault, ArgSpec argument, Screen screen) {
        Throwable cause = fault.getCause();
        return argument.converters().length > 0 && cause != null
                ? String.valueOf(cause.getMessage())
                : screen.say(Text.WHOLE_NUMBER);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    /** The language for a call that may not even be readable. */
    static Language language(List<String> words, Surroundings surroundings) {
        String tag = value(words, "--lang");
        return tag.isEmpty() ? Language.of(surroundings.environment()) : Language.of(tag);
    }

    static boolean asksForJson(List<String> words) {
        return words.contains("--json")
                || value(words, "-o").endsWith("json")
                || value(words, "--output").endsWith("json");
    }

    private static String value(List<String> words, String option) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith(option + "=")) {
                return word.substring(option.length() + 1);
            }
            if (word.equals(option) && i + 1 < words.size()) {
                return words.get(i + 1);
            }
        }
        return "";
    }
}
