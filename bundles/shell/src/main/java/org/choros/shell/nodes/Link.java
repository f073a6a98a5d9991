package org.choros.shell.nodes;

import java.util.ArrayList;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cfg.Cfg;
import org.choros.cfg.NodeStatus;
import org.choros.cfg.RingStatus;

/**
 * A link of a node; with dialect 3 towards one other node, with dialect 2 towards all.
 *
 * @param number its number
 * @param to the node at its other end, 0 for all
 * @param address our address, may be empty
 * @param up whether it works
 * @param status its state in words
 */
public record Link(int number, long to, String address, boolean up, String status) {

    private static final String FAULTY = "FAULTY";

    /**
     * @param nodes the nodes of this framework
     * @param node the name of one of them
     * @param members the nodes of its cluster
     * @return its links
     * @throws ChorosException when it cannot be asked
     */
    public static List<Link> read(Nodes nodes, NodeName node, List<Member> members) throws ChorosException {
        boolean single = !nodes.offers(node.name(), Service.STATISTICS);
        return nodes.use(node.name(), Service.CFG, cfg -> single ? rings(cfg) : towards(cfg, node, members));
    }

    private static List<Link> rings(Cfg cfg) throws ChorosException {
        List<Link> links = new ArrayList<>();
        for (RingStatus ring : cfg.ringStatus()) {
            links.add(new Link(links.size(), 0, ring.name(), !ring.status().contains(FAULTY), ring.status()));
        }
        return links;
    }

    private static List<Link> towards(Cfg cfg, NodeName node, List<Member> members) throws ChorosException {
        List<Link> links = new ArrayList<>();
        for (Member member : members) {
            if (member.nodeId() != node.nodeId()) {
                List<NodeStatus.Link> towards = links(cfg, member);
                for (int number = 0; number < towards.size(); number++) {
                    NodeStatus.Link link = towards.get(number);
                    if (link.enabled()) {
                        links.add(new Link(number, member.nodeId(), link.source(), link.connected(),
                                link.connected() ? "connected" : "disconnected"));
                    }
                }
            }
        }
        return links;
    }

    private static List<NodeStatus.Link> links(Cfg cfg, Member member) throws ChorosException {
        try {
            return cfg.nodeStatus((int) member.nodeId()).links();
        } catch (ChorosException e) {
            // one that left and is not listed
            if (e.error() == CsError.FAILED_OPERATION || e.error() == CsError.NOT_EXIST) {
                return List.of();
            }
            throw e;
        }
    }
}
