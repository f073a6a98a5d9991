package org.choros.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

import org.choros.availability.AdminState;
import org.choros.availability.Assignment;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityStatus;
import org.choros.availability.ComponentState;
import org.choros.availability.GroupState;
import org.choros.availability.LeftOut;
import org.choros.availability.NodeState;
import org.choros.availability.Operation;
import org.choros.availability.OperationRequest;
import org.choros.availability.Phase;
import org.choros.availability.Presence;
import org.choros.availability.Readiness;
import org.choros.availability.Role;
import org.choros.availability.Target;
import org.choros.availability.UnitState;
import org.choros.availability.WorkloadState;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.junit.jupiter.api.Test;

/** What corosync-amf shows and understands; with a node it is tried in AmfToolIT (itests/clients). */
final class AmfToolTest {
    private static final ComponentState NGINX = new ComponentState("nginx", Presence.RESTARTING, 2, "signal \"9\"");

    private static final AvailabilityStatus STATUS = new AvailabilityStatus(1, true, "", 0x1234, true, 7, 3, 1, 99,
            true,
            List.of(new NodeState(1, "alpha", true, AdminState.UNLOCKED, false, Optional.empty(), "", true, 7),
                    new NodeState(-2, "beta", false, AdminState.OUT, true, Optional.of(Duration.ofMillis(4_200)),
                            "it may still run what it had", false, 6),
                    new NodeState(3, "3", true, AdminState.MAINTENANCE, true, Optional.empty(), "it stops what it had",
                            true, 7)),
            List.of(new GroupState("db", "n-way-active", AdminState.SHUTTING_DOWN, false, List.of(),
                    List.of(new WorkloadState("db/a", 0, "", "no unit is in service", List.of()),
                            new WorkloadState("db/b", 1, "", "no unit is in service", List.of())),
                    "declared by bundles of alpha, 3"),
                    new GroupState("web", "2n", AdminState.UNLOCKED, true,
                            List.of(new UnitState("web/alpha", 1, 0, AdminState.UNLOCKED, Readiness.IN_SERVICE, ""),
                                    new UnitState("web/beta", -2, 1, AdminState.LOCKED, Readiness.OUT_OF_SERVICE,
                                            "it is locked"),
                                    new UnitState("web/gamma", 3, 2, AdminState.UNLOCKED, Readiness.KEPT,
                                            "node 3 is in maintenance")),
                            List.of(new WorkloadState("web/web", 0, "web/beta", "",
                                    List.of(new Assignment("web/gamma", 3, Role.STANDBY, Phase.STARTING, 5, List.of()),
                                            new Assignment("web/alpha", 1, Role.ACTIVE, Phase.HELD, 4,
                                                    List.of(NGINX))))),
                            "")),
            List.of(new LeftOut("tv", "corosync.conf has a group of this name")));

    @Test
    void drawsATree() {
        assertEquals("""
                Availability information
                ------------------------
                Cluster:          managed
                Seen by:          alpha (1), quorate
                Configuration:    version 7

                Nodes
                  alpha (1): here
                  beta (4294967294): away, has taken itself out; it may still run what it had, for 5 s at most; \
                has another configuration, version 6
                  3: here, in maintenance; it stops what it had

                Group db (n-way-active), shutting down, without quorum too, declared by bundles of alpha, 3
                  workload a: not active, no unit is in service
                  workload b: not active, no unit is in service

                Group web (2n)
                  workload web: active; wanted in beta
                    active in alpha
                      nginx: restarting, 2 restarts, failed last: signal "9"
                    standby in gamma, starting
                  unit alpha on alpha (1): in service
                  unit beta on beta (4294967294): out of service, it is locked
                  unit gamma on 3: keeps what it has, node 3 is in maintenance

                Group tv is declared and not in use: corosync.conf has a group of this name
                """, AmfTree.of(STATUS));
    }

    /** The schema of runtime/docs/availability-reference.md, key by key. */
    @Test
    void writesJson() throws Exception {
        String line = AmfJson.of(STATUS);
        assertFalse(line.chars().anyMatch(c -> c < ' '));
        JsonNode json = JsonMapper.builder().build().readTree(line);
        JsonNode expected = JsonMapper.builder().build().readTree("""
                {'node_id':1,'node_name':'alpha','quorate':true,'managed':true,'waits_for':null,'epoch':4660,
                'config_version':7,'restarts':3,'failovers':1,'change':99,'complete':true,'nodes':[
                {'node_id':1,'node_name':'alpha','present':true,'admin':'unlocked','in_doubt':false,'doubt_ms':null,
                'why':null,'same_configuration':true,'config_version':7},
                {'node_id':4294967294,'node_name':'beta','present':false,'admin':'out','in_doubt':true,
                'doubt_ms':4200,'why':'it may still run what it had','same_configuration':false,'config_version':6},
                {'node_id':3,'node_name':null,'present':true,'admin':'maintenance','in_doubt':true,'doubt_ms':null,
                'why':'it stops what it had','same_configuration':true,'config_version':7}],'groups':[
                {'group':'db','model':'n-way-active','admin':'shutting_down','quorum_needed':false,
                'origin':'declared by bundles of alpha, 3','units':[],
                'workloads':[{'workload':'db/a','rank':0,'wish':null,'active':false,'why':'no unit is in service',
                'assignments':[]},{'workload':'db/b','rank':1,'wish':null,'active':false,
                'why':'no unit is in service','assignments':[]}]},
                {'group':'web','model':'2n','admin':'unlocked','quorum_needed':true,'origin':null,'units':[
                {'unit':'web/alpha','node_id':1,'node_name':'alpha','rank':0,'admin':'unlocked',
                'readiness':'in_service','why':null},
                {'unit':'web/beta','node_id':4294967294,'node_name':'beta','rank':1,'admin':'locked',
                'readiness':'out_of_service','why':'it is locked'},
                {'unit':'web/gamma','node_id':3,'node_name':null,'rank':2,'admin':'unlocked','readiness':'kept',
                'why':'node 3 is in maintenance'}],'workloads':[{'workload':'web/web','rank':0,'wish':'web/beta',
                'active':true,'why':null,'assignments':[
                {'unit':'web/gamma','node_id':3,'node_name':null,'role':'standby','phase':'starting','serial':5,
                'components':[]},{'unit':'web/alpha','node_id':1,'node_name':'alpha','role':'active','phase':'held',
                'serial':4,'components':[{'component':'nginx','presence':'restarting','restarts':2,
                'cause':'signal ~9~'}]}]}]}],
                'left_out':[{'group':'tv','why':'corosync.conf has a group of this name'}]}
                """.replace('\'', '"').replace("~", "\\\""));
        assertEquals(expected, json);
    }

    @Test
    void writesChanges() {
        AvailabilityChange c = new AvailabilityChange(12, AvailabilityChange.Kind.UNIT, 3, "web/c", "in service", "",
                "unlock unit web/c");
        assertEquals("web/c: in service; unlock unit web/c", AmfTree.of(c));
        assertEquals("{\"event\":\"change\",\"number\":12,\"kind\":\"unit\",\"node_id\":3,\"subject\":\"web/c\","
                + "\"state\":\"in service\",\"before\":null,\"cause\":\"unlock unit web/c\"}", AmfJson.of(c));
    }

    // --- words

    private static OperationRequest command(String line) {
        List<String> words = List.of(line.split(" "));
        return OperationRequest.of(OperationRequest.operation(words.get(0)), words.subList(1, words.size()), STATUS);
    }

    @Test
    void understandsCommands() {
        assertEquals(new OperationRequest(Operation.LOCK, Target.unit("web/x"), ""), command("lock web/x"));
        assertEquals(new OperationRequest(Operation.LOCK, Target.group("web"), ""), command("lock web"));
        assertEquals(new OperationRequest(Operation.UNLOCK, Target.node("beta"), ""), command("unlock beta"));
        assertEquals(new OperationRequest(Operation.UNLOCK, Target.node("3"), ""), command("unlock 3"));
        assertEquals(new OperationRequest(Operation.REPAIR, Target.unit("web/x"), ""), command("repair unit web/x"));
        assertEquals(new OperationRequest(Operation.FENCED, Target.node("web"), ""), command("fenced web"));
        assertEquals(new OperationRequest(Operation.MOVE, Target.workload("web/web"), "web/beta"),
                command("move web beta"));
        assertEquals(new OperationRequest(Operation.MOVE, Target.workload("db/a"), "db/x"), command("move db/a db/x"));
        assertEquals(new OperationRequest(Operation.MOVE, Target.workload("web/web"), ""),
                command("move workload web/web"));
    }

    @Test
    void saysWhatIsWrongWithACommand() {
        String[][] cases = {{"lock nix", "there is no group and no node nix"},
                {"lock", "lock wants a unit, group or node"},
                {"maintenance", "maintenance wants a node"},
                {"lock a b c", "lock wants a unit, group or node"},
                {"lock workload web/web", "\"workload\" is not unit, group or node"},
                {"move", "move wants a workload and perhaps a unit"},
                {"move nix", "there is no group nix"},
                {"move db", "group db has several workloads: say db/WORKLOAD"}};
        for (String[] c : cases) {
            assertEquals(c[1], assertThrows(IllegalArgumentException.class, () -> command(c[0])).getMessage());
        }
    }

    @Test
    void answersWithoutANode() {
        ChorosClient nobody = new ChorosClient(ClientOptions.fromEnvironment());
        Captured captured = new Captured();
        assertEquals(0, AmfTool.run(new String[]{"-h"}, captured.console(), nobody));
        assertEquals(AmfUsage.TEXT, captured.out());
        for (Operation o : Operation.values()) {
            String word = o.name().toLowerCase(Locale.ROOT);
            assertTrue(AmfUsage.TEXT.contains("\n\t" + word + " "), word);
            assertEquals(o, OperationRequest.operation(word));
        }
        assertEquals(1, AmfTool.run(new String[]{"dance", "now"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"--watch", "lock", "web"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"declare"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"withdraw", "a", "b"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"-w", "withdraw", "a"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"declare", "/no/such.conf"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"declare", "-"}, captured.console(), nobody));
        assertEquals(1, AmfTool.run(new String[]{"--nix"}, captured.console(), nobody));
        assertEquals("""
                corosync-amf: there is no command "dance now", see corosync-amf -h
                corosync-amf: --watch goes with status alone
                corosync-amf: declare wants a file, or - for standard input, see corosync-amf -h
                corosync-amf: withdraw wants a group, see corosync-amf -h
                corosync-amf: --watch goes with status alone
                corosync-amf: there is no file /no/such.conf
                corosync-amf: standard input: line 1: there is no group: write "group {", its keys, and "}"
                corosync-amf: unrecognized option '--nix'
                """, captured.err());
    }
}
