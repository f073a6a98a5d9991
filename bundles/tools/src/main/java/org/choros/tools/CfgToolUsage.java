package org.choros.tools;

/** What corosync-cfgtool says of itself, in the words that users of both versions know. */
final class CfgToolUsage {
    /** That of 2.4. */
    static final String V2 = """
            corosync-cfgtool [-i <interface ip>] [-s] [-r] [-R] [-k nodeid] [-a nodeid] [-h] [-H]

            A tool for displaying and configuring active parameters within corosync.
            options:
            \t-i\tFinds only information about the specified interface IP address.
            \t-s\tDisplays the status of the current rings on this node.
            \t-r\tReset redundant ring state cluster wide after a fault to
            \t\tre-enable redundant ring operation.
            \t-R\tTell all instances of corosync in this cluster to reload corosync.conf.
            \t-k\tKill a node identified by node id.
            \t-a\tDisplay the IP address(es) of a node
            \t-h\tPrint basic usage.
            \t-H\tShutdown corosync cleanly on this node.
            \t--json\tPrint what is displayed as JSON.
            """;

    /** That of 3.1. */
    static final String V3 = """
            corosync-cfgtool [[-i <interface ip>] [-b] -s] [-R] [-L] [-k nodeid] [-a nodeid] [-h] [-H]

            A tool for displaying and configuring active parameters within corosync.
            options:
            \t-i\tFinds only information about the specified interface IP address or link id when \
            used with -s..
            \t-s\tDisplays the status of the current links on this node.
            \t-n\tDisplays the status of the connected nodes and their links.
            \t-b\tDisplays the brief status of the current links on this node when used with -s.
            \t-R\tTell all instances of corosync in this cluster to reload corosync.conf.
            \t-L\tTell corosync to reopen all logging files.
            \t-k\tKill a node identified by node id.
            \t-a\tDisplay the IP address(es) of a node
            \t-h\tPrint basic usage.
            \t-H\tShutdown corosync cleanly on this node.
            \t\t--force will shut down corosync regardless of daemon vetos
            \t--json\tPrint what is displayed as JSON.
            """;

    private CfgToolUsage() {
    }
}
