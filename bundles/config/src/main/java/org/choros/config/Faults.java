package org.choros.config;

import java.util.ArrayList;
import java.util.List;

import org.choros.spi.config.ConfigurationException;

/** Refusals of the totem configuration. */
final class Faults {
    private static final int NAMED_MAX = 16;

    private Faults() {
    }

    /** Refusal with the words that most of them begin with. */
    static ConfigurationException inConfig(String text) {
        return new ConfigurationException("parse error in config: " + text, CorosyncConf.EXIT);
    }

    /** Refusal because no address is ours, with a line that names the addresses that were looked for. */
    static ConfigurationException notOurs(String text, Keys keys) {
        List<String> listed = new ArrayList<>();
        String address = keys.text(NodeDraft.prefix(0) + "ring0_addr");
        while (address != null && listed.size() < NAMED_MAX) {
            listed.add(address);
            address = keys.text(NodeDraft.prefix(listed.size()) + "ring0_addr");
        }
        String advice = listed.isEmpty()
                ? "There is no nodelist with ring0_addr."
                : "None of the nodelist's addresses is on an interface of this host: " + String.join(", ", listed)
                        + (address == null ? "" : ", ...") + choice(keys);
        return new ConfigurationException("parse error in config: " + text, CorosyncConf.EXIT, advice);
    }

    /** Where no interface has to have the address, the node list alone does not tell. */
    private static String choice(Keys keys) {
        String transport = keys.text("totem.transport", "udp");
        boolean corosyncs = PluginTransports.corosyncs(2).contains(transport)
                || PluginTransports.corosyncs(3).contains(transport);
        return corosyncs ? "" : ". Say which node this is: choros { node: NAME }";
    }

    /** Refusal of a transport, with a line that names those of plug-ins. */
    static ConfigurationException unknownTransport(String text, PluginTransports transports) {
        return new ConfigurationException(text, CorosyncConf.EXIT, transports.names().isEmpty()
                ? ""
                : "Plug-ins offer the transports " + String.join(", ", transports.names()) + '.');
    }

    /** Refusal that is printed as it is. */
    static ConfigurationException bare(String text) {
        return new ConfigurationException(text, CorosyncConf.EXIT);
    }
}
