package org.choros.spi.ipc;

import java.nio.ByteBuffer;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.log.LogLevel;
import org.osgi.annotation.versioning.ProviderType;

/** The node as its IPC server sees it. Called on the ring thread. */
@ProviderType
public interface IpcHost {
    /**
     * May this client connect?
     *
     * @param service the service id
     * @param pid the client's process
     * @param uid its user
     * @param gid its group
     * @return 0, or a negative errno for the set-up response: -11 not yet, -38 no such service, -13 not allowed
     */
    int admit(int service, int pid, int uid, int gid);

    /**
     * The channels of an admitted client are open.
     *
     * @param service the service id
     * @param session the session
     */
    void onConnect(int service, ClientSession session);

    /**
     * A request has come. The frame is whole: its size field equals its length, at least 16.
     *
     * @param service the service id
     * @param session the session
     * @param request the message, little-endian, position to limit; valid during the call
     */
    void onRequest(int service, ClientSession session, ByteBuffer request);

    /**
     * The client is gone or was sent away.
     *
     * @param service the service id
     * @param session the session
     */
    void onDisconnect(int service, ClientSession session);

    /**
     * @param level how grave
     * @param text a line for subsystem QB
     */
    void log(LogLevel level, String text);
}
