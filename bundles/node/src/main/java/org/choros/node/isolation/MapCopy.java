package org.choros.node.isolation;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.log.LogLevel;

/**
 * An engine's copy of the node's map: up to date with the callback that runs. What the engine writes below its own
 * prefix goes to the node's map, at most {@link Limits#KEYS_MAX} keys; other keys are set right again, with a line for
 * the first one. For the engine's thread.
 */
final class MapCopy {
    private static final int KEY_BYTES = 64;
    private final IcMap map;
    private final String prefix;
    private final String reserved;
    private final MapFeed feed;
    private final IsolatedContext context;
    private final Set<String> own = new HashSet<>();
    private long seen;
    private String applyingKey;
    private MapValue applyingValue;
    private boolean refused;

    /**
     * @param map the copy as it was made
     * @param prefix what the engine's own keys begin with
     * @param reserved what those begin with that the node shows of the engine
     * @param feed the other end
     * @param context takes commands and lines
     */
    MapCopy(IcMap map, String prefix, String reserved, MapFeed feed, IsolatedContext context) {
        this.map = map;
        this.prefix = prefix;
        this.reserved = reserved;
        this.feed = feed;
        this.context = context;
        map.track("", IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX, this::changed);
    }

    IcMap map() {
        return map;
    }

    /** What has changed in the node's map; the engine's watches see it now. */
    void apply(Map<String, MapValue> changes, long number, Consumer<Throwable> failed) {
        seen = number;
        changes.forEach((key, value) -> {
            applyingKey = key;
            applyingValue = value;
            try {
                if (value == null) {
                    map.remove(key);
                } else {
                    map.put(key, value);
                }
            } catch (RuntimeException | Error e) {
                // a watch of the engine's; the other changes are to come all the same
                failed.accept(e);
            } finally {
                applyingKey = null;
            }
        });
    }

    private void changed(int event, String key, MapValue value, MapValue old) {
        // by key and value: the engine's watches, which are told before, may write while we apply
        if (key.equals(applyingKey) && value == applyingValue) {
            return;
        }
        boolean allowed = key.startsWith(prefix) && !key.startsWith(reserved)
                && (value == null || own.contains(key) || own.size() < Limits.KEYS_MAX);
        if (!allowed) {
            if (!refused) {
                refused = true;
                context.log(LogLevel.WARNING, "SERV", "Service engine writes the key " + key
                        + ", which is not below " + prefix + " or one too many: ignored");
            }
            context.command(KEY_BYTES, () -> feed.repeat(key));
            return;
        }
        if (value == null) {
            own.remove(key);
        } else {
            own.add(key);
        }
        long had = seen;
        context.command(KEY_BYTES + (value == null ? 0 : value.length()), () -> feed.write(key, value, had));
    }
}
