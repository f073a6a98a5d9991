package org.choros.spi.ipc;

import org.osgi.annotation.versioning.ConsumerType;

/** A libqb server: one listening set-up socket a service. Methods are called on the ring thread and return at once. */
@ConsumerType
public interface IpcServer extends AutoCloseable {
    /**
     * Opens the set-up socket of a service.
     *
     * @param name the IPC name, for example {@code cmap}
     * @param service the service id
     * @throws IpcException when the name is taken or the socket cannot be made; the message names it
     */
    void publish(String name, int service) throws IpcException;

    /**
     * Closes the set-up socket of a service and all its connections; {@link IpcHost#onDisconnect} is called for each.
     *
     * @param service the service id
     */
    void withdraw(int service);

    /**
     * Tells all clients of a service whether to hold back.
     *
     * @param service the service id
     * @param level 0 free, 1 blocked, 2 blocked hard
     */
    void flowControl(int service, int level);

    /** @return the number of open connections */
    int active();

    /** Withdraws everything and removes every file. */
    @Override
    void close();
}
