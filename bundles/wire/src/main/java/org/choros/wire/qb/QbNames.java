package org.choros.wire.qb;

import java.nio.file.Path;

/** Names of the files and datagram sockets of a connection, as libqb calls them. */
public final class QbNames {
    /** Ends the name of a ring's header file. */
    public static final String HEADER = "-header";
    /** Ends the name of a ring's data file. */
    public static final String DATA = "-data";
    /** Behind the base of the sockets: the server's end for requests and responses. */
    public static final String REQUEST_SOCKET = "-request";
    /** Behind the base of the sockets: the client's end for requests and responses. */
    public static final String RESPONSE_SOCKET = "-response";
    /** Behind the base of the sockets: the server's end for events. */
    public static final String EVENT_TX_SOCKET = "-event-tx";
    /** Behind the base of the sockets: the client's end for events. */
    public static final String EVENT_SOCKET = "-event";

    private QbNames() {
    }

    /**
     * @param folder the connection's folder
     * @param service the IPC name
     * @return base name of the request ring
     */
    public static String requestRing(Path folder, String service) {
        return folder + "/qb-request-" + service;
    }

    /**
     * @param folder the connection's folder
     * @param service the IPC name
     * @return base name of the response ring
     */
    public static String responseRing(Path folder, String service) {
        return folder + "/qb-response-" + service;
    }

    /**
     * @param folder the connection's folder
     * @param service the IPC name
     * @return base name of the event ring
     */
    public static String eventRing(Path folder, String service) {
        return folder + "/qb-event-" + service;
    }

    /**
     * @param folder the connection's folder
     * @param service the IPC name
     * @return path of the control file
     */
    public static String controlFile(Path folder, String service) {
        return folder + "/qb-control-" + service;
    }

    /**
     * @param folder the connection's folder
     * @param service the IPC name
     * @return base name of the datagram sockets
     */
    public static String sockets(Path folder, String service) {
        return folder + "/qb-" + service;
    }
}
