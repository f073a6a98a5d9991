package org.choros.shell.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import org.choros.availability.AdminState;
import org.choros.availability.Assignment;
import org.choros.availability.Availability;
import org.choros.availability.AvailabilityListener;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupDefinition;
import org.choros.availability.GroupState;
import org.choros.availability.LeftOut;
import org.choros.availability.NodeState;
import org.choros.availability.Operation;
import org.choros.availability.OperationOutcome;
import org.choros.availability.Phase;
import org.choros.availability.Presence;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.Target;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;
import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.Tracking;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Use;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What the commands for the availability manager print and ask, with a node that says what the test wants. */
class AvailabilityCommandsTest {
    @TempDir
    private Path folder;
    private final OneNode node = new OneNode();

    /** A node with one group. */
    private static final class OneNode implements Nodes, Availability {
        private String waitsFor = "";
        private String asked = "";
        private OperationOutcome outcome = new OperationOutcome(CsError.OK, "");
        private String origin = "";
        private List<LeftOut> leftOut = List.of();
        private boolean offered = true;

        @Override
        public AvailabilityStatus status() {
            return new AvailabilityStatus(1, true, waitsFor, 4, true, 1, 0, 0, 0, true,
                    List.of(new NodeState(1, "a", true, AdminState.UNLOCKED, false, Optional.empty(), "", true, 1),
                            new NodeState(2, "b", false, AdminState.UNLOCKED, true, Optional.empty(),
                                    "it may still run what it had", true, 0)),
                    List.of(new GroupState("web", "2n", AdminState.UNLOCKED, true,
                            List.of(new UnitState("web/a", 1, 0, AdminState.UNLOCKED, Readiness.IN_SERVICE, ""),
                                    new UnitState("web/b", 2, 1, AdminState.UNLOCKED, Readiness.OUT_OF_SERVICE,
                                            "node b (2) is away")),
                            List.of(new WorkloadState("web/web", 0, "", "",
                                    List.of(new Assignment("web/a", 1, Role.ACTIVE, Phase.HELD, 1,
                                            List.of(new ComponentState("nginx", Presence.INSTANTIATED, 3,
                                                    "ended with signal 9")))))),
                            origin)),
                    leftOut);
        }

        @Override
        public OperationOutcome operate(Operation operation, Target target, String unit) {
            asked = operation + " " + target + " " + unit;
            return outcome;
        }

        @Override
        public void alive(String workload, String component) {
            throw new AssertionError("no command says that of " + workload);
        }

        @Override
        public void failed(String workload, String component, String why) {
            throw new AssertionError("no command says that of " + workload);
        }

        @Override
        public OperationOutcome declare(GroupDefinition group) {
            asked = "declare " + group.name() + ' ' + group.keys();
            return outcome;
        }

        @Override
        public OperationOutcome withdraw(String name) {
            asked = "withdraw " + name;
            return outcome;
        }

        @Override
        public Tracking watch(AvailabilityListener listener) throws ChorosException {
            throw new ChorosException(CsError.NOT_SUPPORTED, "nobody watches");
        }

        @Override
        public void close() {
            // nothing is open
        }

        @Override
        public List<NodeName> list() {
            return List.of(new NodeName("n1", 1, "c"));
        }

        @Override
        public List<String> configured() {
            return List.of();
        }

        @Override
        public boolean offers(String name, Service<?> service) {
            return offered;
        }

        @Override
        public boolean holds(String name, String condition) {
            return true;
        }

        @Override
        public Map<String, String> transports() {
            return Map.of();
        }

        @Override
        public <S, R> R use(String name, Service<S> service, Use<S, R> use) throws ChorosException {
            if (!offered) {
                throw new ChorosException(CsError.NOT_SUPPORTED, "a service");
            }
            return use.with(service.type().cast(this));
        }
    }

    private String run(CommandLine.Name name, String... words) throws CommandException {
        return new CommandLine(new Commands(node)).run(name, List.of(words));
    }

    private String refused(String... words) {
        return refused(CommandLine.Name.OPERATE, words);
    }

    private String refused(CommandLine.Name command, String... words) {
        return assertThrows(CommandException.class, () -> run(command, words)).getMessage();
    }

    @Test
    void showsTables() throws Exception {
        assertEquals("""
                WORKLOAD  ACTIVE  STANDBY  WISH  WHY NOT
                web/web   web/a   -        -     -

                UNIT   NODE ID  ADMIN     READINESS       WHY
                web/a  1        unlocked  in_service      -
                web/b  2        unlocked  out_of_service  node b (2) is away

                COMPONENT  WORKLOAD  UNIT   PRESENCE      RESTARTS  FAILED LAST
                nginx      web/web   web/a  instantiated  3         ended with signal 9

                NODE ID  NAME  PRESENT  ADMIN     IN DOUBT  SAME CONFIGURATION  WHY
                1        a     yes      unlocked  no        yes                 -
                2        b     no       unlocked  yes       yes                 it may still run what it had
                """, run(CommandLine.Name.AVAILABILITY));
        node.waitsFor = "not quorate: b (2)";
        assertTrue(run(CommandLine.Name.AVAILABILITY).startsWith("Nothing changes now: not quorate: b (2).\n\n"));
        JsonNode json = new ObjectMapper().readTree(run(CommandLine.Name.AVAILABILITY, "--json"));
        assertEquals("web/a", json.get("workloads").get(0).get("active").asText());
        assertEquals("not quorate: b (2)", json.get("waits_for").asText());
        assertEquals(3, json.get("components").get(0).get("restarts").asInt());
    }

    @Test
    void asksForOperations() throws Exception {
        assertEquals("Ordered.\n", run(CommandLine.Name.OPERATE, "lock", "web/b"));
        assertEquals("LOCK unit web/b ", node.asked);
        run(CommandLine.Name.OPERATE, "unlock", "node", "b");
        assertEquals("UNLOCK node b ", node.asked);
        node.outcome = new OperationOutcome(CsError.OK, "it moves as soon as web/b is in service");
        assertEquals("Ordered: it moves as soon as web/b is in service.\n",
                run(CommandLine.Name.OPERATE, "move", "web", "b"));
        assertEquals("MOVE workload web/web web/b", node.asked);
        assertEquals(List.of("a", "b", "web", "web/a", "web/b", "web/web"), new Commands(node).targets(""));
    }

    @Test
    void showsWhatIsDeclared() throws Exception {
        node.origin = "declared by bundles of a";
        node.leftOut = List.of(new LeftOut("db", "corosync.conf has a group of this name"));
        assertTrue(run(CommandLine.Name.AVAILABILITY).endsWith("""

                DECLARED GROUP  ORIGIN                    WHY NOT IN USE
                web             declared by bundles of a  -
                db              -                         corosync.conf has a group of this name
                """));
        JsonNode json = new ObjectMapper().readTree(run(CommandLine.Name.AVAILABILITY, "--json")).get("declared");
        assertEquals("{\"declared_group\":\"web\",\"origin\":\"declared by bundles of a\",\"why_not_in_use\":null}",
                json.get(0).toString());
        assertEquals(List.of("db", "web"), new Commands(node).declared(""));
    }

    @Test
    void declaresAndWithdraws() throws Exception {
        Path file = folder.resolve("tv.conf");
        Files.writeString(file, "group {\n  name: tv\n  nodes: a\n}\n");
        assertEquals("Ordered.\n", run(CommandLine.Name.DECLARE, file.toString()));
        assertEquals("declare tv {name=tv, nodes=a}", node.asked);
        assertEquals("Ordered.\n", run(CommandLine.Name.WITHDRAW, "tv"));
        assertEquals("withdraw tv", node.asked);
        node.outcome = new OperationOutcome(CsError.NOT_EXIST, "nobody has declared a group tv");
        assertEquals("Nobody has declared a group tv.", refused(CommandLine.Name.WITHDRAW, "tv"));
        Files.writeString(file, "group {\n  name\n}\n");
        assertEquals(file + ": line 2: this is no section that opens or closes, and no \"key: value\".",
                refused(CommandLine.Name.DECLARE, file.toString()));
        assertEquals("There is no file " + folder + "/no.conf on this host.",
                refused(CommandLine.Name.DECLARE, folder + "/no.conf"));
    }

    @Test
    void saysWhatIsWrong() {
        assertTrue(refused("dance", "web").startsWith("There is no operation dance; there are lock, unlock"));
        assertEquals("There is no group and no node nix.", refused("lock", "nix"));
        assertEquals("\"gruppe\" is not unit, group or node.", refused("lock", "gruppe", "web"));
        node.outcome = new OperationOutcome(CsError.TRY_AGAIN, "nothing can be changed now: no quorum");
        assertEquals("Nothing can be changed now: no quorum.", refused("lock", "web"));
        node.offered = false;
        assertTrue(refused("lock", "web").contains("it keeps nothing available"));
    }
}
