package dev.switchboard.doors.bridge;

import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.wire.bridge.Json;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A gateway that does what a test says and remembers what it was asked. */
final class FakeGateway implements Gateway {
    final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();
    final BlockingQueue<String> read = new LinkedBlockingQueue<>();
    private final Map<String, FakeSession> sessions = new ConcurrentHashMap<>();
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private volatile @Nullable GatewayException refusal;
    private volatile CountDownLatch connecting = new CountDownLatch(0);

    /** What it was asked. */
    record Call(String method, ObjectNode params, Duration timeout) {}

    /** What it answers. */
    interface Answer {
        ObjectNode to(ObjectNode params) throws GatewayException, InterruptedException;
    }

    FakeSession session(String sessionKey) {
        return sessions.computeIfAbsent(canonical(sessionKey), FakeSession::new);
    }

    void answer(String method, Answer answer) {
        answers.put(method, answer);
    }

    /** From now on nobody is let in; null lets everybody in again. */
    void refuse(@Nullable GatewayException refusal) {
        this.refusal = refusal;
    }

    /** From now on everybody who connects waits for this. */
    void holdConnecting(CountDownLatch until) {
        this.connecting = until;
    }

    @Override
    public void connect(Duration timeout) throws GatewayException, InterruptedException {
        connecting.await();
        GatewayException no = refusal;
        if (no != null) {
            throw no;
        }
    }

    @Override
    public ObjectNode call(String method, ObjectNode params, Duration timeout)
            throws GatewayException, InterruptedException {
        calls.add(new Call(method, (ObjectNode) Json.read(Json.text(params)), timeout)); // As it would be on the wire.
        Answer answer = answers.get(method);
        return answer == null ? Json.object() : answer.to(params);
    }

    @Override
    public SessionReader read(String sessionKey, @Nullable Long since, Runnable onNews) {
        read.add(sessionKey);
        return session(sessionKey).read(since, onNews);
    }

    @Override
    public String canonical(String sessionKey) {
        String key = sessionKey.strip().toLowerCase(Locale.ROOT);
        return key.startsWith("agent:") ? key : "agent:main:" + key;
    }
}
