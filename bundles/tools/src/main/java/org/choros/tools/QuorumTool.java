package org.choros.tools;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;

import org.choros.base.ChorosException;
import org.choros.base.RingId;
import org.choros.base.Tracking;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.QuorumClient;
import org.choros.client.VoteQuorumClient;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cmap.ValueType;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteInfo;
import org.choros.quorum.VoteQuorumListener;

/** corosync-quorumtool: shows quorum and members, changes votes. */
public final class QuorumTool {
    private static final String PROVIDER = "corosync_votequorum";
    private static final String VERDICT = "runtime.choros.votequorum.verdict";
    private static final int NOT_QUORATE = 2;
    private static final int MS_A_SECOND = 1000;

    private final Console console;
    private final QuorumOptions options;
    private final Dialect dialect;
    private final CMapClient map;
    private final QuorumClient quorum;
    private final CfgClient cfg;
    private final String provider;
    private VoteQuorumClient votes;
    private long localNodeId;
    private int[] members = new int[0];
    private boolean told;
    private RingId ringId;

    private QuorumTool(Console console, ChorosClient client, QuorumOptions options, Dialect dialect)
            throws ToolException {
        this.console = console;
        this.options = options;
        this.dialect = dialect;
        String what = "Cannot initialize CMAP service";
        try {
            map = client.cmap(MapKind.ICMAP);
            what = "Cannot initialize QUORUM service";
            quorum = client.quorum();
            what = "Cannot initialise CFG service";
            cfg = client.cfg();
            what = "Cannot initialize CMAP service";
            Optional<CMapValue> value = map.find("quorum.provider");
            boolean text = value.isPresent() && value.get().type() == ValueType.STRING;
            provider = text ? value.get().asString() : "";
            if (provider.equals(PROVIDER)) {
                what = "Cannot initialise VOTEQUORUM service";
                votes = client.voteQuorum();
                Optional<CMapValue> id = map.find("runtime.votequorum.this_node_id");
                localNodeId = id.isPresent() && id.get().type() == ValueType.UINT32 ? id.get().asLong() : 0;
            }
        } catch (ChorosException e) {
            throw new ToolException(what);
        }
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        ProcessName.set(QuorumOptions.NAME);
        Console console = Console.standard();
        ChorosClient client = new ChorosClient(ClientOptions.fromEnvironment());
        int status = run(args, console, client, Dialect.of(client));
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, ChorosClient client, Dialect dialect) {
        try {
            QuorumOptions options = QuorumOptions.parse(args, console);
            switch (options.command()) {
                case HELP, BAD -> {
                    console.print(QuorumToolUsage.TEXT);
                    return options.command() == QuorumOptions.Command.HELP ? 0 : 1;
                }
                case VERSION -> {
                    String version = dialect == Dialect.V2 ? "2.4.6" : "3.1.7";
                    console.println(QuorumOptions.NAME + " version: " + version);
                    return 0;
                }
                default -> {
                    QuorumTool tool = new QuorumTool(console, client, options, dialect);
                    try {
                        return tool.act();
                    } finally {
                        tool.close();
                    }
                }
            }
        } catch (ToolException e) {
            if (e.getMessage() != null) {
                console.error(e.getMessage());
            }
            return e.status();
        }
    }

    private void close() {
        map.close();
        quorum.close();
        cfg.close();
        if (votes != null) {
            votes.close();
        }
    }

    private int act() throws ToolException {
        return switch (options.command()) {
            case MONITOR -> monitor();
            case LIST -> list();
            case SET_EXPECTED -> setExpected();
            case SET_VOTES -> setVotes();
            case UNREGISTER -> unregister();
            default -> status();
        };
    }

    private void needVotes(String what) throws ToolException {
        if (votes == null) {
            throw new ToolException("You cannot " + what + ", corosync is not using votequorum");
        }
    }

    private int setExpected() throws ToolException {
        needVotes("change expected votes");
        try {
            votes.setExpected(options.expected());
            return 0;
        } catch (ChorosException e) {
            throw new ToolException("Unable to set expected votes: " + e.error().text());
        }
    }

    private int setVotes() throws ToolException {
        needVotes("change node votes");
        long nodeId = options.nodeId() == 0 ? localNodeId : options.nodeId();
        try {
            votes.setVotes((int) nodeId, options.votes());
            return 0;
        } catch (ChorosException e) {
            throw new ToolException(
                    "Unable to set votes " + options.votes() + " for nodeid: " + nodeId + ": " + e.error().text());
        }
    }

    private int unregister() throws ToolException {
        needVotes("unregister quorum device");
        try {
            VoteInfo own = votes.info(0);
            if (own.has(VoteInfo.DEVICE_REGISTERED)) {
                votes.unregisterDevice(own.deviceName());
            }
            return 0;
        } catch (ChorosException e) {
            throw new ToolException("Unable to unregister quorum device: " + e.error().text());
        }
    }

    private int list() throws ToolException {
        Tracking tracking = trackQuorum();
        awaitQuorum();
        stop(tracking);
        if (options.json()) {
            console.println(json().members(members()));
        } else {
            printMembers();
        }
        return 0;
    }

    private int status() throws ToolException {
        boolean quorate = quorate();
        Tracking tracking = trackQuorum();
        awaitQuorum();
        stop(tracking);
        trackVotes();
        print(quorate);
        return quorate ? 0 : NOT_QUORATE;
    }

    private int monitor() throws ToolException {
        if (!quorum.hasProvider()) {
            if (options.json()) {
                console.error("Quorum is not configured - cannot monitor");
            } else {
                console.println("\nQuorum is not configured - cannot monitor");
            }
            return status();
        }
        trackQuorum();
        while (!console.gone()) {
            awaitQuorum();
            if (ringId == null) {
                trackVotes();
            }
            dispatchVotes(0);
            print(quorate());
            if (!options.json()) {
                console.println("");
            }
            console.flush();
        }
        return 1;
    }

    private boolean quorate() throws ToolException {
        try {
            return quorum.quorate();
        } catch (ChorosException e) {
            throw new ToolException("Unable to get cluster quorate status: " + e.error().text());
        }
    }

    private Tracking trackQuorum() throws ToolException {
        try {
            return quorum.track(new QuorumListener() {
                @Override
                public void quorum(boolean isQuorate, RingId ring, int[] view) {
                    members = view;
                    told = true;
                }
            });
        } catch (ChorosException e) {
            throw new ToolException("Unable to start quorum status tracking: " + e.error().text());
        }
    }

    private void awaitQuorum() throws ToolException {
        told = false;
        try {
            while (!told) {
                quorum.dispatch(-1);
            }
        } catch (ChorosException e) {
            throw new ToolException("Unable to dispatch quorum status: " + e.error().text());
        }
    }

    private static void stop(Tracking tracking) throws ToolException {
        try {
            tracking.close();
        } catch (ChorosException e) {
            throw new ToolException("Unable to stop quorum status tracking: " + e.error().text());
        }
    }

    private void trackVotes() throws ToolException {
        if (votes == null) {
            // what the library of C says to a connection that was never made
            throw new ToolException("Unable to start votequorum status tracking: CS_ERR_BAD_HANDLE");
        }
        try {
            votes.track(new VoteQuorumListener() {
                @Override
                public void nodes(RingId ring, int[] nodes) {
                    ringId = ring;
                }
            });
        } catch (ChorosException e) {
            throw new ToolException("Unable to start votequorum status tracking: " + e.error().text());
        }
        while (ringId == null) {
            dispatchVotes(-1);
        }
    }

    private void dispatchVotes(int timeoutMs) throws ToolException {
        try {
            votes.dispatch(timeoutMs);
        } catch (ChorosException e) {
            throw new ToolException("Unable to dispatch votequorum status: " + e.error().text());
        }
    }

    private void print(boolean quorate) throws ToolException {
        VoteInfo own = info(localNodeId);
        if (options.json()) {
            // the whole line or, when a node is gone meanwhile, nothing
            console.println(json().status(System.currentTimeMillis() / MS_A_SECOND, provider, members.length,
                    localNodeId, ringId, quorate, own, explanation(own)).members(members()));
            return;
        }
        console.print(new QuorumReport(options, dialect).status(now(), provider, members.length, localNodeId, ringId,
                quorate, own));
        printMembers();
    }

    private QuorumJson json() {
        return new QuorumJson(new QuorumReport(options, dialect), options.allNames());
    }

    /** What the node says of its verdict; of a node of C, what follows from the numbers. */
    private String explanation(VoteInfo own) throws ToolException {
        try {
            Optional<CMapValue> verdict = map.find(VERDICT);
            boolean said = verdict.isPresent() && verdict.get().type() == ValueType.STRING;
            return said ? verdict.get().asString() : own.explanation();
        } catch (ChorosException e) {
            throw new ToolException("Unable to get the verdict: " + e.error().text());
        }
    }

    private VoteInfo info(long nodeId) throws ToolException {
        try {
            return votes.info((int) nodeId);
        } catch (ChorosException e) {
            throw new ToolException("Unable to get node " + nodeId + " info: " + e.error().text());
        }
    }

    private void printMembers() throws ToolException {
        console.print(new QuorumReport(options, dialect).members(members(), votes != null));
    }

    private List<QuorumReport.Member> members() throws ToolException {
        NodeNames names = new NodeNames(dialect, map, cfg, options, console);
        List<QuorumReport.Member> rows = new ArrayList<>();
        for (int member : members) {
            long nodeId = Integer.toUnsignedLong(member);
            rows.add(new QuorumReport.Member(nodeId, votes == null ? null : info(nodeId), names.of(nodeId),
                    votes != null && nodeId == localNodeId));
        }
        return rows;
    }

    /** The time as ctime(3) writes it: {@code Sun Nov  2 13:20:16 2026}. */
    private static String now() {
        String text = new Date().toString();
        String day = text.charAt(8) == '0' ? " " + text.charAt(9) : text.substring(8, 10);
        return text.substring(0, 8) + day + text.substring(10, 19) + text.substring(text.length() - 5);
    }
}
