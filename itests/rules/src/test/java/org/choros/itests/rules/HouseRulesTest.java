package org.choros.itests.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.choros.config.ConfigurationCheck;
import org.choros.config.component.CorosyncConfSource;
import org.choros.configadmin.ConfigReplication;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.engine.amf.AmfFactory;
import org.choros.engine.cfg.CfgFactory;
import org.choros.engine.cmap.CmapFactory;
import org.choros.engine.cpg.CpgFactory;
import org.choros.engine.lock.LockFactory;
import org.choros.engine.mon.MonFactory;
import org.choros.engine.quorum.QuorumFactory;
import org.choros.engine.wd.WdFactory;
import org.choros.ipc.QbIpcServerFactory;
import org.choros.logging.CorosyncLogSinkFactory;
import org.choros.map.ReplicatedMap;
import org.choros.node.core.NodeCore;
import org.choros.spi.cmap.IcMap;
import org.choros.totem.ring.Ring;
import org.choros.transport.local.LocalTransportFactory;
import org.choros.transport.udp.UdpTransportFactory;
import org.choros.wire.totem.RingId;
import org.junit.jupiter.api.Test;

/** The pure core names no clock, thread, socket, file or chance, and layers import downwards only. */
class HouseRulesTest {
    private static final Pattern TYPES = Pattern.compile("java\\.lang\\.(Thread|ThreadLocal|ProcessHandle|Runtime)\\b.*"
            + "|java\\.net\\.(?!InetAddress|Inet4Address|Inet6Address|UnknownHostException)\\w+.*"
            // a path is a name, and opens nothing
            + "|java\\.nio\\.channels\\..*|java\\.nio\\.file\\.(?!Path$).*|java\\.io\\..*|java\\.util\\.Timer.*"
            + "|java\\.util\\.concurrent\\..*|java\\.util\\.logging\\..*|java\\.time\\.(Clock|Instant|Local.*)"
            + "|org\\.slf4j\\..*|io\\.netty\\..*|java\\.security\\.SecureRandom|org\\.osgi\\.framework\\..*");
    private static final Pattern CALLS = Pattern.compile("java\\.lang\\.System\\.(nanoTime|currentTimeMillis|getenv"
            + "|getProperty).*|java\\.lang\\.Math\\.random.*|java\\.util\\.Random\\.<init>\\(\\)V"
            + "|java\\.net\\.InetAddress\\.(getByName|getAllByName|getLocalHost|getHostName|getCanonicalHostName).*"
            + "|java\\.util\\.UUID\\.randomUUID.*");

    private static final Map<String, Class<?>> PURE = Map.ofEntries(Map.entry("wire", RingId.class),
            Map.entry("totem", Ring.class), Map.entry("config", ConfigurationCheck.class),
            Map.entry("engine-cmap", CmapFactory.class), Map.entry("engine-cfg", CfgFactory.class),
            Map.entry("engine-cpg", CpgFactory.class), Map.entry("engine-quorum", QuorumFactory.class),
            Map.entry("engine-mon", MonFactory.class), Map.entry("engine-wd", WdFactory.class),
            Map.entry("engine-lock", LockFactory.class), Map.entry("engine-amf", AmfFactory.class),
            Map.entry("map", ReplicatedMap.class), Map.entry("configadmin", ConfigReplication.class),
            Map.entry("node", NodeCore.class), Map.entry("spi", IcMap.class));

    /** Of bundles that are not pure as a whole, what is; the coats of components do no work either. */
    private static boolean isPure(String bundle, String type) {
        return switch (bundle) {
            case "configadmin" -> type.startsWith("org.choros.configadmin.core.");
            // what the manager decides is pure, what does it is not
            case "engine-amf" -> !type.startsWith("org.choros.engine.amf.run.");
            case "map" -> type.startsWith("org.choros.map.core.");
            case "node" -> type.startsWith("org.choros.node.core.") || type.startsWith("org.choros.node.services.");
            case "config" ->
                !type.startsWith("org.choros.config.system.") && !type.startsWith("org.choros.config.component.");
            // interfaces may speak of files and executors that others bring
            case "spi" -> type.startsWith("org.choros.spi.cmap.") || type.startsWith("org.choros.spi.engine.");
            default -> true;
        };
    }

    private static List<String> offences(ClassFile file) {
        Predicate<String> type = TYPES.asMatchPredicate();
        Predicate<String> call = CALLS.asMatchPredicate();
        return Stream
                .concat(file.types().stream().filter(type), file.calls().stream().filter(call))
                .map(what -> file.name() + " names " + what).toList();
    }

    @Test
    void pureCodeNamesNoClockThreadSocketFileOrChance() throws IOException {
        Map<String, List<String>> found = new TreeMap<>();
        for (Map.Entry<String, Class<?>> bundle : PURE.entrySet()) {
            List<ClassFile> pure = new Bundle(bundle.getValue()).classes().stream()
                    .filter(c -> isPure(bundle.getKey(), c.name())).toList();
            assertTrue(pure.size() > 3, bundle.getKey());
            List<String> offences = pure.stream().flatMap(c -> offences(c).stream()).toList();
            if (!offences.isEmpty()) {
                found.put(bundle.getKey(), offences);
            }
        }
        assertEquals(Map.of(), found);
    }

    /** Design, section 2: the table's last column; generated component descriptions import nothing. */
    @Test
    void layersImportDownwardsOnly() throws IOException {
        String api = "(org\\.choros\\.(base|cmap|cfg|cpg|quorum|availability))";
        String engine = "org\\.choros\\.(wire|spi)\\..*|" + api;
        Map<String, String> allowed = new TreeMap<>(Map.of("wire", "", "spi", "", "totem",
                "org\\.choros\\.(wire|spi)\\..*", "config", "org\\.choros\\.spi\\..*"));
        PURE.keySet().stream().filter(bundle -> bundle.startsWith("engine-"))
                .forEach(bundle -> allowed.put(bundle, engine));
        // it asks web servers, and starts bundles
        allowed.merge("engine-amf", "javax\\.net(\\.ssl)?|org\\.osgi\\.framework", (all, more) -> all + "|" + more);
        Map<String, List<String>> found = new TreeMap<>();
        for (Map.Entry<String, String> bundle : allowed.entrySet()) {
            Pattern may = Pattern.compile("java\\..*|" + bundle.getValue() + "|"
            // its own exported packages, which bnd imports too
                    + "org\\.choros\\." + bundle.getKey().replace('-', '.') + "(\\..*)?");
            List<String> upwards = new Bundle(PURE.get(bundle.getKey())).imports().stream()
                    .filter(p -> !may.matcher(p).matches()).toList();
            if (!upwards.isEmpty()) {
                found.put(bundle.getKey(), upwards);
            }
        }
        assertEquals(Map.of(), found);
    }

    /** Who starts a node in plain Java finds on the class path what OSGi has as services. */
    @Test
    void pluginsAreFoundWithAndWithoutOsgi() throws IOException {
        for (Class<?> member : List.of(CorosyncConfSource.class, JdkCryptoFactory.class, UdpTransportFactory.class,
                LocalTransportFactory.class, CmapFactory.class, CfgFactory.class, CpgFactory.class,
                QuorumFactory.class, MonFactory.class, WdFactory.class, QbIpcServerFactory.class,
                CorosyncLogSinkFactory.class)) {
            Bundle bundle = new Bundle(member);
            assertTrue(bundle.components().stream().anyMatch(c -> c.endsWith(" " + member.getName())),
                    member.getName());
            assertEquals(bundle.components(), bundle.providers());
        }
    }

    /** The rules find what they are to find. */
    @Test
    void anOffenderIsFound() throws IOException {
        try (InputStream in = HouseRulesTest.class.getResourceAsStream("HouseRulesTest$Offender.class")) {
            List<String> offences = offences(ClassFile.read(in.readAllBytes()));
            for (String what : List.of("java.lang.Thread", "java.lang.System.nanoTime()J", "java.io.File",
                    "java.util.concurrent.locks.ReentrantLock", "java.util.Random.<init>()V",
                    "java.lang.Math.random()D", "java.net.DatagramSocket")) {
                assertTrue(offences.stream().anyMatch(o -> o.endsWith(" names " + what)), what + " in " + offences);
            }
            assertTrue(offences.stream().noneMatch(o -> o.contains("<init>(J)V")), offences.toString());
        }
    }

    /** Does everything that is forbidden. */
    private static final class Offender {
        private java.util.concurrent.locks.ReentrantLock lock;
        private java.net.DatagramSocket socket;

        @Override
        public String toString() {
            return "" + Thread.currentThread() + System.nanoTime() + new java.io.File("f") + new java.util.Random()
                    + new java.util.Random(7) + Math.random() + lock + socket;
        }
    }
}
