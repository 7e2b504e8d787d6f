package dev.switchboard.doors.bridge;

import dev.switchboard.config.Doc;
import dev.switchboard.config.Secret;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * How the bridge behaves; keys begin with {@code bridge.}.
 *
 * @param gatewayUrl the gateway of callers that name none; empty for our own, in this process
 * @param gatewayToken for that gateway, when callers bring no credentials
 * @param gatewayPassword for that gateway, when callers bring no credentials
 * @param gatewayHosts hosts of gateways that callers may name besides this machine
 * @param subscriptionsPerSocket sessions that one WebSocket may read at a time
 * @param mendFinals whether an answer that a foreign gateway ends without a message is completed from its history
 * @param legacyStatus whether failures over REST are answered with 200, as the first bridge did
 */
public record BridgeConfig(
        @Doc(
                en =
                        "Gateway of callers that name none, such as ws://127.0.0.1:18789. Empty: this server's own gateway.",
                zh = "调用方未指定时使用的网关，例如 ws://127.0.0.1:18789。为空时使用本服务器自带的网关。")
        String gatewayUrl,

        @Doc(
                en = "Token for bridge.gateway-url, when a caller brings no credentials.",
                zh = "调用方未提供凭据时，用于 bridge.gateway-url 的令牌。")
        Secret gatewayToken,

        @Doc(
                en = "Password for bridge.gateway-url, when a caller brings no credentials.",
                zh = "调用方未提供凭据时，用于 bridge.gateway-url 的密码。")
        Secret gatewayPassword,

        @Doc(
                en =
                        "Hosts of gateways that callers may name besides this machine; bridge.gateway-url is always allowed.",
                zh = "除本机外，调用方可以指定的网关主机；bridge.gateway-url 始终允许。")
        List<String> gatewayHosts,

        @Doc(en = "Sessions that one WebSocket may read at a time.", zh = "一个 WebSocket 可同时订阅的会话数。")
        int subscriptionsPerSocket,

        @Doc(
                en = "Complete answers that a foreign gateway ends without a message from its history.",
                zh = "外部网关的回答结束时若没有消息，则从其历史记录中补全。")
        boolean mendFinals,

        @Doc(
                en = "Answer failures of /openclaw/* with status 200, as the first bridge did.",
                zh = "以状态码 200 回答 /openclaw/* 的失败，与最初的桥接服务一致。")
        boolean legacyStatus) {

    public BridgeConfig {
        gatewayUrl = gatewayUrl.strip();
        if (!gatewayUrl.isEmpty() && !isAddress(gatewayUrl)) {
            throw new IllegalArgumentException(
                    "bridge.gateway-url: not the address of a WebSocket (expected: ws://… or wss://…)");
        }
        gatewayHosts =
                gatewayHosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        if (subscriptionsPerSocket < 1) {
            throw new IllegalArgumentException(
                    "bridge.subscriptions-per-socket: " + subscriptionsPerSocket + " (expected: at least 1)");
        }
    }

    /** Hosts of gateways that callers may reach besides this machine, that of the configured gateway among them. */
    public List<String> allowedHosts() {
        String host = gatewayUrl.isEmpty() ? null : URI.create(gatewayUrl).getHost();
        return host == null
                ? gatewayHosts
                : Stream.concat(gatewayHosts.stream(), Stream.of(host.toLowerCase(Locale.ROOT)))
                        .distinct()
                        .toList();
    }

    public static BridgeConfig defaults() {
        return new BridgeConfig("", Secret.NONE, Secret.NONE, List.of(), 100, true, false);
    }

    private static boolean isAddress(String url) {
        try {
            URI uri = new URI(url);
            boolean socket = "ws".equalsIgnoreCase(uri.getScheme()) || "wss".equalsIgnoreCase(uri.getScheme());
            return socket && uri.getHost() != null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
