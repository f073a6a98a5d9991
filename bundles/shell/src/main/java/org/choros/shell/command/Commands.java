package org.choros.shell.command;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.cpg.CpgProcess;
import org.choros.quorum.VoteInfo;
import org.choros.shell.nodes.Link;
import org.choros.shell.nodes.Member;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.RingView;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Values;
import org.choros.shell.nodes.Verdict;

/**
 * The commands. Each takes the name of a node, empty for the only one, and gives the text to print, each line with its
 * end. For several threads.
 */
public final class Commands {
    /** The commands' scope. */
    public static final String SCOPE = "choros";
    private static final String STATE = "runtime.choros.transport.state";
    private static final Verdict SILENT = new Verdict(
            "it does not serve: it forms its first ring, waits for a plug-in or has ended; its log says which", "");

    private final Reader reader;
    private final Nodes nodes;
    private final MapCommands maps;
    private final Engines engines;
    private final AvailabilityCommands availability;

    /**
     * @param nodes where nodes are found
     */
    public Commands(Nodes nodes) {
        this.nodes = nodes;
        this.reader = new Reader(nodes);
        this.maps = new MapCommands(reader);
        this.engines = new Engines(reader);
        this.availability = new AvailabilityCommands(reader);
    }

    /** @return the names of the nodes that serve */
    public List<String> names() {
        return nodes.list().stream().map(NodeName::name).toList();
    }

    /**
     * Shows in which ring nodes are, also of those that are configured and do not serve yet or any more.
     *
     * @param name a node, empty for all
     * @param why whether the decision about quorum is explained
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String status(String name, boolean why, Output output) throws CommandException {
        List<String> columns = new ArrayList<>(
                List.of("node", "node_id", "cluster", "ring_id", "synchronised", "members", "quorate"));
        if (why && output.json()) {
            columns.addAll(List.of("explanation", "waits_for"));
        }
        Table table = new Table(columns.toArray(String[]::new));
        StringBuilder reasons = new StringBuilder();
        List<String> silent = nodes.silent().stream().filter(other -> name.isEmpty() || other.equals(name)).toList();
        // then there is nobody to be asked, which otherwise were an error
        boolean none = nodes.list().isEmpty() && !silent.isEmpty() || !name.isEmpty() && silent.contains(name);
        for (NodeName node : none ? List.<NodeName>of() : reader.all(name)) {
            List<Object> row = new ArrayList<>(List.of(node.name(), node.nodeId(), node.cluster()));
            boolean steady = nodes.holds(node.name(), Nodes.RING);
            if (!nodes.offers(node.name(), Service.QUORUM)) {
                // it has not loaded the engine that knows
                row.addAll(Arrays.asList(null, judged(steady), null, null));
                reason(node.name(), new Verdict("the engine quorum is not loaded", ""), why, output, row, reasons);
                table.row(row.toArray());
                continue;
            }
            RingView ring = reader.ask(node, "ask for its ring", () -> RingView.read(nodes, node.name()));
            row.addAll(List.of(ring.ringId(), judged(steady), ring.members(), judged(ring.quorate())));
            if (why) {
                Verdict verdict = reader.ask(node, "ask for its votes",
                        () -> Verdict.read(nodes, node.name(), members(node), ring.quorate()));
                reason(node.name(), verdict, why, output, row, reasons);
            }
            table.row(row.toArray());
        }
        for (String other : silent) {
            List<Object> row = new ArrayList<>(
                    Arrays.asList(other.isEmpty() ? null : other, null, null, null, judged(false), null, null));
            reason(other.isEmpty() ? "a node without a name" : other, SILENT, why, output, row, reasons);
            table.row(row.toArray());
        }
        String text = output.table(table, "");
        return why && !output.json() ? text + '\n' + reasons : text;
    }

    private static void reason(String node, Verdict verdict, boolean why, Output output, List<Object> row,
            StringBuilder reasons) {
        if (why && output.json()) {
            row.add(verdict.explanation());
            row.add(verdict.waitsFor().isEmpty() ? null : verdict.waitsFor());
        }
        reasons.append(node).append(": ").append(verdict.explanation())
                .append(verdict.waitsFor().isEmpty() ? "" : "; it waits for " + verdict.waitsFor()).append('\n');
    }

    private static Table.Painted judged(boolean good) {
        return new Table.Painted(good, good ? Style.Tone.GOOD : Style.Tone.BAD);
    }

    private List<Member> members(NodeName node) throws ChorosException {
        return nodes.use(node.name(), Service.MAP, Member::read);
    }

    /**
     * Shows the nodes of a cluster.
     *
     * @param name a node
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String members(String name, Output output) throws CommandException {
        NodeName node = reader.one(name);
        Table table = new Table("node_id", "name", "status", "votes", "address", "local");
        for (Member member : reader.ask(node, "read its members", () -> members(node))) {
            Long votes = reader.ask(node, "ask for votes", () -> votes(node, member));
            table.row(member.nodeId(), member.name(),
                    new Table.Painted(member.status(), member.joined() ? Style.Tone.GOOD : Style.Tone.WARN), votes,
                    member.address(), member.nodeId() == node.nodeId());
        }
        return output.table(table, "Node " + node.name() + " knows no node.");
    }

    private Long votes(NodeName node, Member member) throws ChorosException {
        if (!nodes.offers(node.name(), Service.VOTES)) {
            return null;
        }
        try {
            VoteInfo info = nodes.use(node.name(), Service.VOTES, votes -> votes.info((int) member.nodeId()));
            return Integer.toUnsignedLong(info.votes());
        } catch (ChorosException e) {
            if (e.error() == CsError.NOT_EXIST) {
                return null;
            }
            throw e;
        }
    }

    /**
     * Shows the processes of all groups of a cluster.
     *
     * @param name a node
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String groups(String name, Output output) throws CommandException {
        NodeName node = reader.one(name);
        Table table = new Table("group", "node_id", "pid");
        for (CpgProcess process : reader.use(node, Service.CPG, "list groups", Map.of(), cpg -> cpg.processes())) {
            table.row(process.group(), Integer.toUnsignedLong(process.member().nodeId()),
                    Integer.toUnsignedLong(process.member().pid()));
        }
        return output.table(table, "There is nobody in any group.");
    }

    /**
     * Shows the engines that a node has loaded.
     *
     * @param name a node
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String engines(String name, Output output) throws CommandException {
        return engines.list(name, output);
    }

    /**
     * Shows the transports that plug-ins offer, those that nodes use, and their links.
     *
     * @param name a node, empty for all
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String transports(String name, Output output) throws CommandException {
        Table offered = new Table("transport", "bundle");
        Map<String, String> there = nodes.transports();
        there.forEach(offered::row);
        Table used = new Table("node", "transport", "state");
        Table links = new Table("node", "link", "to", "address", "up", "status");
        for (NodeName node : reader.all(name)) {
            used(used, node, there.keySet());
            for (Link link : reader.ask(node, "ask for its links", () -> Link.read(nodes, node, members(node)))) {
                links.row(node.name(), (long) link.number(), link.to() == 0 ? "all" : (Object) link.to(),
                        link.address(), judged(link.up()), link.status());
            }
        }
        if (output.json()) {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("offered", offered.objects());
            all.put("used", used.objects());
            all.put("links", links.objects());
            return Json.of(all) + '\n';
        }
        return output.table(offered, "No plug-in offers a transport.") + '\n' + output.table(used, "") + '\n'
                + output.table(links, "There is no link to another node.");
    }

    private void used(Table used, NodeName node, Set<String> offered) throws CommandException {
        // what a file without totem.transport means depends on the dialect, of which only 3 has statistics
        String ordinary = nodes.offers(node.name(), Service.STATISTICS) ? "knet" : "udp";
        List<String> said = reader.use(node, Service.MAP, "read its map", Map.of(),
                map -> List.of(Values.text(map, "totem.transport"), Values.text(map, STATE)));
        String transport = said.get(0).isEmpty() ? ordinary : said.get(0);
        used.row(node.name(), transport, new Table.Painted(said.get(1),
                "open".equals(said.get(1)) && offered.contains(transport) ? Style.Tone.GOOD : Style.Tone.BAD));
    }

    /**
     * Shows the value of a key. Keys that begin with {@code stats.} are those of the statistics map.
     *
     * @param name a node
     * @param key the key
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node or key, or the node cannot be asked
     */
    public String get(String name, String key, Output output) throws CommandException {
        return maps.get(name, key, output);
    }

    /**
     * Sets a key, whatever its type was.
     *
     * @param name a node
     * @param key the key
     * @param type the tag of the value's type, for example {@code u32}
     * @param value the value: decimal, hexadecimal for {@code bin}, else the text
     * @return the text
     * @throws CommandException when there is no such node, it refuses, or this is no such value
     */
    public String set(String name, String key, String type, String value) throws CommandException {
        return maps.set(name, key, type, value);
    }

    /**
     * Shows the keys that begin alike, with their values.
     *
     * @param name a node
     * @param prefix what they begin with, empty for all but statistics
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public String list(String name, String prefix, Output output) throws CommandException {
        return maps.list(name, prefix, output);
    }

    /**
     * @param name a node
     * @param prefix what keys begin with
     * @return these keys, for completion
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public List<String> keys(String name, String prefix) throws CommandException {
        return maps.keys(name, prefix);
    }

    /**
     * Shows what is kept available, and how it is.
     *
     * @param name a node
     * @param output how
     * @return the text
     * @throws CommandException when there is no such node, it keeps nothing available, or it cannot be asked
     */
    public String availability(String name, Output output) throws CommandException {
        return availability.status(name, output);
    }

    /**
     * Asks for an operation on what is kept available.
     *
     * @param name a node
     * @param words the operation, and what it is about
     * @return the text
     * @throws CommandException when it cannot be done, or the node cannot be asked
     */
    public String operate(String name, List<String> words) throws CommandException {
        return availability.operate(name, words);
    }

    /**
     * Keeps a group available that is not in corosync.conf.
     *
     * @param name a node
     * @param file a file on this host with the group, as it would stand in corosync.conf
     * @return the text
     * @throws CommandException when there is no such file, it is wrong, it cannot be done, or the node cannot be asked
     */
    public String declare(String name, String file) throws CommandException {
        return availability.declare(name, file);
    }

    /**
     * Takes a declared group away.
     *
     * @param name a node
     * @param group the group's name
     * @return the text
     * @throws CommandException when it cannot be done, or the node cannot be asked
     */
    public String withdraw(String name, String group) throws CommandException {
        return availability.withdraw(name, group);
    }

    /**
     * @param name a node
     * @return names of declared groups
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public List<String> declared(String name) throws CommandException {
        return List.copyOf(availability.declared(name));
    }

    /** @return the names of operations */
    public static List<String> operations() {
        return AvailabilityCommands.operations();
    }

    /**
     * @param name a node
     * @return names of what operations can be about
     * @throws CommandException when there is no such node, or it cannot be asked
     */
    public List<String> targets(String name) throws CommandException {
        return List.copyOf(availability.targets(name));
    }

    /**
     * Has all nodes of a cluster read their configuration again.
     *
     * @param name a node, which asks for it
     * @return the text
     * @throws CommandException when there is no such node, or it refuses
     */
    public String reload(String name) throws CommandException {
        NodeName node = reader.one(name);
        reader.use(node, Service.CFG, "read its configuration again",
                Map.of(CsError.INVALID_PARAM, "its corosync.conf is wrong and the old one stays, its log says where",
                        CsError.LIBRARY, "its corosync.conf cannot be read or the node has ended, see its log"),
                cfg -> {
                    cfg.reload();
                    return node;
                });
        return "All nodes of the cluster of " + node.name() + " have read their configuration again.\n";
    }
}
