package dev.switchboard.app;

import dev.switchboard.agent.tool.builtin.ToolConfig;
import dev.switchboard.config.Doc;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What tools may do. */
public record ToolsConfig(
        @Doc(
                en =
                        "Variables of the server's environment that commands may see besides the ordinary ones. Anything here can reach a model.",
                zh = "除常用变量外，命令还可以看到的服务器环境变量。这里列出的内容都可能被发送给模型。")
        List<String> passEnvironment,

        @Doc(
                en = "Path of ripgrep. Without it rg is looked for in PATH, and without that Grep searches by itself.",
                zh = "ripgrep 的路径。未设置时在 PATH 中查找 rg，找不到时 Grep 使用内置搜索。")
        @Nullable
        Path ripgrep) {

    public static ToolsConfig defaults() {
        return new ToolsConfig(List.of(), null);
    }

    /** The bounds of the built-in tools, with what is configured. */
    ToolConfig bounds() {
        ToolConfig usual = ToolConfig.DEFAULTS;
        return new ToolConfig(
                Set.copyOf(passEnvironment),
                usual.outputCharsMax(),
                usual.liveOutputCharsMax(),
                usual.fileBytesMax(),
                usual.commandsMax(),
                usual.searchesMax(),
                usual.searchTimeout(),
                usual.searchEntriesMax());
    }
}
