package org.choros.node;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Locale;

/** The lines that a guardian understands: what to send when the node has died, and that it lives. */
final class GuardianLines {
    /** Nothing is to be sent. */
    static final String SILENCE = "silence";

    private final long limitMs;
    private final StringBuilder routes = new StringBuilder();
    private boolean reaches;

    /**
     * @param tokenMs the token timeout. A leave is sent at most three quarters of it after the last sign of life: later
     *            the others, who may last have seen an idle token a fifth of it before that, find out by themselves
     */
    GuardianLines(long tokenMs) {
        limitMs = tokenMs * 3 / 4;
    }

    /** @return whether the transport takes a ring's message on the sockets of its tokens, from the node's address */
    boolean serves(String transport) {
        return "udp".equals(transport) || "udpu".equals(transport);
    }

    /** The node's own end of a link: nobody else may have it when the leave is sent. */
    void from(InetAddress address, int port) {
        append("from", address, port);
    }

    /** A receiver on that link. */
    void to(InetAddress address, int port) {
        append("to", address, port);
        reaches = true;
    }

    private void append(String what, InetAddress address, int port) {
        routes.append(' ').append(what).append(' ').append(text(address)).append(' ').append(port);
    }

    // The interface's name, which an IPv6 address may carry, is not understood.
    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = address instanceof Inet6Address ? text.indexOf('%') : -1;
        return scope < 0 ? text : text.substring(0, scope);
    }

    /**
     * @param packet the leave as it goes onto the wire
     * @return the line that has it sent, or the one that has nothing sent because there is no receiver
     */
    String leave(byte[] packet) {
        return reaches ? "leave " + limitMs + ' ' + HexFormat.of().formatHex(packet) + routes : SILENCE;
    }

    /**
     * @param uptimeMs when the node was seen to live, milliseconds since the system started
     * @return the line
     */
    static String alive(long uptimeMs) {
        return "alive " + uptimeMs;
    }

    /**
     * @param uptime the content of /proc/uptime
     * @return milliseconds since the system started
     */
    static long uptimeMs(String uptime) {
        return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1000);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "limit %d ms%s", limitMs, routes);
    }
}
