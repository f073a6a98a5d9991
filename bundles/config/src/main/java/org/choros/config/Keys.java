package org.choros.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** Typed looks into the map: a key of another type counts as absent. */
final class Keys {
    /** A number that is larger than every link number. */
    static final int TOO_LARGE = Integer.MAX_VALUE;

    private static final Pattern LINK = Pattern.compile("totem\\.interface\\.([0-9]*)[^.]*\\.(.+)");
    private static final Pattern NODE = Pattern.compile("nodelist\\.node\\.([0-9]+)\\.(.+)");
    private static final Pattern RING = Pattern.compile("ring([0-9]+)_addr");

    private final IcMap map;

    Keys(IcMap map) {
        this.map = map;
    }

    /**
     * One address of a node.
     *
     * @param node the node's position
     * @param link the link number
     * @param text the address as written
     */
    record RingAddress(int node, int link, String text) {
    }

    String text(String key) {
        return map.getString(key, null);
    }

    String text(String key, String missing) {
        return map.getString(key, missing);
    }

    long u32(String key, long missing) {
        return map.getExact(key, ValueType.UINT32, missing);
    }

    /** A number for which 0 means the default. */
    long u32OrDefault(String key, long byDefault) {
        long value = u32(key, 0);
        return value == 0 ? byDefault : value;
    }

    long exact(String key, ValueType type, long missing) {
        return map.getExact(key, type, missing);
    }

    boolean yes(String key, boolean byDefault) {
        return switch (text(key, "")) {
            case "yes" -> true;
            case "no" -> false;
            default -> byDefault;
        };
    }

    boolean has(String key) {
        return map.get(key) != null;
    }

    void put(String key, MapValue value) {
        map.put(key, value);
    }

    Collection<String> withPrefix(String prefix) {
        return map.withPrefix(prefix).keySet();
    }

    /**
     * The numbers of all links that have a key. Like corosync this reads the number as atoi does, so that a section of
     * another name inside {@code interface} makes a link 0.
     *
     * @param boundOnly whether only {@code bindnetaddr} counts
     * @return the numbers in the order of the keys
     */
    List<Integer> links(boolean boundOnly) {
        List<Integer> links = new ArrayList<>();
        for (String key : withPrefix("totem.interface.")) {
            Matcher m = LINK.matcher(key);
            if (m.matches() && (!boundOnly || m.group(2).equals("bindnetaddr"))) {
                int number = m.group(1).isEmpty() ? 0 : number(m.group(1));
                if (!links.contains(number)) {
                    links.add(number);
                }
            }
        }
        return links;
    }

    /** @return the positions of all nodes that have a key, in the order of the keys: 0, 1, 10, 2 */
    List<Integer> nodes() {
        List<Integer> nodes = new ArrayList<>();
        TreeSet<Integer> seen = new TreeSet<>();
        for (String key : withPrefix("nodelist.node.")) {
            Matcher m = NODE.matcher(key);
            if (m.matches() && seen.add(number(m.group(1)))) {
                nodes.add(number(m.group(1)));
            }
        }
        return nodes;
    }

    /**
     * @param node a node's position
     * @return its addresses in the order of the keys
     */
    List<RingAddress> ringAddresses(int node) {
        List<RingAddress> found = new ArrayList<>();
        for (String key : withPrefix("nodelist.node." + node + '.')) {
            Matcher m = NODE.matcher(key);
            Matcher ring = m.matches() ? RING.matcher(m.group(2)) : null;
            String value = text(key);
            if (ring != null && ring.matches() && value != null) {
                found.add(new RingAddress(node, number(ring.group(1)), value));
            }
        }
        return found;
    }

    /** A link number as it is printed when it is refused. */
    static String printed(int number) {
        return number == TOO_LARGE ? "4294967295" : Integer.toString(number);
    }

    private static int number(String digits) {
        return digits.length() > 9 ? TOO_LARGE : Integer.parseInt(digits);
    }
}
