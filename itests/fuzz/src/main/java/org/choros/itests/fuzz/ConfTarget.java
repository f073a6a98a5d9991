package org.choros.itests.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import org.choros.config.ConfigurationCheck;
import org.choros.config.ConfigurationDifference;
import org.choros.config.CorosyncConf;
import org.choros.config.NodeSettings;
import org.choros.crypto.JdkCryptoFactory;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;

/**
 * corosync.conf, a file of uidgid.d and the key file: settings or a refusal, twice the same; what is accepted can be
 * reloaded and has a crypto. First byte: 0 the dialect that the file asks for, 1 dialect 2, 2 dialect 3, 3 and 4 the
 * file of uidgid.d, 5 and 6 the key.
 */
final class ConfTarget implements Target {
    private static final String FILE = "/etc/corosync/corosync.conf";
    private static final byte[] SMALL = ("totem {\n version: 2\n crypto_cipher: none\n crypto_hash: none\n"
            + " cluster_name: c\n transport: udpu\n}\nnodelist {\n node {\n ring0_addr: 10.77.0.1\n nodeid: 1\n }\n}\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    private static final byte[] SECURE = ("totem {\n version: 2\n secauth: on\n interface {\n ringnumber: 0\n"
            + " bindnetaddr: 10.77.0.0\n mcastaddr: 239.1.1.1\n mcastport: 5405\n }\n}\n")
            .getBytes(StandardCharsets.ISO_8859_1);

    @Override
    public String name() {
        return "conf";
    }

    @Override
    public int inputMax() {
        return 4096;
    }

    /** Lines, keys and lists of a file of 4 KiB, read and checked several times. */
    @Override
    public long allocationMax() {
        return 16L << 20;
    }

    @Override
    public int shortRuns() {
        return 10_000;
    }

    @Override
    public List<byte[]> seeds() {
        TreeSet<String> names = new TreeSet<>();
        for (JsonNode v : Vectors.lines("conf", List.of("expected"), v -> v.hasNonNull("file"))) {
            names.add(v.path("file").asText());
        }
        List<byte[]> all = new ArrayList<>();
        for (String name : names) {
            if (ConfTarget.class.getResource("/vectors/conf/" + name) != null) {
                byte[] content = Vectors.resource("/vectors/conf/" + name);
                if (content.length < inputMax() - 1) {
                    all.add(Vectors.prefixed(0, content));
                    all.add(Vectors.prefixed(1 + all.size() % 2, content));
                }
            }
        }
        byte[] ids = "uidgid {\n uid: 500\n gid: root\n}\n".getBytes(StandardCharsets.ISO_8859_1);
        all.add(Vectors.prefixed(3, ids));
        all.add(Vectors.prefixed(4, ids));
        all.add(Vectors.prefixed(5, new byte[128]));
        all.add(Vectors.prefixed(6, new byte[127]));
        return all;
    }

    @Override
    public void run(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int how = (input[0] & 0xff) % 7;
        byte[] content = Arrays.copyOfRange(input, 1, input.length);
        String first = answer(how, content);
        String again = answer(how, content);
        OracleException.require(first.equals(again), "first " + first + ", then " + again);
    }

    private static String answer(int how, byte[] content) {
        MemoryHost host = new MemoryHost();
        switch (how) {
            case 3, 4 -> host.file(FILE, SMALL).file(how == 3 ? "/etc/corosync/uidgid.d/one" : "uidgid.d/one", content);
            case 5, 6 -> host.file(FILE, how == 5 ? SECURE : SMALL).file("/etc/corosync/authkey", content);
            default -> host.file(FILE, content);
        }
        IcMap map = new IcMap();
        try {
            CorosyncConf conf = new CorosyncConf(host);
            int dialect = how == 1 || how == 3 ? 2 : 3;
            if (how == 0 || how >= 5) {
                dialect = conf.load(FILE, map);
            } else {
                conf.load(FILE, map, dialect);
            }
            ConfigurationCheck check = new ConfigurationCheck(host);
            NodeSettings settings = check.check(map, dialect);
            ConfigurationCheck.checkStart(settings);
            IcMap fresh = new IcMap();
            conf.load(FILE, fresh, dialect);
            ConfigurationDifference.between(map, fresh, dialect);
            ConfigurationCheck.publish(map, check.checkReload(fresh, dialect));
            String crypto = "none";
            if (new JdkCryptoFactory().supports(settings.crypto())) {
                crypto = Integer.toString(new JdkCryptoFactory().create(settings.crypto()).overhead());
            }
            return settings + " " + crypto + " " + map.withPrefix("").size();
        } catch (ConfigurationException e) {
            OracleException.require(e.getMessage() != null && !e.getMessage().isEmpty(), "refused without a word");
            return e.getMessage();
        }
    }
}
