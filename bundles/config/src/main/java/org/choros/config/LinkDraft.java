package org.choros.config;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

import org.choros.spi.cmap.ValueType;
import org.choros.spi.transport.LinkSettings;

/** A link while it is being put together. */
final class LinkDraft {
    private static final int FIRST_PORT = 5405;

    final int number;
    String bindText = "";
    InetAddress bind;
    InetAddress multicast;
    boolean broadcast;
    int port;
    int ttl = 1;
    int priority = 1;
    /** Addresses of the members, in the order in which they were found. */
    final List<InetAddress> members = new ArrayList<>();

    LinkDraft(int number) {
        this.number = number;
    }

    static String prefix(int number) {
        return "totem.interface." + number + '.';
    }

    String prefix() {
        return prefix(number);
    }

    /** Fills in what both dialects take from the keys without further thought. */
    void readPlain(Keys keys) {
        bindText = keys.text(prefix() + "bindnetaddr", "");
        broadcast = keys.text(prefix() + "broadcast", "").equals("yes");
        ttl = (int) keys.exact(prefix() + "ttl", ValueType.UINT8, 1);
        priority = (int) keys.exact(prefix() + "knet_link_priority", ValueType.UINT8, 1);
    }

    int defaultPort(boolean everySecond) {
        return FIRST_PORT + (everySecond ? 2 * number : number);
    }

    LinkConfiguration finish(Keys keys, long tokenMs) {
        long pongs = keys.u32OrDefault(prefix() + "knet_pong_count", 2);
        long interval = keys.u32OrDefault(prefix() + "knet_ping_interval", tokenMs / (pongs * 2));
        long timeout = keys.u32OrDefault(prefix() + "knet_ping_timeout", tokenMs / pongs);
        KnetLink knet = new KnetLink(priority, interval, timeout,
                keys.u32OrDefault(prefix() + "knet_ping_precision", 2048), pongs,
                keys.text(prefix() + "knet_transport", "udp"));
        return new LinkConfiguration(new LinkSettings(number, bind, multicast, port, ttl, broadcast), bindText, knet);
    }
}
