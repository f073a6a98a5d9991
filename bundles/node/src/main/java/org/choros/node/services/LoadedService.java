package org.choros.node.services;

import org.choros.spi.cmap.IcMap;
import org.choros.spi.cmap.MapValue;
import org.choros.spi.cmap.StatsMap;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** One engine in the table, with its counters and its clients. */
final class LoadedService {
    private final ServiceEngineFactory factory;
    private final EngineDescription description;
    private final long[] tx;
    private final long[] rx;
    private final long[] shownTx;
    private final long[] shownRx;
    private final String[] txKeys;
    private final String[] rxKeys;
    private final ServiceContext context;
    private final EngineCounters counters;
    private ServiceEngine engine;
    private int flowControl;
    private int failures;
    private String givenUp;
    /** Positions: of the first thing that it was given and that may not be stable, 0 for none; of the last one. */
    private long firstUnstable;
    private long lastGiven;

    LoadedService(ServiceEngineFactory factory, EngineDescription description, ServiceHost host, ServiceTable table) {
        this.factory = factory;
        this.description = description;
        context = new ServiceContext(description.id(), host, table);
        counters = new EngineCounters(description.key(), host.map(), host.ability(StatsMap.class),
                thrown -> table.failing().failed(this, "a counter", thrown));
        int functions = description.functions();
        tx = new long[functions];
        rx = new long[functions];
        shownTx = new long[functions];
        shownRx = new long[functions];
        txKeys = new String[functions];
        rxKeys = new String[functions];
        for (int f = 0; f < functions; f++) {
            txKeys[f] = "runtime.services." + description.key() + "." + f + ".tx";
            rxKeys[f] = "runtime.services." + description.key() + "." + f + ".rx";
        }
    }

    /** Makes the engine, which may use its context from now on. */
    void create() {
        engine = factory.create(context);
    }

    EngineDescription description() {
        return description;
    }

    EngineCounters counters() {
        return counters;
    }

    ServiceEngine engine() {
        return engine;
    }

    boolean madeBy(ServiceEngineFactory candidate) {
        return factory == candidate;
    }

    /** @return how often its engine has thrown, this time included */
    int countFailure() {
        return ++failures;
    }

    int failures() {
        return failures;
    }

    void giveUp(String reason) {
        givenUp = reason;
    }

    /** @return why it is to be unloaded, null when it is not */
    String givenUp() {
        return givenUp;
    }

    /** Writes the keys that say that the engine is there. */
    void announce(IcMap map) {
        String service = "internal_configuration.service." + description.id();
        map.put(service + ".name", MapValue.str("corosync_" + description.key()));
        map.put(service + ".ver", MapValue.u32(0));
        map.put("runtime.services." + description.key() + ".service_id", MapValue.u16(description.id()));
        for (int f = 0; f < tx.length; f++) {
            map.put(txKeys[f], MapValue.u64(0));
            map.put(rxKeys[f], MapValue.u64(0));
        }
    }

    /** Nothing that the engine asks for happens any more, and nothing of it is shown. */
    void retract(IcMap map) {
        context.close();
        counters.retract();
        map.remove("internal_configuration.service." + description.id() + ".name");
        map.remove("internal_configuration.service." + description.id() + ".ver");
        map.remove("runtime.services." + description.key() + ".service_id");
        for (int f = 0; f < tx.length; f++) {
            map.remove(txKeys[f]);
            map.remove(rxKeys[f]);
        }
    }

    void countSent(int function) {
        if (function >= 0 && function < tx.length) {
            tx[function]++;
        }
    }

    void countReceived(int function) {
        rx[function]++;
    }

    // Counting in place keeps the message path free of allocation; readers of the map are served by this.
    void showCounters(IcMap map) {
        counters.show();
        for (int f = 0; f < tx.length; f++) {
            if (tx[f] != shownTx[f]) {
                map.count(txKeys[f], tx[f] - shownTx[f]);
                shownTx[f] = tx[f];
            }
            if (rx[f] != shownRx[f]) {
                map.count(rxKeys[f], rx[f] - shownRx[f]);
                shownRx[f] = rx[f];
            }
        }
    }

    /** The engine is given something. */
    void given(long position) {
        lastGiven = position;
        firstUnstable = firstUnstable == 0 ? position : firstUnstable;
    }

    /** Whether something that it was given is stable now, and was not before. */
    boolean becomesStable(long position) {
        if (firstUnstable == 0 || firstUnstable > position) {
            return false;
        }
        firstUnstable = lastGiven > position ? position + 1 : 0;
        return true;
    }

    boolean flowControl(int level) {
        boolean changed = flowControl != level;
        flowControl = level;
        return changed;
    }
}
