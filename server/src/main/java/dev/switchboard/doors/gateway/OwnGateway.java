package dev.switchboard.doors.gateway;

import dev.switchboard.chat.ChatReader;
import dev.switchboard.chat.Chats;
import dev.switchboard.chat.record.SessionKey;
import dev.switchboard.doors.gateway.methods.Call;
import dev.switchboard.doors.gateway.methods.Caller;
import dev.switchboard.doors.gateway.methods.Methods;
import dev.switchboard.doors.gateway.methods.Problems;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.GatewayException.Kind;
import dev.switchboard.doors.link.SessionReader;
import dev.switchboard.principal.Principal;
import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import dev.switchboard.wire.gateway.GatewayJson;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Our own gateway, in this process: the same methods as over a socket, without one. Any virtual thread may call. */
final class OwnGateway implements Gateway {
    private final Methods methods;
    private final Chats chats;
    private final Principal principal;
    private final Caller caller;
    private final @Nullable String refusal;

    /** @param refusal why nobody comes in; absent when somebody does */
    OwnGateway(Methods methods, Chats chats, Principal principal, @Nullable String refusal) {
        this.methods = methods;
        this.chats = chats;
        this.principal = principal;
        this.caller = Caller.inProcess(principal);
        this.refusal = refusal;
    }

    @Override
    public void connect(Duration timeout) throws GatewayException {
        if (refusal != null) {
            throw new GatewayException(Kind.REFUSED, refusal, ErrorShape.Code.INVALID_REQUEST, false, null);
        }
    }

    @Override
    public ObjectNode call(String method, ObjectNode params, Duration timeout)
            throws GatewayException, InterruptedException {
        connect(timeout);
        Response response = await(answer(method, params), timeout);
        if (response.ok()) {
            return response.payload() instanceof ObjectNode payload ? payload : GatewayJson.object();
        }
        throw exception(response.error());
    }

    /** On a thread of its own: a caller that has waited long enough leaves without cutting it short. */
    private CompletableFuture<Response> answer(String method, ObjectNode params) {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        Call call = new Call(caller, params.deepCopy(), accepted -> {});
        Thread.ofVirtual().name("own-gateway-" + method).start(() -> {
            try {
                answer.complete(methods.call("own", method, call));
            } catch (InterruptedException e) {
                answer.completeExceptionally(e); // The thread ends.
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static Response await(CompletableFuture<Response> answer, Duration timeout)
            throws GatewayException, InterruptedException {
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new GatewayException(
                    Kind.TIMEOUT, "the gateway did not answer in " + timeout.toMillis() + " ms", null, true, null);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a method broke off", e.getCause());
        }
    }

    @Override
    public SessionReader read(String sessionKey, @Nullable Long since, Runnable onNews) throws GatewayException {
        connect(Duration.ZERO);
        try {
            SessionKey key = chats.key(sessionKey);
            try {
                return reader(chats.read(principal, key, since, onNews), false, key, onNews);
            } catch (ProblemException e) {
                if (!gap(e.problem())) {
                    throw e;
                }
                return reader(chats.read(principal, key, null, onNews), true, key, onNews);
            }
        } catch (ProblemException e) {
            throw exception(Problems.shape(e.problem()));
        }
    }

    private SessionReader reader(ChatReader reader, boolean gap, SessionKey key, Runnable onNews) {
        return new OwnReader(reader, gap, () -> chats.read(principal, key, null, onNews));
    }

    @Override
    public String canonical(String sessionKey) {
        return chats.key(sessionKey).canonical();
    }

    static boolean gap(Problem problem) {
        return problem instanceof Problem.BeyondEnd || problem instanceof Problem.PastRetention;
    }

    private static GatewayException exception(@Nullable ErrorShape error) {
        if (error == null) {
            throw new IllegalStateException("a refusal without an error");
        }
        Kind kind = switch (error.code()) {
            case ErrorShape.Code.UNAVAILABLE -> Kind.BUSY;
            case ErrorShape.Code.NOT_PAIRED -> Kind.REFUSED;
            default -> Kind.INVALID; // Codes of the protocol, not of ours.
        };
        Duration wait = error.retryAfterMs() == null ? null : Duration.ofMillis(error.retryAfterMs());
        return new GatewayException(kind, error.message(), error.code(), Boolean.TRUE.equals(error.retryable()), wait);
    }
}
