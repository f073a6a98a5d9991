package org.choros.tools;

/** What corosync-amf says of itself. */
final class AmfUsage {
    static final String TEXT = """
            corosync-amf [--json] [--watch] [-h] [command]

            A tool for displaying and administering what the availability manager keeps available.
            options:
            \t-h, --help\tDisplay this help.
            \t-w, --watch\tDisplay the status, and then every change with its cause, until interrupted.
            \t--json\tPrint what is displayed as JSON, a status or a change on a line.

            commands:
            \tstatus\tDisplay nodes, groups, units, workloads and components (the default).
            \tlock TARGET\tDo not use it any more; what it has is stopped, and started elsewhere.
            \tunlock TARGET\tUse it again; ends lock, shutdown and maintenance, and that a node is out.
            \tshutdown TARGET\tAs lock, shown as shutting down until nothing is left.
            \trestart TARGET\tStop what it runs and start it there again.
            \trepair TARGET\tUse units again that have failed.
            \tmove WORKLOAD [UNIT]\tHave a workload in a unit; without one no wish is left.
            \tmaintenance NODE\tLeave what runs on a node alone, whether it fails or not; unlock ends that.
            \tfenced NODE\tVouch that nothing runs on a node that is away, so that others need not wait.
            \tdeclare FILE\tKeep a group available that is not in corosync.conf: FILE, or - for standard input, has
            \t\tone "group { ... }" as there. Again it replaces it. For root and the user that the node runs as.
            \twithdraw GROUP\tTake a declared group away; it is stopped first.

            \tTARGET is "unit GROUP/UNIT", "group GROUP" or "node NODE", or only the name where that is clear.
            \tNODE is a name or an id; WORKLOAD is GROUP/WORKLOAD, or the group's name where it has only one.

            A command returns when all nodes have it in its order; what comes of it is seen in the status.
            Exit status: 0, 1 when it cannot be done, 2 for a status in which some workload is not active.
            """;

    private AmfUsage() {
    }
}
