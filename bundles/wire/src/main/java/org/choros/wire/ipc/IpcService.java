package org.choros.wire.ipc;

/** The services of corosync that clients can connect to. */
public enum IpcService {
    /** The configuration map. */
    CMAP(0, "cmap", 10),
    /** Configuration, links, shutdown. */
    CFG(1, "cfg", 12),
    /** Closed process groups. */
    CPG(2, "cpg", 13),
    /** Quorum. */
    QUORUM(3, "quorum", 5),
    /** The quorum provider that counts votes. */
    VOTEQUORUM(5, "votequorum", 10);

    private static final IpcService[] ALL = values();

    private final int id;
    private final String ipcName;
    private final int requests;

    IpcService(int id, String ipcName, int requests) {
        this.id = id;
        this.ipcName = ipcName;
        this.requests = requests;
    }

    /**
     * @param ipcName the name of a set-up socket
     * @return the service, or null when it is none of corosync's
     */
    public static IpcService of(String ipcName) {
        for (IpcService service : ALL) {
            if (service.ipcName.equals(ipcName)) {
                return service;
            }
        }
        return null;
    }

    /** @return the service id */
    public int id() {
        return id;
    }

    /** @return the name of its set-up socket */
    public String ipcName() {
        return ipcName;
    }

    /** @return the number of request ids, from 0; of corosync's services that of 3.1 */
    public int requests() {
        return requests;
    }
}
