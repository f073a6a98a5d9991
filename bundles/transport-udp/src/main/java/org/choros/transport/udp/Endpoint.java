package org.choros.transport.udp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;

import org.choros.spi.transport.TransportException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.DatagramPacket;

/** One bound datagram socket. */
final class Endpoint {
    /** What may wait behind a full socket, bytes; beyond it packets are dropped, and the ring asks for them again. */
    private static final int WAITING_MAX = 4 << 20;
    private static final int CLOSE_ATTEMPTS = 100;

    private final IoLoop loop;
    private final DatagramChannel channel;
    private boolean unflushed;

    private Endpoint(IoLoop loop, DatagramChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /**
     * What distinguishes one socket from another.
     *
     * @param local where to bind; port 0 for any
     * @param bufferLength the system's buffers, bytes
     * @param receiving whether it is read
     */
    record Options(InetSocketAddress local, int bufferLength, boolean receiving) {
    }

    /** Opens an unbound socket; it is to be bound or closed. */
    static Endpoint open(IoLoop loop, Options options, ChannelHandler handler) throws TransportException {
        try {
            DatagramChannel channel = loop.channels().open(options.local().getAddress());
            channel.config().setOption(ChannelOption.SO_RCVBUF, options.bufferLength());
            channel.config().setOption(ChannelOption.SO_SNDBUF, options.bufferLength());
            channel.config().setOption(ChannelOption.AUTO_READ, options.receiving());
            channel.config().setOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT);
            channel.config().setOption(ChannelOption.WRITE_BUFFER_WATER_MARK,
                    new WriteBufferWaterMark(WAITING_MAX / 2, WAITING_MAX));
            channel.config().setRecvByteBufAllocator(new ReceiveBuffer(loop.channels().readBatch()));
            channel.pipeline().addLast(handler);
            return new Endpoint(loop, channel);
        } catch (IOException e) {
            throw new TransportException("cannot open a UDP socket for " + text(options.local()) + ": "
                    + e.getMessage(), e);
        }
    }

    <T> Endpoint option(ChannelOption<T> option, T value) {
        channel.config().setOption(option, value);
        return this;
    }

    /** Makes it send multicasts out of an interface; on failure it is closed. */
    Endpoint multicasting(LocalInterface from, int timeToLive) throws TransportException {
        try {
            loop.channels().sendMulticasts(channel, from, timeToLive);
            return this;
        } catch (IOException | ChannelException e) {
            channel.close();
            throw new TransportException("cannot send multicasts from " + from.address().getHostAddress() + ": "
                    + reason(e), e);
        }
    }

    /** Registers and binds; on failure it is closed. */
    Endpoint bind(InetSocketAddress local) throws TransportException {
        ChannelFuture registered = loop.eventLoop().register(channel);
        ChannelFuture bound = registered.awaitUninterruptibly().isSuccess() ? channel.bind(local) : registered;
        if (!bound.awaitUninterruptibly().isSuccess()) {
            channel.close();
            throw new TransportException("cannot bind UDP address " + text(local) + ": " + reason(bound.cause())
                    + "; is another cluster daemon running here? stop it or change bindnetaddr or mcastport",
                    bound.cause());
        }
        return this;
    }

    Endpoint join(InetSocketAddress group, NetworkInterface device) throws TransportException {
        ChannelFuture joined = channel.joinGroup(group, device).awaitUninterruptibly();
        if (!joined.isSuccess()) {
            channel.close();
            throw new TransportException("cannot join multicast group " + text(group) + " on " + device.getName()
                    + ": " + reason(joined.cause()), joined.cause());
        }
        return this;
    }

    /** @return an own copy of a packet, which is left unchanged */
    static ByteBuf copy(ByteBuffer packet) {
        int position = packet.position();
        ByteBuf copy = PooledByteBufAllocator.DEFAULT.directBuffer(packet.remaining());
        copy.writeBytes(packet);
        packet.position(position);
        return copy;
    }

    /** Queues a packet for {@link #flush()} and takes over its reference. Returns false, dropping it, when full. */
    boolean write(ByteBuf packet, InetSocketAddress target) {
        if (!channel.isWritable()) {
            packet.release();
            return false;
        }
        unflushed = true;
        channel.write(new DatagramPacket(packet, target), channel.voidPromise());
        return true;
    }

    void flush() {
        if (unflushed) {
            unflushed = false;
            channel.flush();
        }
    }

    /** Reads one datagram now; on the event loop only. Returns false when there is none. */
    boolean receive(ByteBuffer into) throws IOException {
        return channel.isOpen() && loop.channels().receive(channel, into);
    }

    /** Sends what was written, then closes; when the socket is full it is given a moment. */
    void close() {
        flush();
        if (loop.direct() || loop.eventLoop().inEventLoop()) {
            closeWhenSent(CLOSE_ATTEMPTS);
        } else {
            loop.eventLoop().execute(() -> closeWhenSent(CLOSE_ATTEMPTS));
        }
    }

    private void closeWhenSent(int attempts) {
        ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
        if (waiting == null || waiting.isEmpty() || attempts == 0) {
            channel.close();
        } else {
            loop.eventLoop().schedule(() -> closeWhenSent(attempts - 1), 1, TimeUnit.MILLISECONDS);
        }
    }

    InetSocketAddress local() {
        return channel.localAddress();
    }

    static String text(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        return ip.getHostAddress() + " port " + address.getPort();
    }

    private static String reason(Throwable cause) {
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
