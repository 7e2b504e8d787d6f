package dev.switchboard.web;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.util.AttributeKey;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One accepted connection. It is closed when nothing is asked on it for {@code web.idle-timeout}, from its first moment on: a half-sent
 * head keeps nothing open.
 */
final class Peer implements Watch.Watched {
    private static final AttributeKey<Peer> KEY = AttributeKey.valueOf(Peer.class, "peer");

    private final Premises premises;
    private final Channel channel;
    private final AtomicInteger open = new AtomicInteger();
    private volatile long idleSince;

    private Peer(Premises premises, Channel channel) {
        this.premises = premises;
        this.channel = channel;
        this.idleSince = premises.time().nanos();
    }

    /** Takes in a connection that has just been accepted. */
    static void enter(Premises premises, Channel channel) {
        Peer peer = new Peer(premises, channel);
        channel.attr(KEY).set(peer);
        premises.watch().add(peer);
        if (premises.config().tls() == null) {
            channel.pipeline().addLast(Http2Upgrade.installer(premises));
        }
        var _ = channel.closeFuture().addListener(_ -> {
            premises.watch().remove(peer);
            premises.disconnected();
        });
    }

    static Peer of(HttpConnection connection) {
        return ((ConnectionBase) connection).channel().attr(KEY).get();
    }

    Channel channel() {
        return channel;
    }

    InetAddress address() {
        return channel.remoteAddress() instanceof InetSocketAddress socket
                ? socket.getAddress()
                : InetAddress.ofLiteral("0.0.0.0");
    }

    /** A request begins. */
    void begun() {
        open.incrementAndGet();
    }

    /** A request is over. */
    void finished() {
        idleSince = premises.time().nanos();
        open.decrementAndGet();
    }

    /** Says goodbye to the connection once what waits has been written. */
    void close() {
        var _ = channel.close();
    }

    /**
     * Ends the connection with whatever still waits to be written, in our memory and in the kernel's. {@link #close} would come after the
     * backlog, which a reader that takes nothing never lets happen; so this goes straight to the transport.
     */
    void cut() {
        channel.eventLoop().execute(() -> {
            if (channel.isOpen()) {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
                channel.unsafe().close(channel.voidPromise());
            }
        });
    }

    @Override
    public void check(long now) {
        if (open.get() == 0 && now - idleSince > premises.config().idleTimeout().toNanos()) {
            close();
        }
    }
}
