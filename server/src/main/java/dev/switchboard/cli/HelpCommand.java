package dev.switchboard.cli;

import dev.switchboard.cli.terminal.Text;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

/** {@code switchboard help}. */
@CommandLine.Command(name = "help")
final class HelpCommand implements Command {
    @Parameters(paramLabel = "COMMAND|TOPIC", arity = "0..*")
    List<String> words = new ArrayList<>();

    @Override
    public int run(Call call) {
        if (words.size() == 1 && Help.TOPICS.contains(words.getFirst())) {
            return Help.topic(call, words.getFirst());
        }
        CommandLine found = CommandTree.whole(call.options());
        for (String word : words) {
            List<String> known = new ArrayList<>(found.getSubcommands().keySet());
            known.addAll(Help.TOPICS);
            found = found.getSubcommands().get(word);
            if (found == null) {
                throw Call.usage(
                        call.say(Text.UNKNOWN_COMMAND, word) + UsageFault.meant(word, known, call.screen()),
                        "switchboard help");
            }
        }
        return Help.show(call, words);
    }
}
