package dev.switchboard.chat;

import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.config.Doc;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How chats work.
 *
 * @param workDir where agents of chats work; absent for {@code workspace} in the directory of the data
 * @param keptEvents how many events of a session's log are kept
 * @param messageChars the longest message, in characters
 */
public record ChatConfig(
        @Doc(
                en =
                        "Directory in which agents of chats, hooks and wakes work; made when it is missing. Without it workspace in the directory of the data.",
                zh = "聊天、钩子和唤醒的智能体的工作目录；不存在时自动创建。未设置时为数据目录下的 workspace。")
        @Nullable
        Path workDir,

        @Doc(
                en = "Whether agents of chats ask before they change something (ask) or need nobody's approval (auto).",
                zh = "聊天的智能体在更改内容前是否请求审批：ask 为询问，auto 为无需审批。")
        Approvals approvals,

        @Doc(en = "The agent of session keys that name none.", zh = "会话键未指明智能体时所用的智能体。")
        String defaultAgent,

        @Doc(en = "The name of an agent's main session.", zh = "智能体主会话的名称。")
        String mainKey,

        @Doc(
                en =
                        "Events of a session that are kept; older ones are forgotten, and a reader before them is told so.",
                zh = "每个会话保留的事件数；更早的会被删除，从其之前开始读取的读者会得到提示。")
        int keptEvents,

        @Doc(en = "The longest message to an agent, in characters.", zh = "发给智能体的消息的最大字符数。")
        int messageChars) {

    public ChatConfig {
        if (!SessionKey.agentId(defaultAgent, "").equals(defaultAgent)) {
            throw new IllegalArgumentException("chat.default-agent: \"" + defaultAgent
                    + "\" (expected: 1 to 64 of a-z, 0-9, _ and -, no dash at its ends)");
        }
        if (!mainKey.matches("[a-z0-9_-]{1,64}")) {
            throw new IllegalArgumentException(
                    "chat.main-key: \"" + mainKey + "\" (expected: 1 to 64 of a-z, 0-9, _ and -)");
        }
        if (keptEvents < 100 || keptEvents > 10_000_000) {
            throw new IllegalArgumentException("chat.kept-events: " + keptEvents + " (expected: 100 to 10000000)");
        }
        if (messageChars < 1 || messageChars > 4_000_000) {
            throw new IllegalArgumentException("chat.message-chars: " + messageChars + " (expected: 1 to 4000000)");
        }
    }

    /** Who decides what agents of chats may change. */
    public enum Approvals {
        ASK,
        AUTO
    }

    public static ChatConfig defaults() {
        return new ChatConfig(null, Approvals.ASK, SessionKey.MAIN, SessionKey.MAIN, 10_000, 1_000_000);
    }
}
