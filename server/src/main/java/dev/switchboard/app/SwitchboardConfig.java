package dev.switchboard.app;

import dev.switchboard.chat.ChatConfig;
import dev.switchboard.config.Doc;
import dev.switchboard.doors.bridge.BridgeConfig;
import dev.switchboard.doors.gateway.GatewayConfig;
import dev.switchboard.runs.ApprovalsConfig;
import dev.switchboard.runs.RunsConfig;
import dev.switchboard.storage.sqlite.StorageConfig;
import dev.switchboard.web.WebConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can be configured; each feature owns its part.
 *
 * @param host where the server listens
 * @param data where it keeps what it knows; absent for the person's usual place
 */
public record SwitchboardConfig(
        @Doc(en = "Address to listen on. Beyond this machine a token is needed.", zh = "监听地址。对本机之外开放时需要令牌。")
        String host,

        @Doc(
                en =
                        "Ports to listen on; every door answers on each of them. Of the default ports those that are taken are left out.",
                zh = "监听端口，每个入口在所有端口上都可用。默认端口中被占用的会被跳过。")
        List<Integer> ports,

        @Doc(
                en = "Directory of the data. Without it $XDG_DATA_HOME/switchboard or ~/.local/share/switchboard.",
                zh = "数据目录。未设置时为 $XDG_DATA_HOME/switchboard 或 ~/.local/share/switchboard。")
        @Nullable
        Path data,

        @Doc(en = "Runs of agents.", zh = "智能体的运行。") RunsConfig runs,

        @Doc(en = "Approvals of what tools do.", zh = "对工具操作的审批。")
        ApprovalsConfig approvals,

        @Doc(en = "Chats with agents.", zh = "与智能体的聊天。") ChatConfig chat,

        @Doc(en = "Who may come into the gateway.", zh = "谁可以进入网关。")
        GatewayConfig gateway,

        @Doc(en = "The bridge, through which pages read the sessions of gateways.", zh = "桥接：网页通过它读取网关的会话。")
        BridgeConfig bridge,

        @Doc(en = "How the server listens.", zh = "服务器如何监听。")
        WebConfig web,

        @Doc(en = "The log and the tables.", zh = "日志与数据表。") StorageConfig storage,
        @Doc(en = "What tools may do.", zh = "工具可以做什么。") ToolsConfig tools,

        @Doc(en = "Name of the model that runs get which name none.", zh = "未指定模型的运行所用的模型名。")
        String defaultModel,

        @Doc(en = "Models that runs can name.", zh = "运行可以指定的模型。")
        Map<String, ModelEntry> models,

        @Doc(en = "Providers of models.", zh = "模型的提供方。") Map<String, ProviderEntry> providers,

        @Doc(en = "The server's log on standard error.", zh = "标准错误上的服务器日志。")
        LogConfig log) {
    static final List<Integer> DEFAULT_PORTS = List.of(9000, 9001, 2026, 18789);

    public SwitchboardConfig {
        for (int port : ports) {
            if (port < 0 || port > 65_535) {
                throw new IllegalArgumentException("ports: " + port + " (expected: 0 to 65535)");
            }
        }
        if (ports.isEmpty()) {
            throw new IllegalArgumentException("ports: empty (expected: at least one)");
        }
    }

    public static SwitchboardConfig defaults() {
        return new SwitchboardConfig(
                "127.0.0.1",
                DEFAULT_PORTS,
                null,
                RunsConfig.defaults(),
                ApprovalsConfig.defaults(),
                ChatConfig.defaults(),
                GatewayConfig.defaults(),
                BridgeConfig.defaults(),
                WebConfig.defaults(),
                StorageConfig.defaults(),
                ToolsConfig.defaults(),
                "",
                Map.of(),
                Map.of(),
                LogConfig.defaults());
    }
}
