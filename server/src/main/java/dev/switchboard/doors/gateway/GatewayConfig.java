package dev.switchboard.doors.gateway;

import dev.switchboard.config.Doc;
import dev.switchboard.config.Secret;

/**
 * Who may come into the gateway.
 *
 * @param token of clients; where there is none, the operator's token is demanded, and where there is none either, none
 * @param password that clients may show instead of a token
 * @param hooksToken of hooks; where there is none, clients on this machine may show the gateway's token
 * @param hooksTargets whether hooks may name the session and the agent that they are for
 */
public record GatewayConfig(
        @Doc(
                en = "Token of the gateway's clients. Without one the operator's token is demanded, if there is one.",
                zh = "网关客户端的令牌。未设置时使用操作者令牌（如果有）。")
        Secret token,

        @Doc(en = "Password that the gateway's clients may show instead of a token.", zh = "网关客户端可代替令牌使用的密码。")
        Secret password,

        @Doc(
                en =
                        "Token of the gateway's hooks. Without one, programs on this machine may show the gateway's token.",
                zh = "网关钩子的令牌。未设置时，本机程序可以使用网关令牌。")
        Secret hooksToken,

        @Doc(en = "Whether hooks may name the session that they are for.", zh = "钩子请求是否可以指定目标会话。")
        boolean hooksTargets) {

    public static GatewayConfig defaults() {
        return new GatewayConfig(Secret.NONE, Secret.NONE, Secret.NONE, false);
    }
}
