package dev.switchboard.cli;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Which commands there are, and which class does what. Classes of commands that are not called are not loaded. */
final class CommandTree {
    static final String NAME = "switchboard";

    private static final List<String> PATHS = List.of(
            "serve",
            "demo",
            "run",
            "runs",
            "runs ls",
            "runs show",
            "runs tail",
            "runs cancel",
            "approvals",
            "approvals ls",
            "approvals show",
            "approvals approve",
            "approvals deny",
            "approvals watch",
            "chat",
            "sessions",
            "sessions ls",
            "sessions show",
            "sessions rename",
            "sessions archive",
            "sessions export",
            "ws",
            "models",
            "models ls",
            "models test",
            "status",
            "doctor",
            "config",
            "config explain",
            "config path",
            "config check",
            "config defaults",
            "config docs",
            "completion",
            "version",
            "help");

    private CommandTree() {}

    /** The whole tree. */
    static CommandLine whole(GlobalOptions options) {
        return tree(options, null);
    }

    /** The commands that the words may mean. */
    static CommandLine of(GlobalOptions options, Collection<String> words) {
        return tree(options, words);
    }

    private static CommandLine tree(
            GlobalOptions options, @org.jspecify.annotations.Nullable Collection<String> words) {
        CommandSpec root = CommandSpec.create().name(NAME);
        root.addMixin("global", CommandSpec.forAnnotatedObject(options));
        CommandLine tree = new CommandLine(root);
        for (String path : PATHS) {
            String[] names = path.split(" ", 2);
            if (words == null || words.containsAll(List.of(names))) {
                CommandLine parent = names.length == 1 ? tree : child(tree, names[0]);
                parent.addSubcommand(names[names.length - 1], command(path));
            }
        }
        return tree.setAbbreviatedOptionsAllowed(false)
                .setAbbreviatedSubcommandsAllowed(false)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(false);
    }

    /** The command of that name below another, which has it. */
    static CommandLine child(CommandLine parent, String name) {
        return Objects.requireNonNull(parent.getSubcommands().get(name), name);
    }

    private static Object command(String path) {
        return switch (path) {
            case "serve" -> new ServeCommand();
            case "demo" -> new DemoCommand();
            case "run" -> new RunCommand();
            case "runs ls" -> new RunsLsCommand();
            case "runs show" -> new RunsShowCommand();
            case "runs tail" -> new RunsTailCommand();
            case "runs cancel" -> new RunsCancelCommand();
            case "approvals ls" -> new ApprovalsLsCommand();
            case "approvals show" -> new ApprovalsShowCommand();
            case "approvals approve" -> new ApprovalsApproveCommand();
            case "approvals deny" -> new ApprovalsDenyCommand();
            case "approvals watch" -> new ApprovalsWatchCommand();
            case "chat" -> new ChatCommand();
            case "sessions ls" -> new SessionsLsCommand();
            case "sessions show" -> new SessionsShowCommand();
            case "sessions rename" -> new SessionsRenameCommand();
            case "sessions archive" -> new SessionsArchiveCommand();
            case "sessions export" -> new SessionsExportCommand();
            case "ws" -> new WsCommand();
            case "models ls" -> new ModelsLsCommand();
            case "models test" -> new ModelsTestCommand();
            case "status" -> new StatusCommand();
            case "doctor" -> new DoctorCommand();
            case "config explain" -> new ConfigExplainCommand();
            case "config path" -> new ConfigPathCommand();
            case "config check" -> new ConfigCheckCommand();
            case "config defaults" -> new ConfigDefaultsCommand();
            case "config docs" -> new ConfigDocsCommand();
            case "completion" -> new CompletionCommand();
            case "version" -> new VersionCommand();
            case "help" -> new HelpCommand();
            default -> CommandSpec.create();
        };
    }
}
