package dev.switchboard.web;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFactory;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.InternetProtocolFamily;
import io.vertx.core.net.TcpConfig;
import io.vertx.core.spi.transport.Transport;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands at the listening sockets, where Vert.x lets nobody stand: counts what is accepted before a byte is read, and stops listening
 * while open connections go on.
 */
@Sharable
final class Acceptor extends ChannelInboundHandlerAdapter {
    private final Premises premises;
    private final Set<Channel> listening = ConcurrentHashMap.newKeySet();

    Acceptor(Premises premises) {
        this.premises = premises;
    }

    /** The JDK's transport, with this acceptor at each listening socket. */
    io.vertx.core.transport.Transport transport() {
        return new Attended(new AttendedImplementation(io.vertx.core.transport.Transport.NIO.implementation()));
    }

    /** The kernel may take a moment longer to refuse. Not on an event loop. */
    void stopListening() {
        for (Channel channel : listening) {
            channel.close().awaitUninterruptibly();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        listening.add(context.channel());
        context.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        listening.remove(context.channel());
        context.fireChannelInactive();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object accepted) {
        Channel channel = (Channel) accepted;
        if (!premises.connected()) {
            channel.unsafe().closeForcibly();
            premises.listener().connectionRefused();
            return;
        }
        Peer.enter(premises, channel);
        context.fireChannelRead(accepted);
    }

    private record Attended(Transport implementation) implements io.vertx.core.transport.Transport {
        @Override
        public String name() {
            return "nio";
        }

        @Override
        public boolean available() {
            return true;
        }

        @Override
        public Throwable unavailabilityCause() {
            throw new IllegalStateException("it is available");
        }
    }

    private final class AttendedImplementation implements Transport {
        private final Transport nio;

        AttendedImplementation(Transport nio) {
            this.nio = nio;
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, ServerBootstrap bootstrap) {
            nio.configure(config, domainSocket, bootstrap);
            bootstrap.childOption(ChannelOption.TCP_NODELAY, true);
            bootstrap.handler(Acceptor.this);
        }

        @Override
        public void configure(TcpConfig config, boolean domainSocket, Bootstrap bootstrap) {
            nio.configure(config, domainSocket, bootstrap);
        }

        @Override
        public IoHandlerFactory ioHandlerFactory() {
            return nio.ioHandlerFactory();
        }

        @Override
        @SuppressWarnings("deprecation") // Vert.x asks for it by this type.
        public DatagramChannel datagramChannel(InternetProtocolFamily family) {
            return nio.datagramChannel(family);
        }

        @Override
        public ChannelFactory<? extends DatagramChannel> datagramChannelFactory() {
            return nio.datagramChannelFactory();
        }

        @Override
        public ChannelFactory<? extends Channel> channelFactory(boolean domainSocket) {
            return nio.channelFactory(domainSocket);
        }

        @Override
        public ChannelFactory<? extends ServerChannel> serverChannelFactory(boolean domainSocket) {
            return nio.serverChannelFactory(domainSocket);
        }
    }
}
