package dev.switchboard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.switchboard.Repository;
import dev.switchboard.cli.terminal.ExitCode;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** {@code docs/commands.md} names what there is. */
class CommandsDocumentTest {

    @Test
    void everyCommandIsNamed() throws IOException {
        String document = document();

        assertThat(leaves(CommandTree.whole(new GlobalOptions()), ""))
                .hasSizeGreaterThan(15)
                .allSatisfy(command -> assertThat(document).contains("`" + command));
    }

    @Test
    void everyExitCodeIsNamed() throws Exception {
        String codes = document().substring(document().indexOf("## Exit codes"));

        for (Field code : ExitCode.class.getFields()) {
            assertThat(codes).containsPattern("(?m)^\\|.*\\b" + code.getInt(null) + "\\b.*\\|");
        }
    }

    private static List<String> leaves(CommandLine command, String path) {
        List<String> found = new ArrayList<>();
        command.getSubcommands().forEach((name, child) -> {
            String whole = path.isEmpty() ? name : path + " " + name;
            found.addAll(child.getSubcommands().isEmpty() ? List.of(whole) : leaves(child, whole));
        });
        return found;
    }

    private static String document() throws IOException {
        return Files.readString(Repository.root().resolve("docs/commands.md"));
    }
}
