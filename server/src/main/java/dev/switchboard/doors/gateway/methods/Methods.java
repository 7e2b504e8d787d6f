package dev.switchboard.doors.gateway.methods;

import dev.switchboard.problem.Problem;
import dev.switchboard.problem.ProblemException;
import dev.switchboard.time.Ids;
import dev.switchboard.wire.gateway.ErrorShape;
import dev.switchboard.wire.gateway.GatewayFrame.Response;
import dev.switchboard.wire.gateway.InvalidParamsException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All methods by their names, and who may call them. Any thread but an event loop may call; methods block until they are done. */
public final class Methods {
    private static final Logger LOG = LoggerFactory.getLogger(Methods.class);
    private static final int NAME_SHOWN_MAX = 100;

    private final Ids ids;
    private final Map<String, Entry> entries = new LinkedHashMap<>();

    public Methods(Desk desk) {
        this.ids = desk.ids();
        StatusMethods status = new StatusMethods(desk);
        put("health", Access.READ, status::health);
        put("status", Access.READ, status::status);
        put("system-presence", Access.READ, status::presence);
        put("models.list", Access.READ, status::models);
        put("agents.list", Access.READ, status::agents);
        put("agent.identity.get", Access.READ, status::identity);
        SessionMethods sessions = new SessionMethods(desk);
        put("sessions.list", Access.READ, sessions::list);
        put("sessions.preview", Access.READ, sessions::preview);
        put("sessions.resolve", Access.READ, sessions::resolve);
        put("sessions.patch", Access.ADMIN, sessions::patch);
        slow("sessions.reset", Access.ADMIN, sessions::reset);
        slow("sessions.delete", Access.ADMIN, sessions::delete);
        ChatMethods chat = new ChatMethods(desk);
        put("chat.history", Access.READ, chat::history);
        put("chat.send", Access.WRITE, chat::send);
        slow("chat.abort", Access.WRITE, chat::abort);
        put("chat.inject", Access.ADMIN, chat::inject);
        AgentMethods agent = new AgentMethods(desk);
        listening("agent", Access.WRITE, agent::turn);
        listening("agent.wait", Access.WRITE, agent::await);
        put("wake", Access.WRITE, agent::wake);
        NodeMethods node = new NodeMethods(desk);
        put("node.event", Access.NODE, node::event);
        put("node.invoke.result", Access.NODE, node::result);
        put("skills.bins", Access.NODE, node::bins);
        DeviceMethods devices = new DeviceMethods(desk);
        put("device.pair.list", Access.PAIRING, devices::list);
        put("device.pair.approve", Access.PAIRING, devices::approve);
        put("device.pair.reject", Access.PAIRING, devices::reject);
        put("device.pair.remove", Access.PAIRING, devices::remove);
        put("device.token.revoke", Access.PAIRING, devices::revoke);
    }

    /** The names of all methods, whoever may call them. */
    public List<String> names() {
        return List.copyOf(entries.keySet());
    }

    /** How long a call of a method takes. */
    public Pace pace(String name) {
        Entry entry = entries.get(name);
        return entry == null ? Pace.QUICK : entry.pace();
    }

    /** How long a call takes. */
    public enum Pace {
        /** What comes after it may wait for it. */
        QUICK,
        /** It may take longer than what comes after it should wait. */
        SLOW,
        /** As slow, and it does nothing but wait: when nobody wants its answer any more, it may be interrupted. */
        LISTENING
    }

    /** Calls a method and returns its answer, whatever it is. */
    public Response call(String id, String name, Call call) throws InterruptedException {
        Entry entry = entries.get(name);
        Access access = entry == null ? Access.ADMIN : entry.access();
        ErrorShape refusal = access.refuses(call.caller().role(), call.caller().scopes());
        if (refusal == null && entry == null) {
            refusal = ErrorShape.invalid("unknown method: " + shown(name));
        }
        if (refusal != null || entry == null) {
            return new Response(id, false, null, refusal);
        }
        return call(id, entry, call);
    }

    private Response call(String id, Entry entry, Call call) throws InterruptedException {
        try {
            return Response.ok(id, entry.method().call(call));
        } catch (InvalidParamsException e) {
            return Response.failed(id, ErrorShape.invalid("invalid " + entry.name() + " params: " + e.what()));
        } catch (MethodException e) {
            return new Response(id, false, e.payload(), e.error());
        } catch (ProblemException e) {
            return Response.failed(id, Problems.shape(e.problem()));
        } catch (RuntimeException e) {
            String incident = ids.uuid();
            LOG.error("incident {} in method {}", incident, entry.name(), e);
            return Response.failed(id, Problems.shape(new Problem.Internal(incident)));
        }
    }

    private void put(String name, Access access, Method method) {
        entries.put(name, new Entry(name, access, Pace.QUICK, method));
    }

    private void slow(String name, Access access, Method method) {
        entries.put(name, new Entry(name, access, Pace.SLOW, method));
    }

    private void listening(String name, Access access, Method method) {
        entries.put(name, new Entry(name, access, Pace.LISTENING, method));
    }

    private static String shown(@Nullable String name) {
        String text = String.valueOf(name);
        return text.length() <= NAME_SHOWN_MAX ? text : text.substring(0, NAME_SHOWN_MAX) + "…";
    }

    private record Entry(String name, Access access, Pace pace, Method method) {}
}
