package org.choros.ipc;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.choros.posix.PosixException;
import org.choros.spi.ipc.IpcSettings;
import org.choros.wire.qb.QbNames;
import org.choros.wire.qb.RingLayout;
import org.choros.wire.qb.RingMemory;

/** The folder of one connection, in memory; the channel over its files is the real one. */
final class MemoryFolder implements Kernel.Folder {
    private static final int PAGE = 4096;

    private final MemoryKernel kernel;
    private final Path path;
    private final String service;
    private final List<String> files = new ArrayList<>();

    MemoryFolder(MemoryKernel kernel, Path path, String service) {
        this.kernel = kernel;
        this.path = path;
        this.service = service;
    }

    @Override
    public Channel open(IpcSettings.Type type, Client client) throws IOException {
        List<AutoCloseable> made = new ArrayList<>();
        try {
            if (type == IpcSettings.Type.SOCKET) {
                return datagrams(client, made);
            }
            int length = RingLayout.dataLength(client.maxMessageSize(), PAGE);
            return new RingChannel(ring(requestRing(), length, made), ring(responseRing(), length, made),
                    ring(eventRing(), length, made));
        } catch (PosixException e) {
            for (AutoCloseable one : made) {
                close(one);
            }
            throw e;
        }
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static <T extends AutoCloseable> T kept(List<AutoCloseable> made, T one) {
        made.add(one);
        return one;
    }

    private Channel datagrams(Client client, List<AutoCloseable> made) throws IOException {
        MemoryDatagram request = kept(made, kernel.serverSocket(sockets() + QbNames.REQUEST_SOCKET));
        MemoryDatagram events = kept(made, kernel.serverSocket(sockets() + QbNames.EVENT_TX_SOCKET));
        MemoryFile control = create(controlFile(), RingLayout.CONTROL_LENGTH);
        return new DatagramChannel(kept(made, kernel.open(control)), request, events, sockets(), client);
    }

    private RingFile ring(String base, int length, List<AutoCloseable> made) throws IOException {
        MemoryFile header = create(base + QbNames.HEADER, RingLayout.HEADER_LENGTH_USER);
        MemoryFile data = create(base + QbNames.DATA, length);
        RingMemory.initialise(header.bytes().order(ByteOrder.LITTLE_ENDIAN), length / 4, base + QbNames.HEADER,
                base + QbNames.DATA);
        data.bytes().putInt(0, 5);
        return new RingFile(kept(made, kernel.open(header)), kept(made, kernel.open(data)),
                kept(made, header.words(kernel.mapped())), length / 4);
    }

    private MemoryFile create(String name, int size) throws PosixException {
        files.add(name);
        return kernel.create(name, size);
    }

    @Override
    public String requestRing() {
        return QbNames.requestRing(path, service);
    }

    @Override
    public String responseRing() {
        return QbNames.responseRing(path, service);
    }

    @Override
    public String eventRing() {
        return QbNames.eventRing(path, service);
    }

    @Override
    public String controlFile() {
        return QbNames.controlFile(path, service);
    }

    @Override
    public String sockets() {
        return QbNames.sockets(path, service);
    }

    @Override
    public void remove() {
        files.forEach(kernel::unlink);
        kernel.removed(this);
    }
}
