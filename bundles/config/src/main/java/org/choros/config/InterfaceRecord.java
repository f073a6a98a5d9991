package org.choros.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.ValueType;

/** One {@code interface} block: its keys get the link number only when the block is complete. */
final class InterfaceRecord {
    private static final String PATH = "totem.interface.";
    private static final Map<String, ValueType> INTEGERS_3 = Map.of("mcastport", ValueType.UINT16, "ttl",
            ValueType.UINT8, "knet_link_priority", ValueType.UINT8, "knet_ping_interval", ValueType.UINT32,
            "knet_ping_timeout", ValueType.UINT32, "knet_ping_precision", ValueType.UINT32, "knet_pong_count",
            ValueType.UINT32);
    private static final Map<String, ValueType> INTEGERS_2 = Map.of("mcastport", ValueType.UINT16, "ttl",
            ValueType.UINT8);

    private final boolean third;
    private final String numberKey;
    private final Map<String, MapValue> values = new TreeMap<>();
    private final List<MapValue> members = new ArrayList<>();
    private int number;

    InterfaceRecord(int dialect) {
        third = dialect == 3;
        numberKey = third ? "linknumber" : "ringnumber";
    }

    void begin() {
        number = 0;
        values.clear();
        members.clear();
    }

    /**
     * @param path the key's path
     * @param key its last part
     * @param value its value
     * @return whether it belongs to the record; otherwise it is an ordinary key
     */
    boolean take(String path, String key, String value) throws DirectiveFault {
        if (!path.startsWith(PATH) || path.length() != PATH.length() + key.length()) {
            return false;
        }
        String name = third ? path : key;
        if (key.equals(numberKey)) {
            number = (int) Integers.parse(ValueType.UINT8, name, value).asLong();
            return true;
        }
        ValueType type = (third ? INTEGERS_3 : INTEGERS_2).get(key);
        if (type != null) {
            values.put(key, Integers.parse(type, name, value));
            return true;
        }
        boolean text = key.equals("bindnetaddr") || key.equals("mcastaddr") || key.equals("broadcast")
                || third && key.equals("knet_transport");
        if (text) {
            values.put(key, KeyStore.text(value));
        }
        return text;
    }

    void member(String address) {
        members.add(0, KeyStore.text(address));
    }

    void end(KeyStore store) throws DirectiveFault {
        String prefix = PATH + number + '.';
        for (Map.Entry<String, MapValue> e : values.entrySet()) {
            store.put(prefix + e.getKey(), e.getValue());
        }
        for (int i = 0; i < members.size(); i++) {
            store.put(prefix + "member." + i, members.get(i));
        }
        values.clear();
        members.clear();
    }
}
