package org.choros.tools.notifyd;

/** Something that happened and that people are told. Node ids are unsigned numbers in a long. */
sealed interface Notice {
    /** In corosync's words. */
    String text();

    /**
     * A node has come or gone.
     *
     * @param name its name
     * @param nodeId its id
     * @param address its last address
     * @param state {@code joined} or {@code left}
     */
    record Node(String name, long nodeId, String address, String state) implements Notice {
        @Override
        public String text() {
            return name + "[" + nodeId + "] ip:" + address + " " + state;
        }
    }

    /**
     * This node has got or lost quorum.
     *
     * @param name its name
     * @param nodeId its id
     * @param quorate which of both
     */
    record Quorum(String name, long nodeId, boolean quorate) implements Notice {
        @Override
        public String text() {
            return name + "[" + nodeId + (quorate ? "] is now quorate" : "] has lost quorum");
        }
    }

    /**
     * A program has connected to this node or is gone.
     *
     * @param name the node's name
     * @param nodeId its id
     * @param connection the connection, in the form of the node's dialect
     * @param connected which of both
     */
    record Connection(String name, long nodeId, String connection, boolean connected) implements Notice {
        @Override
        public String text() {
            return name + "[" + nodeId + "] " + connection
                    + (connected ? " is now connected to corosync" : " is now disconnected from corosync");
        }
    }

    /**
     * A link to another node is up or down, over knet.
     *
     * @param name this node's name
     * @param nodeId its id
     * @param link the link's number
     * @param peer the other node's id
     * @param up which of both
     */
    record Link(String name, long nodeId, int link, long peer, boolean up) implements Notice {
        @Override
        public String text() {
            return name + "[" + nodeId + "] link " + link + " to node " + peer + " is now " + state();
        }

        String state() {
            return up ? "operational" : "disconnected";
        }
    }

    /**
     * A redundant ring is marked faulty or used again, in dialect 2.
     *
     * @param name this node's name
     * @param nodeId its id
     * @param ring the ring's number
     * @param faulty which of both
     */
    record Ring(String name, long nodeId, int ring, boolean faulty) implements Notice {
        @Override
        public String text() {
            return name + "[" + nodeId + "] interface " + ring + " is now " + state();
        }

        String state() {
            return faulty ? "faulty" : "operational";
        }
    }
}
