package org.choros.engine.wd;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.HostPower;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.log.LogLevel;

/** Looks after resources and, as long as they are well, after the watchdog device; has neither clients nor messages. */
final class WdEngine implements ServiceEngine, WatchedResource.Watcher {
    /** More resources than this are not looked after. */
    static final int RESOURCES_MAX = 1024;

    private static final String WD = "WD";
    private static final String RESOURCES = "resources.";
    /** Where resources may appear while the node runs. */
    private static final List<String> LIVELY = List.of("resources.process.", "resources.system.");
    private static final String STATE = "state";

    private final EngineContext context;
    private final IcMap map;
    private final Tickler tickler;
    private final Map<String, WatchedResource> resources = new LinkedHashMap<>();
    private IcMap.Tracking tracking;
    private boolean full;
    /** The earliest check of a resource, or before; asked for with every packet, while resources may be many. */
    private long resourcesNs = NO_DEADLINE;

    WdEngine(EngineContext context) {
        this.context = context;
        this.map = context.map();
        this.tickler = new Tickler(context);
    }

    @Override
    public void start(long nowNs) {
        tickler.start(nowNs);
        boolean any = false;
        for (String key : map.withPrefix(RESOURCES).keySet()) {
            String prefix = prefix(key);
            if (prefix != null && key.length() == prefix.length() + STATE.length() && key.endsWith(STATE)) {
                any |= appeared(prefix);
            }
        }
        if (!any) {
            context.log(LogLevel.INFO, WD, "no resources configured.");
        }
        tracking = map.track(RESOURCES, IcMap.ADD | IcMap.MODIFY | IcMap.DELETE | IcMap.PREFIX,
                (event, key, value, old) -> changed(event, key));
    }

    /** Of {@code resources.TYPE.NAME.KEY} all up to the last full stop; null of another key. */
    private static String prefix(String key) {
        int type = key.indexOf('.', RESOURCES.length());
        int name = type < 0 ? -1 : key.indexOf('.', type + 1);
        return name < 0 || key.indexOf('.', name + 1) >= 0 ? null : key.substring(0, name + 1);
    }

    private static String name(String prefix) {
        return prefix.substring(prefix.indexOf('.', RESOURCES.length()) + 1, prefix.length() - 1);
    }

    private void changed(int event, String key) {
        String prefix = prefix(key);
        if (prefix == null) {
            return;
        }
        String last = key.substring(prefix.length());
        WatchedResource resource = resources.get(prefix);
        if (resource == null) {
            if (event == IcMap.ADD && last.equals(STATE) && LIVELY.stream().anyMatch(prefix::startsWith)) {
                appeared(prefix);
            }
        } else if (event != IcMap.DELETE) {
            resource.changed(last);
        } else if (last.equals(STATE)) {
            context.log(LogLevel.WARNING, WD, "resource \"" + name(prefix) + "\" deleted from cmap!");
            resources.remove(prefix);
            full = false;
        }
    }

    /** Looks after the resource whose state has appeared; answers whether its keys are complete. */
    private boolean appeared(String prefix) {
        if (resources.size() >= RESOURCES_MAX) {
            if (!full) {
                context.log(LogLevel.WARNING, WD, "more than " + RESOURCES_MAX + " resources: " + name(prefix)
                        + " and further ones are not watched.");
            }
            full = true;
            return false;
        }
        WatchedResource resource = new WatchedResource(context, prefix, name(prefix), this);
        boolean complete = resource.start();
        resources.put(prefix, resource);
        return complete;
    }

    @Override
    public void due() {
        resourcesNs = 0;
    }

    @Override
    public void failed(String recovery) {
        switch (recovery) {
            case "watchdog", "quit" -> tickler.giveUp();
            case "reboot" -> power(recovery, HostPower::reboot);
            case "shutdown" -> power(recovery, HostPower::powerOff);
            // what a resource does about itself (restart, for example), or nothing at all
            default -> {
            }
        }
    }

    private void power(String recovery, Consumer<HostPower> action) {
        context.ability(HostPower.class).ifPresentOrElse(action, () -> context.log(LogLevel.ALERT, WD,
                "NOT carrying out the recovery " + recovery + ": this node is a guest in its process."));
    }

    @Override
    public void stop(long nowNs) {
        tracking.close();
        resources.clear();
        resourcesNs = NO_DEADLINE;
        tickler.stop();
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        throw new IllegalStateException("there are no functions");
    }

    @Override
    public long nextDeadlineNs() {
        return Math.min(resourcesNs, tickler.nextDeadlineNs());
    }

    @Override
    public void onDeadline(long nowNs) {
        if (resourcesNs <= nowNs) {
            resourcesNs = NO_DEADLINE;
            for (WatchedResource r : List.copyOf(resources.values())) {
                r.onDeadline(nowNs);
                resourcesNs = Math.min(resourcesNs, r.nextDeadlineNs());
            }
        }
        tickler.onDeadline(nowNs);
    }
}
