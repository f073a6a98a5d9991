package org.choros.tools;

/** What corosync-quorumtool says of itself; both versions say the same. */
final class QuorumToolUsage {
    /** The text. */
    static final String TEXT = """
            usage:\s
            corosync-quorumtool <options>

              options:

              -s             show quorum status
              -m             constantly monitor quorum status
              -l             list nodes
              -a             show all names or addresses for each node
              -p             when used with -s or -l, generates machine parsable output
              -v <votes>     change the number of votes for a node (*)
              -n <nodeid>    optional nodeid of node for -v
              -e <expected>  change expected votes for the cluster (*)
              -H             show nodeids in hexadecimal rather than decimal
              -i             show node IP addresses instead of the resolved name
              -o <a|n|i>     order by [a] IP address (default), [n] name, [i] nodeid
              -f             forcefully unregister a quorum device *DANGEROUS* (*)
              -h             show this help text
              -V             show version and exit
              --json         print status, nodes and changes as JSON, a line each

              (*) Starred items only work if votequorum is the quorum provider for corosync

            """;

    private QuorumToolUsage() {
    }
}
