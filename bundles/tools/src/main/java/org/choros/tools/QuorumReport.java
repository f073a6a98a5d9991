package org.choros.tools;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

import org.choros.base.RingId;
import org.choros.quorum.VoteInfo;

/** What corosync-quorumtool says of quorum and members, from data to text. */
final class QuorumReport {
    private static final int WIDTH = 10;
    private static final String RULE = "----------------------\n";

    private final QuorumOptions options;
    private final Dialect dialect;

    /**
     * One member.
     *
     * @param nodeId its id
     * @param info its votes, null when nobody counts votes
     * @param names its names or addresses
     * @param local whether it is ourselves
     */
    record Member(long nodeId, VoteInfo info, List<String> names, boolean local) {
        String name() {
            return String.join(", ", names);
        }
    }

    QuorumReport(QuorumOptions options, Dialect dialect) {
        this.options = options;
        this.dialect = dialect;
    }

    /**
     * @param date the time as ctime(3) has it
     * @param provider the quorum provider
     * @param nodes the number of members
     * @param localNodeId our node id
     * @param ringId the ring
     * @param quorate whether we are quorate
     * @param own our votes
     */
    String status(String date, String provider, int nodes, long localNodeId, RingId ringId, boolean quorate,
            VoteInfo own) {
        StringBuilder text = new StringBuilder("Quorum information\n------------------\n");
        field(text, "Date:", date);
        field(text, "Quorum provider:", provider);
        field(text, "Nodes:", Integer.toString(nodes));
        field(text, "Node ID:", id(localNodeId));
        field(text, "Ring ID:", dialect == Dialect.V2
                ? Integer.toUnsignedString(ringId.nodeId()) + "/" + Long.toUnsignedString(ringId.seq())
                : ringId.toString());
        field(text, "Quorate:", quorate ? "Yes" : "No");
        text.append("\nVotequorum information\n").append(RULE);
        field(text, "Expected votes:", Integer.toUnsignedString(own.expectedVotes()));
        field(text, "Highest expected:", Integer.toUnsignedString(own.highestExpected()));
        field(text, "Total votes:", Integer.toUnsignedString(own.totalVotes()));
        field(text, "Quorum:", Integer.toUnsignedString(own.quorum()) + " "
                + (own.has(VoteInfo.QUORATE) ? " " : "Activity blocked"));
        StringBuilder flags = new StringBuilder();
        for (String flag : flagNames(own)) {
            flags.append(flag).append(' ');
        }
        field(text, "Flags:", flags.toString());
        return text.toString();
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name);
        for (int i = name.length(); i < 18; i++) {
            text.append(' ');
        }
        text.append(value).append('\n');
    }

    private String id(long nodeId) {
        if (!options.hexadecimal()) {
            return Long.toString(nodeId);
        }
        String digits = Long.toHexString(nodeId);
        return "0x" + "00000000".substring(digits.length()) + digits;
    }

    static List<String> flagNames(VoteInfo own) {
        List<String> names = new ArrayList<>();
        flag(names, own, VoteInfo.TWO_NODE, "2Node");
        flag(names, own, VoteInfo.QUORATE, "Quorate");
        flag(names, own, VoteInfo.WAIT_FOR_ALL, "WaitForAll");
        flag(names, own, VoteInfo.LAST_MAN_STANDING, "LastManStanding");
        flag(names, own, VoteInfo.AUTO_TIE_BREAKER, "AutoTieBreaker");
        flag(names, own, VoteInfo.ALLOW_DOWNSCALE, "AllowDownscale");
        flag(names, own, VoteInfo.DEVICE_REGISTERED, "Qdevice");
        return names;
    }

    private static void flag(List<String> names, VoteInfo own, int flag, String name) {
        if (own.has(flag)) {
            names.add(name);
        }
    }

    /**
     * @param delivered the members as the node told them
     * @param voting whether somebody counts votes
     */
    String members(List<Member> delivered, boolean voting) {
        List<Member> members = sorted(delivered);
        boolean device = options.machine();
        for (Member member : members) {
            device |= voting && member.info().has(VoteInfo.DEVICE_REGISTERED);
        }
        StringBuilder text = new StringBuilder("\nMembership information\n").append(RULE);
        text.append(voting ? "    Nodeid      Votes " : "    Nodeid ");
        text.append(voting && device ? "   Qdevice " : "").append("Name\n");
        VoteInfo own = null;
        for (Member member : members) {
            LinkReport.right(text, id(member.nodeId()), WIDTH).append(' ');
            if (voting) {
                votes(text, member.info().votes());
                if (device) {
                    LinkReport.right(text, device(member.info()), WIDTH).append(' ');
                }
            }
            text.append(member.name()).append(member.local() ? " (local)\n" : "\n");
            own = member.local() ? member.info() : own;
        }
        if (own != null && own.has(VoteInfo.DEVICE_REGISTERED)) {
            deviceRow(text, own);
        }
        return text.toString();
    }

    private static void votes(StringBuilder text, int votes) {
        LinkReport.right(text, Integer.toUnsignedString(votes), WIDTH).append(' ');
    }

    private void deviceRow(StringBuilder text, VoteInfo own) {
        boolean votes = own.has(VoteInfo.DEVICE_CAST_VOTE);
        LinkReport.right(text, id(0), WIDTH).append(' ');
        votes(text, votes ? own.deviceVotes() : 0);
        text.append("           ").append(own.deviceName());
        if (!votes) {
            text.append(" (votes ").append(Integer.toUnsignedString(own.deviceVotes())).append(')');
        }
        text.append('\n');
    }

    private static String device(VoteInfo info) {
        if (!info.has(VoteInfo.DEVICE_REGISTERED)) {
            return "NR";
        }
        return (info.has(VoteInfo.DEVICE_ALIVE) ? "A" : "NA") + (info.has(VoteInfo.DEVICE_CAST_VOTE) ? ",V" : ",NV")
                + (info.has(VoteInfo.DEVICE_MASTER_WINS) ? ",MW" : ",NMW");
    }

    /** The members in the order that the options want. */
    List<Member> sorted(List<Member> delivered) {
        List<Member> members = new ArrayList<>(delivered);
        switch (options.order()) {
            case BY_ID -> members.sort(new ById());
            case BY_NAME -> members.sort(new ByName());
            default -> {
                // as they are
            }
        }
        return members;
    }

    private static final class ById implements Comparator<Member> {
        @Override
        public int compare(Member a, Member b) {
            return Long.compare(a.nodeId(), b.nodeId());
        }
    }

    private static final class ByName implements Comparator<Member> {
        @Override
        public int compare(Member a, Member b) {
            return a.name().compareTo(b.name());
        }
    }
}
