package org.choros.itests.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

import org.choros.itests.lab.Await;
import org.choros.itests.lab.Command;
import org.choros.itests.lab.Host;
import org.choros.itests.lab.Host.Kind;
import org.choros.itests.lab.Lab;
import org.choros.itests.lab.Pacemaker;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's Pacemaker on three hosts, all of them Choros nodes or one of them a C node: what its users do with it. */
class PacemakerIT {
    private static final int FORM_S = 120;
    /** An action of the cluster: some rounds of messages, elections, agents; long only on a machine that is busy. */
    private static final int ACT_S = 60;
    private static final int TOKEN_MS = 1000;
    /** Enough for a message that Pacemaker compresses, and that is still several packets. */
    private static final int MANY = 1500;

    /** No fencing device; the first election without waiting for nodes that may be there. */
    private static final String CIB = """
            <cib admin_epoch="0" epoch="1" num_updates="0" validate-with="pacemaker-3.0" crm_feature_set="3.0.14">
              <configuration>
                <crm_config>
                  <cluster_property_set id="options">
                    <nvpair id="options-stonith" name="stonith-enabled" value="false"/>
                    <nvpair id="options-dc" name="dc-deadtime" value="2s"/>
                  </cluster_property_set>
                </crm_config>
                <nodes/>
                <resources/>
                <constraints/>
              </configuration>
              <status/>
            </cib>
            """;

    private static final String RESOURCES = """
            <resources>
              <primitive id="worker" class="ocf" provider="pacemaker" type="Dummy">
                <operations><op id="worker-monitor" name="monitor" interval="5s"/></operations>
              </primitive>
              <clone id="parts"><primitive id="part" class="ocf" provider="pacemaker" type="Dummy"/></clone>
            </resources>
            """;

    private final List<Pacemaker> cluster = new ArrayList<>();

    @BeforeAll
    static void requirements() {
        Requirements.hosts();
        Requirements.peer();
        Requirements.require(Pacemaker.unavailable());
    }

    @ParameterizedTest(name = "{0} {1} {2}")
    @CsvSource({"CHOROS, CHOROS, CHOROS", "C, CHOROS, CHOROS"})
    void lives(Kind first, Kind second, Kind third) {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.plain(lab, "udpu", TOKEN_MS);
            try {
                begin(lab, first, second, third);
                resourceStarts();
                attributesReplicate();
                standby();
                maintenance();
                hostDies(node("beta"));
                if (first == Kind.C) {
                    hostDies(node("alpha"));
                } else {
                    daemonDies(node("gamma"));
                }
                hostIsCutOff(lab, node("gamma"));
                orderlyStop(node("beta"));
            } finally {
                cluster.forEach(Pacemaker::close);
            }
        }
    }

    /** The guide's cluster, of dialect 2.4 with multicast and crypto, below a Pacemaker made for 3.1. */
    @Test
    void livesOnDialect24() {
        try (Lab lab = Lab.of("alpha", "beta", "gamma")) {
            Configurations.reference(lab);
            try {
                begin(lab, Kind.CHOROS, Kind.CHOROS, Kind.CHOROS);
                resourceStarts();
                attributesReplicate();
                hostDies(node("beta"));
                orderlyStop(node("alpha"));
            } finally {
                cluster.forEach(Pacemaker::close);
            }
        }
    }

    private void begin(Lab lab, Kind... kinds) {
        lab.hosts().forEach(h -> cluster.add(new Pacemaker(h, CIB)));
        lab.hosts().forEach(h -> h.start(kinds[h.number() - 1]));
        lab.hosts().forEach(h -> h.awaitMembers(FORM_S, 1, 2, 3));
        cluster.forEach(Pacemaker::start);
        everybodySeesOnline("alpha", "beta", "gamma");
    }

    private void resourceStarts() {
        check(node("alpha"), "cibadmin", "--replace", "-o", "resources", "--xml-text", RESOURCES);
        runsEverywhere("alpha", "beta", "gamma");
        moveTo("beta");
    }

    private void attributesReplicate() {
        check(node("alpha"), "crm_attribute", "-N", "beta", "-n", "colour", "-v", "red");
        check(node("gamma"), "attrd_updater", "-n", "speed", "-U", "7");
        check(node("beta"), "attrd_updater", "-n", "speed", "-U", "8");
        for (Pacemaker p : cluster) {
            await("colour at " + p.host().name(),
                    () -> p.run("crm_attribute", "-N", "beta", "-n", "colour", "-G", "-q").out().equals("red\n"));
            awaitSpeed(p, "beta=8 gamma=7");
        }
        StringBuilder many = new StringBuilder("<tags>");
        for (int i = 0; i < MANY; i++) {
            many.append("<tag id=\"tag-").append(Integer.toHexString(i * 0x9E3779B1))
                    .append("\"><obj_ref id=\"worker\"/></tag>");
        }
        many.append("</tags>");
        node("beta").host().configure("tags.xml", many.toString());
        check(node("beta"), "cibadmin", "--modify", "--allow-create", "-o", "configuration", "--xml-file",
                "/etc/corosync/tags.xml");
        sameConfiguration();
    }

    private void standby() {
        check(node("gamma"), "crm_attribute", "-N", "beta", "-n", "standby", "-v", "on");
        runsOn(node("alpha"), "part", "alpha", "gamma");
        await("the worker off beta", () -> !where(node("alpha"), "worker").contains("beta")
                && where(node("alpha"), "worker").size() == 1);
        check(node("alpha"), "crm_attribute", "-N", "beta", "-n", "standby", "-D");
        runsEverywhere("alpha", "beta", "gamma");
        runsOn(node("gamma"), "worker", "beta");
    }

    /** While it lasts nothing is done about a resource that has died; afterwards it is started again. */
    private void maintenance() {
        check(node("gamma"), "crm_attribute", "-t", "crm_config", "-n", "maintenance-mode", "-v", "true");
        everybodyShows("managed=\"false\"", "maintenance-mode=\"true\"");
        check(node("beta"), "rm", "-f", "/run/Dummy-worker.state");
        check(node("beta"), "crm_resource", "--refresh", "-r", "worker");
        await("the worker found dead", () -> where(node("alpha"), "worker").isEmpty());
        check(node("alpha"), "crm_attribute", "-t", "crm_config", "-n", "maintenance-mode", "-v", "false");
        for (Pacemaker p : cluster) {
            runsOn(p, "worker", "beta");
        }
    }

    private void hostDies(Pacemaker victim) {
        String name = victim.host().name();
        moveTo(name);
        check(victim, "attrd_updater", "-n", "speed", "-U", "9");
        List<Pacemaker> rest = cluster.stream().filter(p -> p != victim).toList();
        rest.forEach(p -> await("speed of " + name, () -> speeds(p).contains(name + "=9")));
        victim.host().die();
        for (Pacemaker p : rest) {
            seesOnline(p, names(rest));
            await("the worker somewhere else", () -> where(p, "worker").stream().anyMatch(n -> !n.equals(name)));
            await("no speed of " + name, () -> !speeds(p).contains(name));
        }
        victim.host().start(victim.host().kind());
        victim.host().awaitMembers(FORM_S, 1, 2, 3);
        victim.start();
        everybodySeesOnline("alpha", "beta", "gamma");
        runsEverywhere("alpha", "beta", "gamma");
        for (Pacemaker p : cluster) {
            runsOn(p, "worker", name);
        }
        awaitSpeed(victim, speeds(rest.get(0)));
        sameConfiguration();
    }

    /** Only corosync is killed: Pacemaker's daemons end, pacemakerd waits for it and starts them again. */
    private void daemonDies(Pacemaker victim) {
        List<Pacemaker> rest = cluster.stream().filter(p -> p != victim).toList();
        victim.host().kill();
        for (Pacemaker p : rest) {
            seesOnline(p, names(rest));
        }
        victim.host().start(victim.host().kind());
        victim.host().awaitMembers(FORM_S, 1, 2, 3);
        everybodySeesOnline("alpha", "beta", "gamma");
        runsEverywhere("alpha", "beta", "gamma");
        assertTrue(victim.alive(), victim::evidence);
    }

    /** Without quorum it stops its resources and the others start them; then it is taken back. */
    private void hostIsCutOff(Lab lab, Pacemaker alone) {
        String name = alone.host().name();
        moveTo(name);
        List<Pacemaker> rest = cluster.stream().filter(p -> p != alone).toList();
        lab.cable(alone.host(), false);
        for (Pacemaker p : rest) {
            seesOnline(p, names(rest));
            await("the worker somewhere else", () -> where(p, "worker").stream().anyMatch(n -> !n.equals(name)));
        }
        await("no resource without quorum",
                () -> show(alone).contains("with_quorum=\"false\"") && where(alone, "worker").isEmpty()
                        && where(alone, "part").isEmpty());
        lab.cable(alone.host(), true);
        everybodySeesOnline("alpha", "beta", "gamma");
        runsEverywhere("alpha", "beta", "gamma");
        for (Pacemaker p : cluster) {
            runsOn(p, "worker", name);
        }
        sameConfiguration();
    }

    private void orderlyStop(Pacemaker leaver) {
        moveTo(leaver.host().name());
        List<Pacemaker> rest = cluster.stream().filter(p -> p != leaver).toList();
        Command refused = leaver.run(Host.choros("corosync-cfgtool"), "-H");
        assertTrue((refused.out() + refused.err()).contains("Could not shutdown (error = 10)"), refused::toString);
        leaver.stop();
        assertEquals(0, leaver.status(), leaver::evidence);
        for (Pacemaker p : rest) {
            seesOnline(p, names(rest));
            runsOn(p, "part", names(rest));
            await("the worker elsewhere", () -> where(p, "worker").size() == 1);
        }
        leaver.host().terminate();
        assertEquals(0, leaver.host().awaitEnd(), leaver.host()::evidence);
        for (Pacemaker p : rest) {
            p.host().awaitMembers(FORM_S, rest.stream().mapToInt(r -> r.host().number()).toArray());
            assertTrue(p.alive(), p::evidence);
        }
    }

    private Pacemaker node(String name) {
        return cluster.stream().filter(p -> p.host().name().equals(name)).findFirst().orElseThrow();
    }

    private static String[] names(List<Pacemaker> nodes) {
        return nodes.stream().map(p -> p.host().name()).toArray(String[]::new);
    }

    private void moveTo(String node) {
        check(node("gamma"), "cibadmin", "--replace", "-o", "constraints", "--xml-text",
                "<constraints><rsc_location id=\"home\" rsc=\"worker\" node=\"" + node
                        + "\" score=\"100\"/></constraints>");
        for (Pacemaker p : cluster) {
            runsOn(p, "worker", node);
        }
    }

    private void everybodySeesOnline(String... nodes) {
        cluster.forEach(p -> seesOnline(p, nodes));
    }

    private void seesOnline(Pacemaker p, String... nodes) {
        await(p.host().name() + " sees " + List.of(nodes) + " online", () -> {
            String shown = show(p);
            List<String> online = shown.lines().map(String::trim)
                    .filter(l -> l.startsWith("<node name=") && l.contains("online=\"true\"")
                            && l.contains("pending=\"false\""))
                    .map(l -> value(l, "name")).sorted().toList();
            return online.equals(List.of(nodes)) && shown.contains("with_quorum=\"true\"");
        });
    }

    private void runsEverywhere(String... nodes) {
        for (Pacemaker p : cluster) {
            runsOn(p, "part", nodes);
            await("the worker runs", () -> where(p, "worker").size() == 1);
        }
    }

    private void runsOn(Pacemaker p, String resource, String... nodes) {
        await(p.host().name() + " shows " + resource + " on " + List.of(nodes),
                () -> where(p, resource).equals(List.of(nodes)));
    }

    /** The nodes where a resource is started, ascending. */
    private static List<String> where(Pacemaker p, String resource) {
        List<String> nodes = new ArrayList<>();
        boolean here = false;
        for (String line : show(p).lines().map(String::trim).toList()) {
            if (line.startsWith("<resource ")) {
                here = value(line, "id").equals(resource) && value(line, "role").equals("Started");
            } else if (line.startsWith("</resource")) {
                here = false;
            } else if (here && line.startsWith("<node ")) {
                nodes.add(value(line, "name"));
            }
        }
        return nodes.stream().sorted().toList();
    }

    private void everybodyShows(String... texts) {
        for (Pacemaker p : cluster) {
            for (String text : texts) {
                await(p.host().name() + " shows " + text, () -> show(p).contains(text));
            }
        }
    }

    private void awaitSpeed(Pacemaker p, String speeds) {
        await(speeds + " at " + p.host().name(), () -> speeds(p).equals(speeds));
    }

    private static String speeds(Pacemaker p) {
        return p.run("attrd_updater", "-n", "speed", "-QA").out().lines().filter(l -> l.contains("host="))
                .map(l -> value(l, "host") + "=" + value(l, "value")).sorted().collect(Collectors.joining(" "));
    }

    private void sameConfiguration() {
        await("the same configuration everywhere", () -> {
            List<String> all = cluster.stream()
                    .map(p -> p.run("cibadmin", "-Q", "--local", "-o", "configuration").out()).distinct().toList();
            return all.size() == 1 && all.get(0).contains("<tag id=");
        });
    }

    private static String show(Pacemaker p) {
        return p.run("timeout", "20", "crm_mon", "-1", "--output-as=xml").out();
    }

    private static String value(String line, String name) {
        int from = line.indexOf(' ' + name + "=\"") + name.length() + 3;
        return line.substring(from, line.indexOf('"', from));
    }

    /** Says it again until it is taken: while the cluster elects, it may refuse. All that we say may be said twice. */
    private void check(Pacemaker p, String... words) {
        AtomicReference<Command> last = new AtomicReference<>();
        Await.until(p.host().name() + " does " + List.of(words), ACT_S, () -> {
            last.set(p.run(words));
            return last.get().status() == 0;
        }, () -> last + "\n" + evidence());
    }

    private void await(String what, BooleanSupplier condition) {
        Await.until(what, ACT_S, condition, this::evidence);
    }

    private String evidence() {
        return cluster.stream().map(Pacemaker::evidence).collect(Collectors.joining("\n"))
                + cluster.get(0).host().evidence();
    }
}
