package org.choros.itests.fuzz;

import java.util.List;

import org.choros.ipc.HostileClients;

/**
 * The same as {@link SessionTarget} over the kernel: sockets, shared memory, epoll, the admin thread, descriptors that
 * run out. What a thread does first is up to the kernel, so that coverage cannot guide.
 *
 * <p>What has to hold beside that: the process has as many descriptors as before, maps nothing of the clients' files,
 * and their folder is empty.
 */
final class SocketTarget implements Target {
    private long connections;

    @Override
    public String name() {
        return "sockets";
    }

    @Override
    public boolean guided() {
        return false;
    }

    @Override
    public int inputMax() {
        return 1024;
    }

    @Override
    public long allocationMax() {
        return 64L << 20;
    }

    @Override
    public int blindRuns() {
        return 40;
    }

    @Override
    public int shortRuns() {
        return 0;
    }

    @Override
    public List<byte[]> seeds() {
        return SessionTarget.inputs();
    }

    @Override
    public long parts() {
        return connections;
    }

    @Override
    public void run(byte[] input) {
        connections += HostileClients.overSockets(new Program(input, 0));
    }
}
