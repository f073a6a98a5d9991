package org.choros.shell.nodes;

import java.util.List;

import org.choros.base.ChorosException;
import org.choros.quorum.VoteInfo;

/**
 * Why a node is quorate or not.
 *
 * @param explanation in its own words
 * @param waitsFor what has to happen so that it becomes quorate, empty when it is
 */
public record Verdict(String explanation, String waitsFor) {
    private static final String TEXT = "runtime.choros.votequorum.verdict";
    private static final String WAITS_FOR_ALL = "waits for all";

    /** @return whether it waits to see everybody for the first time */
    public boolean waitsForAll() {
        return explanation.contains(WAITS_FOR_ALL);
    }

    /**
     * @param nodes the nodes of this framework
     * @param node the name of one of them
     * @param members the nodes of its cluster
     * @param quorate whether it is quorate
     * @return why
     * @throws ChorosException when it cannot be asked
     */
    public static Verdict read(Nodes nodes, String node, List<Member> members, boolean quorate)
            throws ChorosException {
        if (!nodes.offers(node, Service.VOTES)) {
            return quorate
                    ? new Verdict("quorate: there is no quorum provider that counts votes", "")
                    : new Verdict("not quorate: there is no quorum provider that counts votes",
                            "a quorum provider: quorum.provider in corosync.conf, and its engine");
        }
        VoteInfo own = nodes.use(node, Service.VOTES, votes -> votes.info(0));
        String said = nodes.use(node, Service.MAP, map -> Values.text(map, TEXT));
        String explanation = said.isEmpty() ? own.explanation() : said;
        return new Verdict(explanation, quorate ? "" : waitsFor(own, explanation, members));
    }

    private static String waitsFor(VoteInfo own, String explanation, List<Member> members) {
        List<String> missing = members.stream().filter(member -> !member.joined()).map(Member::label).toList();
        String who = missing.isEmpty() ? "" : ": node " + String.join(", ", missing);
        if (explanation.contains(WAITS_FOR_ALL)) {
            return "all nodes, as it has not seen them since its start (wait_for_all)" + who;
        }
        long votes = own.quorum() - Integer.toUnsignedLong(own.totalVotes());
        if (votes <= 0) {
            return "its next decision";
        }
        return votes + (votes == 1 ? " more vote" : " more votes")
                + (missing.isEmpty() ? "; every node that is listed is there" : who);
    }
}
