package dev.switchboard.doors.foreign;

import dev.switchboard.config.Secret;
import dev.switchboard.doors.link.Gateway;
import dev.switchboard.doors.link.GatewayException;
import dev.switchboard.doors.link.SessionReader;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One gateway as one caller named it. It holds no connection of its own: those are shared, and made when they are needed. */
final class ForeignGateway implements Gateway {
    private final GatewayAddress address;
    private final Secret token;
    private final Secret password;
    private final ForeignGateways gateways;

    ForeignGateway(GatewayAddress address, Secret token, Secret password, ForeignGateways gateways) {
        this.address = address;
        this.token = token;
        this.password = password;
        this.gateways = gateways;
    }

    @Override
    public void connect(Duration timeout) throws GatewayException, InterruptedException {
        try (Lease lease = gateways.lease(key(Access.TALK))) {
            lease.link().connection(timeout);
        }
    }

    @Override
    public ObjectNode call(String method, ObjectNode params, Duration timeout)
            throws GatewayException, InterruptedException {
        try (Lease lease = gateways.lease(key(Access.of(method)))) {
            return lease.link().call(method, params, timeout);
        }
    }

    @Override
    public SessionReader read(String sessionKey, @Nullable Long since, Runnable onNews)
            throws GatewayException, InterruptedException {
        Lease lease = gateways.lease(key(Access.TALK));
        boolean reading = false;
        try {
            SessionReader reader = gateways.read(lease, sessionKey, since, onNews);
            reading = true;
            return reader;
        } finally {
            if (!reading) {
                lease.close();
            }
        }
    }

    @Override
    public String canonical(String sessionKey) {
        return gateways.canonical(key(Access.TALK), sessionKey);
    }

    private ConnectionKey key(Access access) {
        return new ConnectionKey(access, address, token, password);
    }
}
