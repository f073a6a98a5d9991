package org.choros.config;

import java.nio.charset.StandardCharsets;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.config.ConfigurationException;

/** Short configurations for tests. */
final class Text {
    static final String FILE = "/x/corosync.conf";

    private Text() {
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Two nodes on 10.77.0.0, we are the first. */
    static String cluster(String totem, String rest) {
        return "totem {\nversion: 2\ncluster_name: cf1\n" + totem + "\n}\nnodelist {\nnode {\nname: node1\nnodeid: 1\n"
                + "ring0_addr: 10.77.0.1\n}\nnode {\nname: node2\nnodeid: 2\nring0_addr: 10.77.0.2\n}\n}\n" + rest;
    }

    static IcMap parse(String text, int dialect) throws ConfigurationException {
        IcMap map = new IcMap();
        new CorosyncConf(new CorpusHost().file(FILE, bytes(text))).load(FILE, map, dialect);
        return map;
    }

    static NodeSettings check(CorpusHost host, String text, int dialect) throws ConfigurationException {
        IcMap map = new IcMap();
        new CorosyncConf(host.file(FILE, bytes(text))).load(FILE, map, dialect);
        return new ConfigurationCheck(host).check(map, dialect);
    }
}
