package dev.switchboard.doors.gateway;

import dev.switchboard.agent.model.Models;
import dev.switchboard.chat.Chats;
import dev.switchboard.config.Secret;
import dev.switchboard.devices.Devices;
import dev.switchboard.doors.gateway.Handshake.Visit;
import dev.switchboard.doors.gateway.methods.Desk;
import dev.switchboard.doors.gateway.methods.Methods;
import dev.switchboard.doors.gateway.methods.StatusMethods;
import dev.switchboard.doors.gateway.methods.Verbosity;
import dev.switchboard.time.Ids;
import dev.switchboard.time.Time;
import dev.switchboard.web.Answer;
import dev.switchboard.web.Door;
import dev.switchboard.web.Exchange;
import dev.switchboard.web.ProblemJson;
import dev.switchboard.web.Refusal;
import dev.switchboard.web.Routes;
import dev.switchboard.web.Routes.Access;
import dev.switchboard.web.SocketHandler;
import java.util.List;

/** The gateway: WebSockets on {@code /} (protocols 3 and 4 of the gateway behind document 004). */
public final class GatewayDoor implements Door {
    private final House house;
    private final OwnGateways own;
    private final Ids ids;

    /**
     * What the gateway stands on.
     *
     * @param operatorToken opens this door as any other
     * @param statePath where sessions are kept, for people
     */
    public record Parts(
            Chats chats,
            Devices devices,
            Models models,
            GatewayConfig config,
            Secret operatorToken,
            String version,
            String statePath,
            Time time,
            Ids ids) {}

    public GatewayDoor(Parts parts) {
        Credentials credentials = new Credentials(
                parts.config().token(), parts.operatorToken(), parts.config().password());
        Verbosity verbosity = new Verbosity();
        Connections connections = new Connections(parts.time(), parts.version());
        Desk desk = new Desk(
                parts.chats(),
                parts.devices(),
                parts.models(),
                verbosity,
                connections::presence,
                parts.version(),
                parts.statePath(),
                parts.time(),
                parts.ids());
        Methods methods = new Methods(desk);
        Hello hello = new Hello(
                methods,
                new StatusMethods(desk),
                parts.chats(),
                credentials,
                parts.version(),
                parts.statePath(),
                parts.time());
        Handshake handshake = new Handshake(credentials, parts.devices(), parts.time(), parts.ids());
        this.house = new House(handshake, hello, methods, connections, verbosity, parts.chats(), parts.time());
        this.own = new OwnGateways(methods, parts.chats(), credentials);
        this.ids = parts.ids();
    }

    /** The same gateway for doors in this process. */
    public OwnGateways own() {
        return own;
    }

    @Override
    public String name() {
        return "gateway";
    }

    @Override
    public List<String> prefixes() {
        return List.of();
    }

    @Override
    public void mount(Routes routes) {
        routes.socket("/", Access.DOOR, this::open);
    }

    @Override
    public Answer render(Refusal refusal) {
        return ProblemJson.render(refusal);
    }

    /** Who comes through a proxy is not here, whatever the proxy's address. */
    private SocketHandler.SocketListener open(Exchange request, SocketHandler.Socket socket) {
        boolean forwarded = request.header("X-Forwarded-For").isPresent()
                || request.header("Forwarded").isPresent()
                || request.header("X-Real-IP").isPresent();
        Visit visit = new Visit(ids.uuid(), request.fromLoopback() && !forwarded);
        return new GatewaySocket(house, socket, visit);
    }
}
