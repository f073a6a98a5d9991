package org.choros.engine.amf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.engine.amf.ipc.AmfReply;
import org.choros.engine.amf.ipc.AmfRequest;
import org.choros.engine.amf.model.Conf;
import org.choros.wire.ipc.IpcError;
import org.junit.jupiter.api.Test;

/** Groups that are declared beside the configuration's one; three nodes a, b, c. */
class DeclaredGroupsTest {
    private static final String[] NAMES = {"a", "b", "c"};
    private static final int[] ALL = {1, 2, 3};
    private static final String TIMES = "|stop_timeout: 100|kill_timeout: 100|}";
    private static final SortedMap<String, String> MAIL = group("nodes: b c");

    private final AmfNet net = new AmfNet(keys(1, ""), 1);

    private static SortedMap<String, String> keys(int version, String more) {
        SortedMap<String, String> keys = Conf.keys("hold: 1000|group {|name: web|nodes: a b|component {|start: server"
                + TIMES + "|}|" + more, NAMES);
        keys.put("totem.config_version", String.valueOf(version));
        return keys;
    }

    private static SortedMap<String, String> group(String text) {
        return Conf.group(text + "|component {|start: daemon" + TIMES);
    }

    private static SortedMap<String, SortedMap<String, String>> groups(String name, SortedMap<String, String> keys) {
        return new TreeMap<>(Map.of(name, keys));
    }

    private void up() {
        net.ring(ALL);
        net.pass(300, ALL);
        assertEquals("1", where("web"));
    }

    /** The nodes that run a group's one workload. */
    private String where(String group) {
        StringBuilder s = new StringBuilder();
        net.nodes.forEach((id, n) -> {
            if (n.host.running(group + '/' + group) > 0) {
                s.append(id);
            }
        });
        return s.toString();
    }

    private void declare(int node, String name, SortedMap<String, String> keys) {
        assertNull(net.node(node).engine.declaring().declare(name, keys, 0, net.nowNs));
        net.pass(300, ALL);
    }

    private String refusal(String name, SortedMap<String, String> keys) {
        return net.node(1).engine.declaring().declare(name, keys, 0, net.nowNs);
    }

    private void same() {
        for (int id : ALL) {
            assertEquals(net.node(1).engine.digest(), net.node(id).engine.digest());
        }
    }

    private boolean logged(int id, String text) {
        return net.node(id).lines.stream().anyMatch(l -> l.contains(text));
    }

    // --- by programs

    @Test
    void runsWhatIsDeclaredUntilThatIsWithdrawn() {
        up();
        declare(1, "mail", MAIL);
        assertEquals("2", where("mail"));
        assertEquals("1", where("web"));
        same();
        assertTrue(logged(3, "Declaration: group mail is declared by a client of node a (1)"));
        // it moves as the configuration's do
        net.ring(1, 3);
        net.pass(2_500, AmfNet.ids(1, 3));
        assertEquals("3", where("mail"));
        net.ring(ALL);
        net.pass(300, ALL);
        assertNull(net.node(3).engine.declaring().withdraw("mail", 0, net.nowNs));
        net.pass(500, ALL);
        assertEquals("", where("mail"));
        assertEquals("1", where("web"));
        assertTrue(
                net.node(2).engine.ledger().orders().stream().noneMatch(o -> o.slot().workload().equals("mail/mail")));
        same();
    }

    @Test
    void restartsWhatIsDeclaredAnew() {
        up();
        declare(1, "mail", MAIL);
        declare(2, "mail", group("nodes: c b"));
        assertEquals("2", where("mail"));
        declare(3, "mail", group("model: none|nodes: c"));
        assertEquals("3", where("mail"));
        same();
    }

    /** A node that comes later has it, and so has one that was away. */
    @Test
    void isPartOfTheState() {
        net.ring(1, 2);
        net.pass(3_000, AmfNet.ids(1, 2));
        assertNull(net.node(1).engine.declaring().declare("mail", MAIL, 0, net.nowNs));
        net.pass(300, AmfNet.ids(1, 2));
        net.ring(ALL);
        net.pass(300, ALL);
        same();
        assertEquals("", net.node(3).engine.outside().waitsFor());
        assertTrue(net.node(3).engine.ledger().declarations().isBy("mail", Declarations.PROGRAMS));
        assertFalse(logged(1, "another configuration"), () -> net.node(1).lines.toString());
        net.ring(3, 1);
        net.pass(3_000, AmfNet.ids(1, 3));
        assertEquals("3", where("mail"));
    }

    @Test
    void refusesWhatIsImpossible() {
        up();
        assertEquals("declared.mail.nodes (group mail): no node is called \"d\"; there are a, b, c",
                refusal("mail", group("nodes: d b")));
        assertEquals("the configuration has a group of this name", refusal("web", MAIL));
        assertTrue(refusal("mail", group("nodes: a b|colour: red")).contains("declared.mail.colour"));
        assertTrue(refusal("mail", group("nodes: a b|after: mail"))
                .contains("workloads wait for each other: mail/mail after mail/mail"));
        assertTrue(refusal("m!", MAIL).contains("a group needs a name"));
        assertTrue(net.node(1).engine.declaring().withdraw("mail", 0, net.nowNs)
                .contains("no group of this name was declared"));
        assertTrue(net.node(1).engine.declaring().withdraw("web", 0, net.nowNs).contains("take it out there"));
        net.pass(100, ALL);
        assertEquals(1, net.node(1).engine.ledger().model().groups().size());
    }

    /** Two nodes are asked at the same time: the ring's order decides, and the second is told. */
    @Test
    void whatIsPossibleIsDecidedInTheOrderOfMessages() {
        up();
        declare(1, "mail", MAIL);
        Watcher second = new Watcher(net.node(2));
        assertNull(net.node(1).engine.declaring().withdraw("mail", 0, net.nowNs));
        second.ask(new AmfRequest.Declare("news", group("nodes: a b|requires: mail")));
        net.pass(300, ALL);
        AmfReply.Operated reply = second.operated();
        assertEquals(IpcError.TRY_AGAIN, reply.error());
        assertTrue(reply.why().contains("waits for \"mail\""), reply.why());
        assertEquals(1, net.node(3).engine.ledger().model().groups().size());
    }

    @Test
    void nothingThatOthersNeedIsWithdrawn() {
        up();
        declare(1, "mail", MAIL);
        declare(1, "news", group("nodes: a b|requires: mail"));
        assertEquals("1", where("news"));
        String why = net.node(2).engine.declaring().withdraw("mail", 0, net.nowNs);
        assertTrue(why.startsWith("then group news does not fit any more: declared.news.requires"), why);
    }

    // --- and the configuration

    @Test
    void theConfigurationWins() {
        up();
        declare(1, "mail", MAIL);
        SortedMap<String, String> with = keys(2,
                "group {|name: mail|model: none|nodes: c|component {|start: other" + TIMES + "|}");
        net.nodes.values().forEach(n -> n.reload(with));
        net.pass(300, ALL);
        assertEquals("3", where("mail"));
        assertEquals(Set.of("mail"), net.node(2).engine.ledger().leftOut().keySet());
        assertTrue(logged(2, "Group mail, which was declared, is not in use any more: the configuration has a group"));
        assertTrue(new Watcher(net.node(1)).status().nodes().stream().allMatch(n -> n.same()));
        // and gives way again
        net.nodes.values().forEach(n -> n.reload(keys(3, "")));
        net.pass(300, ALL);
        assertEquals("3", where("mail"));
        assertTrue(net.node(2).engine.ledger().leftOut().isEmpty());
        same();
    }

    @Test
    void theConfigurationMaySayNo() {
        up();
        declare(1, "mail", MAIL);
        net.nodes.values().forEach(n -> n.reload(keys(2, "declare: no")));
        net.pass(300, ALL);
        assertEquals("", where("mail"));
        assertEquals("1", where("web"));
        assertEquals("availability.declare says no", refusal("news", MAIL));
    }

    /** What takes longer to stop than a limit allows does not run when that comes. */
    @Test
    void leavesOutWhatDoesNotFitAnyMore() {
        up();
        declare(1, "mail", Conf.group("nodes: b c|component {|start: daemon|stop_timeout: 900|kill_timeout: 100|}"));
        declare(1, "news", group("nodes: b c|after: mail"));
        declare(1, "chat", group("nodes: b c"));
        net.nodes.values().forEach(n -> n.reload(keys(2, "stop_limit: 500")));
        net.pass(1_500, ALL);
        assertEquals(Set.of("mail", "news"), net.node(2).engine.ledger().leftOut().keySet());
        assertEquals("", where("mail") + where("news"));
        assertEquals("2", where("chat"));
        same();
    }

    // --- by bundles

    @Test
    void aGroupOfBundlesStaysUntilTheLastIsGone() {
        up();
        net.node(1).host.declare(groups("mail", MAIL));
        net.node(3).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        assertEquals("2", where("mail"));
        assertTrue(logged(2, "group mail is declared by a bundle of node c (3)"));
        net.node(1).host.declare(new TreeMap<>());
        net.pass(6_000, ALL);
        assertEquals("2", where("mail"));
        net.node(3).host.declare(new TreeMap<>());
        net.pass(4_500, ALL);
        assertEquals("2", where("mail"));
        net.pass(1_000, ALL);
        assertEquals("", where("mail"));
        same();
    }

    @Test
    void aBundleThatIsUpdatedIsNotMissed() {
        up();
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        int sent = net.messages;
        net.node(1).host.declare(new TreeMap<>());
        net.pass(3_000, ALL);
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(8_000, ALL);
        assertEquals("2", where("mail"));
        assertEquals(sent, net.messages);
        // and one that is another by then restarts it
        net.node(1).host.declare(groups("mail", group("model: none|nodes: c")));
        net.pass(300, ALL);
        assertEquals("3", where("mail"));
    }

    /** The node of the bundle dies: what it has declared goes on. */
    @Test
    void outlivesTheNodeOfItsBundle() {
        up();
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        net.node(1).host.close();
        net.ring(2, 3);
        net.pass(3_000, AmfNet.ids(2, 3));
        assertEquals("2", where("mail"));
        assertEquals("2", where("web"));
    }

    /** Whoever was alone for so long that all was forgotten says it again. */
    @Test
    void saysAgainWhatIsForgotten() {
        up();
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        net.nodes.get(2).host.close();
        net.nodes.remove(2);
        net.nodes.get(3).host.close();
        net.nodes.remove(3);
        net.ring(2, 3);
        net.pass(3_000, AmfNet.ids(2, 3));
        assertFalse(net.node(3).engine.ledger().declarations().has("mail"));
        net.ring(ALL);
        net.pass(3_000, ALL);
        assertEquals("2", where("mail"));
        same();
    }

    @Test
    void aBundleIsRefusedUntilItFits() {
        up();
        net.node(1).host.declare(groups("news", group("nodes: a b|requires: mail")));
        net.pass(3_000, ALL);
        assertEquals("", where("news"));
        assertEquals(1, net.node(1).lines.stream()
                .filter(l -> l.contains("A bundle's group news is refused: declared.news.requires")).count());
        net.node(2).host.declare(groups("mail", MAIL));
        net.pass(500, ALL);
        assertEquals("1", where("news"));
        assertEquals("2", where("mail"));
        // who is needed goes, and who needs it goes out of use
        net.node(2).host.declare(new TreeMap<>());
        net.pass(6_000, ALL);
        assertEquals("", where("news") + where("mail"));
        assertEquals(List.of("news"), List.copyOf(net.node(3).engine.ledger().leftOut().keySet()));
    }

    @Test
    void aProgramSpeaksForAll() {
        up();
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        assertNull(net.node(2).engine.declaring().withdraw("mail", 0, net.nowNs));
        net.pass(6_000, ALL);
        net.ring(1, 2);
        net.ring(ALL);
        net.pass(1_000, ALL);
        assertEquals("", where("mail"));
        assertFalse(net.node(1).engine.ledger().declarations().has("mail"));
        // the bundle goes, comes back, and says it anew
        net.node(1).host.declare(new TreeMap<>());
        net.pass(6_000, ALL);
        net.node(1).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        assertEquals("2", where("mail"));
    }

    // --- clients

    @Test
    void showsWhereGroupsAreFrom() {
        up();
        declare(1, "mail", MAIL);
        net.node(3).host.declare(groups("mail", MAIL));
        net.pass(300, ALL);
        assertEquals("declared, also by bundles of c (3)",
                Declaring.origin(net.node(2).engine.ledger(), "mail"));
        assertEquals("", Declaring.origin(net.node(2).engine.ledger(), "web"));
        assertEquals("declared, also by bundles of c (3)",
                net.node(2).map.getString("runtime.availability.group.mail.origin", null));
    }

    @Test
    void answersClients() {
        up();
        Watcher w = new Watcher(net.node(2));
        w.ask(new AmfRequest.Declare("mail", MAIL));
        net.pass(300, ALL);
        assertEquals(new AmfReply.Operated(AmfRequest.Declare.ID, IpcError.OK, ""), w.operated());
        assertEquals("2", where("mail"));
        w.ask(new AmfRequest.Declare("mail", group("nodes: d")));
        assertEquals(IpcError.INVALID_PARAM, w.operated().error());
        w.ask(new AmfRequest.Withdraw("mail"));
        net.pass(300, ALL);
        assertEquals(new AmfReply.Operated(AmfRequest.Withdraw.ID, IpcError.OK, ""), w.operated());
        Watcher guest = new Watcher(net.node(2), 1000);
        guest.ask(new AmfRequest.Declare("mail", MAIL));
        assertEquals(IpcError.ACCESS, guest.operated().error());
        guest.ask(new AmfRequest.Withdraw("mail"));
        assertEquals(IpcError.ACCESS, guest.operated().error());
    }
}
