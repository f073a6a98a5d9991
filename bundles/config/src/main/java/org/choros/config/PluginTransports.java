package org.choros.config;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * The transports that plug-ins bring besides corosync's own. What corosync says of its own names ({@code udp udpu
 * knet}, {@code iba} in dialect 2) does not depend on it; any other word is the name of a plug-in's transport, or a
 * mistake.
 */
public final class PluginTransports {
    /**
     * There are no plug-ins: another word is refused in dialect 3 and means udp in dialect 2, as it does to corosync.
     */
    public static final PluginTransports NONE = new PluginTransports(List.of(), false);

    /** Every other word is the name of a plug-in that is there or will come. */
    public static final PluginTransports AWAITED = new PluginTransports(List.of(), true);

    private static final List<String> COROSYNC_2 = List.of("udp", "udpu", "iba");
    private static final List<String> COROSYNC_3 = List.of("udpu", "udp", "knet");

    private final List<String> names;
    private final boolean awaited;

    private PluginTransports(List<String> names, boolean awaited) {
        this.names = names;
        this.awaited = awaited;
    }

    /**
     * @param offered the names that plug-ins offer
     * @return these and no others: another word is refused in both dialects, with advice that lists these
     */
    public static PluginTransports of(Collection<String> offered) {
        return new PluginTransports(List.copyOf(new TreeSet<>(offered)), false);
    }

    /** Which transports corosync itself has in a dialect, in its order. */
    static List<String> corosyncs(int dialect) {
        return dialect == 3 ? COROSYNC_3 : COROSYNC_2;
    }

    /** Whether nothing but corosync's own rules hold. */
    boolean none() {
        return this == NONE;
    }

    /** Whether a name that is none of corosync's is one of a plug-in, or of one that is waited for. */
    boolean serves(String name) {
        return awaited || names.contains(name);
    }

    /** What plug-ins offer, ascending; empty when that is not known. */
    List<String> names() {
        return names;
    }
}
