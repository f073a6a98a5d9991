package org.choros.tck;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.List;

import org.choros.spi.transport.Member;
import org.choros.spi.transport.Transport;
import org.choros.spi.transport.TransportException;

/** A transport with a note of which of its methods is being called, for callbacks that come from within. */
final class Watched implements Transport {
    private final Transport transport;
    private final Calls calls;

    /** Is told of each call. */
    interface Calls {
        void begin(String method);

        void end(String method);
    }

    Watched(Transport transport, Calls calls) {
        this.transport = transport;
        this.calls = calls;
    }

    private void call(String method, Runnable body) {
        calls.begin(method);
        try {
            body.run();
        } finally {
            calls.end(method);
        }
    }

    @Override
    public void start() throws TransportException {
        calls.begin("start");
        transport.start();
        calls.end("start");
    }

    @Override
    public void multicast(int link, ByteBuffer packet, boolean everybody) {
        call("multicast", () -> transport.multicast(link, packet, everybody));
    }

    @Override
    public void target(int link, InetAddress target) {
        call("target", () -> transport.target(link, target));
    }

    @Override
    public void unicast(int link, ByteBuffer packet) {
        call("unicast", () -> transport.unicast(link, packet));
    }

    @Override
    public void flush() {
        call("flush", transport::flush);
    }

    @Override
    public void discardReceived() {
        call("discardReceived", transport::discardReceived);
    }

    @Override
    public void checkInterfaces() {
        call("checkInterfaces", transport::checkInterfaces);
    }

    @Override
    public void ringMembers(List<InetAddress> members) {
        call("ringMembers", () -> transport.ringMembers(members));
    }

    @Override
    public void members(List<Member> members) {
        call("members", () -> transport.members(members));
    }

    @Override
    public void close() {
        call("close", transport::close);
    }
}
