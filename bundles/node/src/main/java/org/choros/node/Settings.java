package org.choros.node;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

import org.choros.config.ConfigurationCheck;
import org.choros.config.NodeSettings;
import org.choros.config.PluginTransports;
import org.choros.config.RedundantRingSettings;
import org.choros.config.TotemSettings;
import org.choros.config.system.SystemEnvironment;
import org.choros.node.isolation.Limits;
import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.config.ConfigurationException;
import org.choros.spi.config.ConfigurationSource;
import org.choros.spi.transport.LinkSettings;
import org.choros.totem.ring.RingConfig;
import org.choros.totem.rrp.RedundancyConfig;
import org.choros.totem.rrp.RedundancyMode;
import org.choros.wire.totem.Dialect;

/** Turns checked configuration into what the parts of a node take. */
final class Settings {
    /** More clients than this are refused. */
    static final int CONNECTIONS_MAX = 1024;

    private static final int MCAST_HEADER_V2 = 99;
    private static final int MCAST_HEADER_V3 = 45;
    private static final int IPUDP4 = 28;
    private static final int IPUDP6 = 48;
    private static final int IP4_LENGTH = 4;

    private Settings() {
    }

    /**
     * Reads a configuration. Blocks on files.
     *
     * @param source where it comes from
     * @param options what overrides it
     * @param map receives its keys
     * @return the dialect
     * @throws ConfigurationException when the text is wrong
     */
    static int read(ConfigurationSource source, NodeOptions options, IcMap map) throws ConfigurationException {
        int dialect = source.load(options.configuration(), map);
        if (options.stateDirectory() != null) {
            map.put("choros.state_dir", MapValue.str(options.stateDirectory().toString()));
        }
        if (!options.node().isEmpty()) {
            map.put("choros.node", MapValue.str(options.node()));
        }
        return dialect;
    }

    /** @return a check that leaves it to the plug-ins, present or to come, which transports there are */
    static ConfigurationCheck check() {
        return new ConfigurationCheck(new SystemEnvironment(), PluginTransports.AWAITED);
    }

    /**
     * Checks a configuration against this machine. Blocks on files and names.
     *
     * @param map the keys; completed
     * @param dialect 2 or 3
     * @param warnings takes what is worth a line whether it is right or wrong
     * @return the checked settings
     * @throws ConfigurationException when a node must not start with it
     */
    static NodeSettings check(IcMap map, int dialect, Consumer<String> warnings) throws ConfigurationException {
        ConfigurationCheck check = check();
        try {
            NodeSettings settings = check.check(map, dialect);
            ConfigurationCheck.checkStart(settings);
            return settings;
        } finally {
            check.warnings().forEach(warnings);
        }
    }

    /**
     * @param settings the configuration
     * @param cryptoOverhead bytes that the envelope adds
     * @return the ring's settings
     */
    static RingConfig ring(NodeSettings settings, int cryptoOverhead) {
        RingConfig.Builder b = RingConfig.builder(Dialect.of(settings.dialect()), settings.localNodeId());
        b.clearNodeHighBit(settings.clearNodeHighBit()).netMtu(netMtu(settings, cryptoOverhead))
                .seed(System.nanoTime());
        return times(b, settings.totem()).build();
    }

    /**
     * @param settings the configuration
     * @return how packets are spread over the links
     */
    static RedundancyConfig redundancy(NodeSettings settings) {
        RedundancyMode mode = RedundancyMode.of(settings.redundantRings().mode());
        if (settings.dialect() != 2 || settings.links().size() == 1) {
            return RedundancyConfig.NONE;
        }
        RedundantRingSettings r = settings.redundantRings();
        return new RedundancyConfig(mode, settings.links().size(), r.problemCountTimeoutMs() * RingConfig.MS,
                (int) r.problemCountThreshold(), (int) r.problemCountMcastThreshold(),
                r.tokenExpiredTimeoutMs() * RingConfig.MS, r.autorecoveryCheckTimeoutMs() * RingConfig.MS);
    }

    /** An id that nobody configured is the IPv4 address that we are bound to. */
    static RingConfig withNodeId(RingConfig config, InetAddress bound) {
        int id = ByteBuffer.wrap(bound.getAddress()).getInt();
        return config.withNodeId(config.clearNodeHighBit() ? id & Integer.MAX_VALUE : id);
    }

    /** Timeouts may change while running, the frame size may not. */
    static RingConfig retimed(RingConfig present, NodeSettings changed) {
        return times(present.toBuilder(), changed.totem()).build();
    }

    private static RingConfig.Builder times(RingConfig.Builder b, TotemSettings t) {
        return b.tokenMs(t.tokenMs()).tokenRetransmitMs(t.tokenRetransmitMs()).holdMs(t.holdMs()).joinMs(t.joinMs())
                .sendJoinMs(t.sendJoinMs()).consensusMs(t.consensusMs()).mergeMs(t.mergeMs())
                .heartbeat((int) t.heartbeatFailuresAllowed(), t.maxNetworkDelayMs())
                .tokenWarningPercent((int) t.tokenWarningPercent()).failToReceiveVisits((int) t.failRecvConst())
                .seqUnchangedVisits((int) t.seqnoUnchangedConst()).missCountVisits((int) t.missCountConst())
                .windowFrames((int) t.windowSize()).maxMessages((int) t.maxMessages())
                .cancelHoldOnRetransmit(t.cancelTokenHoldOnRetransmit());
    }

    /** The largest totempg frame: what is left of netmtu by each dialect's own sum. */
    static int netMtu(NodeSettings settings, int cryptoOverhead) {
        int mtu = (int) settings.totem().netMtu();
        if (settings.dialect() != 2) {
            return mtu - 2 * MCAST_HEADER_V3;
        }
        int sum = mtu - 2 * MCAST_HEADER_V2;
        for (int i = 0; i < settings.links().size(); i++) {
            LinkSettings link = settings.links().get(i).settings();
            boolean ip4 = link.bindAddress() == null || link.bindAddress().getAddress().length == IP4_LENGTH;
            sum -= (ip4 ? IPUDP4 : IPUDP6) + cryptoOverhead;
        }
        return sum;
    }

    /**
     * @param settings the configuration
     * @return how much patience there is with engines on threads of their own
     */
    static Limits limits(NodeSettings settings) {
        return new Limits(settings.engines().slowMs() * RingConfig.MS, settings.engines().limitMs() * RingConfig.MS);
    }

    static String transportName(NodeSettings settings) {
        return switch (settings.transport()) {
            case "udp" -> "UDP/IP Multicast";
            case "udpu" -> "UDP/IP Unicast";
            case "knet" -> "Kronosnet";
            default -> settings.transport();
        };
    }
}
