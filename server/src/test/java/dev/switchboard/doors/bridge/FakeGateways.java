package dev.switchboard.doors.bridge;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.Gateways;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/** A gateway for each address. */
final class FakeGateways implements Gateways {
    static final String URL = "ws://127.0.0.1:18789";

    final FakeGateway ours = new FakeGateway();
    final BlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    private final Map<String, FakeGateway> others = new ConcurrentHashMap<>();

    /** Where somebody wanted to go. */
    record Asked(
            @Nullable String url,
            @Nullable Secret token,
            @Nullable Secret password,
            Principal caller) {}

    FakeGateway other(String url) {
        return others.computeIfAbsent(url, _ -> new FakeGateway());
    }

    @Override
    public Gateway at(@Nullable String url, @Nullable Secret token, @Nullable Secret password, Principal caller) {
        asked.add(new Asked(url, token, password, caller));
        if (url == null) {
            return ours;
        }
        if (!url.startsWith("ws://")) {
            throw new ProblemException(Problem.InvalidRequest.of("gatewayUrl", "not a WebSocket (expected: ws://…)"));
        }
        if (url.contains("forbidden")) {
            throw new ProblemException(new Problem.Forbidden("not allowed", "list it in bridge.gateway-hosts"));
        }
        return other(url);
    }
}
