package dev.switchboard.cli;

import dev.switchboard.cli.terminal.ExitCode;
import dev.switchboard.cli.terminal.Failure;
import dev.switchboard.cli.terminal.Language;
import dev.switchboard.cli.terminal.Screen;
import dev.switchboard.cli.terminal.Surroundings;
import dev.switchboard.cli.terminal.Text;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the words of a call, in the person's language. */
final class UsageFault {
    private UsageFault() {}

    static Failure of(ParameterException fault, Screen screen) {
        String command = fault.getCommandLine().getCommandSpec().qualifiedName(" ");
        return new Failure(ExitCode.USAGE, "usage", what(fault, screen), "", command + " --help");
    }

    private static String what(ParameterException fault, Screen screen) {
        if (fault instanceof UnmatchedArgumentException unmatched) {
            String word = unmatched.getUnmatched().getFirst();
            List<String> near = unmatched.getSuggestions();
            String known = near.isEmpty() ? "" : screen.say(Text.DID_YOU_MEAN, String.join(", ", near));
            return screen.say(unmatched.isUnknownOption() ? Text.UNKNOWN_OPTION : Text.UNKNOWN_COMMAND, word) + known;
        }
        if (fault instanceof MissingParameterException missing) {
            String names = missing.getMissing().stream().map(UsageFault::name).collect(Collectors.joining(", "));
            return screen.say(Text.MISSING, names);
        }
        ArgSpec argument = fault.getArgSpec();
        return argument == null
                ? String.valueOf(fault.getMessage())
                : screen.say(Text.BAD_VALUE, name(argument), reason(fault));
    }

    private static String reason(ParameterException fault) {
        Throwable cause = fault.getCause();
        String said = cause == null ? fault.getMessage() : cause.getMessage();
        String value = fault.getValue();
        return value == null || cause != null ? String.valueOf(said) : "\"" + value + "\"";
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
