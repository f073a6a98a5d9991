package org.choros.itests.fuzz;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A number for everything that an object of ours reaches, counters excepted. */
final class Digest {
    private static final String OURS = "org.choros.";
    /** Counters, the time, and what is said in the log. */
    private static final Set<String> BESIDE = Set.of("counters", "statistics", "nowNs", "membershipLog");
    private static final ClassValue<Field[]> FIELDS = new ClassValue<>() {
        @Override
        protected Field[] computeValue(Class<?> type) {
            List<Field> all = new ArrayList<>();
            for (Class<?> c = type; c != null && c.getName().startsWith(OURS); c = c.getSuperclass()) {
                for (Field f : c.getDeclaredFields()) {
                    if (!Modifier.isStatic(f.getModifiers()) && !BESIDE.contains(f.getName())) {
                        f.setAccessible(true);
                        all.add(f);
                    }
                }
            }
            return all.toArray(Field[]::new);
        }
    };

    private final IdentityHashMap<Object, Integer> seen = new IdentityHashMap<>();
    private long value = 1;

    private Digest() {
    }

    static long of(Object root) {
        Digest digest = new Digest();
        digest.visit(root);
        return digest.value;
    }

    private void mix(long n) {
        value = value * 0x9E37_79B9_7F4A_7C15L + n;
        value ^= value >>> 29;
    }

    private void visit(Object o) {
        if (o == null) {
            mix(0);
        } else if (o instanceof Number || o instanceof Boolean || o instanceof String || o instanceof Enum<?>) {
            mix(o instanceof Enum<?> e ? e.ordinal() : o.hashCode());
        } else if (o instanceof ByteBuffer b) {
            mix(b.limit());
            mix(b.duplicate().position(0).hashCode());
        } else if (seen.putIfAbsent(o, seen.size()) == null) {
            reach(o);
        } else {
            mix(seen.get(o));
        }
    }

    private void reach(Object o) {
        if (o.getClass().isArray()) {
            array(o);
        } else if (o instanceof Collection<?> c) {
            mix(c.size());
            c.forEach(this::visit);
        } else if (o instanceof Map<?, ?> m) {
            mix(m.size());
            m.forEach((k, v) -> {
                visit(k);
                visit(v);
            });
        } else if (o.getClass().getName().startsWith(OURS) && !(o instanceof Host) && !o.getClass().isHidden()) {
            for (Field f : FIELDS.get(o.getClass())) {
                try {
                    visit(f.get(o));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private void array(Object o) {
        if (o instanceof Object[] all) {
            for (int i = 0; i < all.length; i++) {
                if (all[i] != null) {
                    mix(i);
                    visit(all[i]);
                }
            }
        } else if (o instanceof byte[] all) {
            mix(java.util.Arrays.hashCode(all));
        } else if (o instanceof short[] all) {
            mix(java.util.Arrays.hashCode(all));
        } else {
            for (int i = 0; i < Array.getLength(o); i++) {
                mix(Array.get(o, i).hashCode());
            }
        }
    }
}
