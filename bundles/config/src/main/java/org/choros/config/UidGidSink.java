package org.choros.config;

import java.math.BigInteger;
import java.util.function.ToLongFunction;

import org.choros.spi.cmap.MapValue;

/** The keys of {@code uidgid} sections, and a whole file of {@code uidgid.d}. */
final class UidGidSink implements SectionSink {
    private static final BigInteger ID_MAX = BigInteger.valueOf(Integer.MAX_VALUE);

    private final KeyStore store;
    private final HostEnvironment host;

    UidGidSink(KeyStore store, HostEnvironment host) {
        this.store = store;
        this.host = host;
    }

    @Override
    public Section open(String path, Section outer) throws DirectiveFault {
        if (!path.equals("uidgid")) {
            throw new DirectiveFault("uidgid: Can't add subsection different than uidgid");
        }
        return Section.UIDGID;
    }

    @Override
    public void item(String path, String key, String value, Section section) throws DirectiveFault {
        switch (key) {
            case "uid" -> grant("uidgid.config.uid.", value, "user", "/etc/passwd", host::userId);
            case "gid" -> grant("uidgid.config.gid.", value, "group", "/etc/group", host::groupId);
            default -> throw new DirectiveFault("uidgid: Only uid and gid are allowed items");
        }
    }

    private void grant(String prefix, String value, String kind, String file, ToLongFunction<String> database)
            throws DirectiveFault {
        BigInteger number = Integers.decimal(value);
        boolean numeric = number != null && number.signum() >= 0 && number.compareTo(ID_MAX) <= 0;
        long id = numeric ? number.longValue() : database.applyAsLong(ConfText.readable(value));
        if (id < 0) {
            throw new DirectiveFault("The '" + value + "' " + kind + " is not found in " + file
                    + ", please read the documentation.");
        }
        store.put(prefix + id, MapValue.u8(1));
    }

    @Override
    public void close(Section section) {
        // every grant was written when it was read
    }
}
