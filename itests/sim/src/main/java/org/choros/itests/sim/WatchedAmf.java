package org.choros.itests.sim;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;

import org.choros.engine.amf.AmfAccess;
import org.choros.engine.amf.AmfFactory;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** An availability manager, and somebody who looks over its shoulder: who hears the same has to write the same. */
final class WatchedAmf implements ServiceEngine {
    static final int SERVICE = 17;
    private static final long PRIME = 0x100000001B3L;

    private final Machine machine;
    private final ServiceEngine engine;
    private final AmfAccess access;
    /** A number for all that was heard since the last synchronisation; 0 before the first. */
    private long heard;

    private WatchedAmf(Machine machine, ServiceEngine engine) {
        this.machine = machine;
        this.engine = engine;
        access = AmfAccess.of(engine);
    }

    /** Makes them, with an actuator each on the machine. */
    static ServiceEngineFactory factory(Machine machine, SimProcess process, Chance chance) {
        SiteActuator[] actuator = new SiteActuator[1];
        AmfFactory real = new AmfFactory(context -> {
            actuator[0] = new SiteActuator(machine.site(), process, chance.fork());
            return actuator[0];
        });
        return new ServiceEngineFactory() {
            @Override
            public EngineDescription description() {
                return real.description();
            }

            @Override
            public ServiceEngine create(EngineContext context) {
                WatchedAmf watched = new WatchedAmf(machine, real.create(context));
                actuator[0].access(watched.access);
                process.kept(watched.access, actuator[0]);
                return watched;
            }
        };
    }

    private void hears(long what) {
        if (heard != 0) {
            heard = (heard ^ what) * PRIME;
            heard ^= heard >>> 29;
            heard = heard == 0 ? 1 : heard;
        }
    }

    private void compare() {
        if (heard != 0 && access.exists()) {
            machine.world().watch().availability().ledger(machine.world().nowNs(), machine.nodeId(), heard,
                    access.digest());
        }
    }

    @Override
    public void start(long nowNs) throws EngineException {
        engine.start(nowNs);
    }

    @Override
    public void stop(long nowNs) {
        engine.stop(nowNs);
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long nowNs) {
        engine.onConfigurationChanged(keys, nowNs);
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        hears(sender);
        hears(((long) message.hashCode() << 32) + function);
        engine.onMessage(function, sender, message, nowNs);
        compare();
    }

    @Override
    public void onStable(long position, long nowNs) {
        engine.onStable(position, nowNs);
    }

    @Override
    public void onMembership(Membership change, long nowNs) {
        hears(change.ring().seq());
        hears(Arrays.hashCode(change.members()));
        engine.onMembership(change, nowNs);
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        engine.syncInit(change, nowNs);
    }

    @Override
    public boolean syncProcess(long nowNs) {
        return engine.syncProcess(nowNs);
    }

    @Override
    public void syncActivate(long nowNs) {
        engine.syncActivate(nowNs);
        heard = 1;
        hears(machine.process().core.operationalRing().nodeId());
        hears(machine.process().core.operationalRing().seq());
        compare();
    }

    @Override
    public void syncAbort() {
        engine.syncAbort();
    }

    @Override
    public void onSynchronised(long nowNs) {
        engine.onSynchronised(nowNs);
    }

    @Override
    public long nextDeadlineNs() {
        return engine.nextDeadlineNs();
    }

    @Override
    public void onDeadline(long nowNs) {
        engine.onDeadline(nowNs);
    }

    @Override
    public String toString() {
        return engine.toString();
    }
}
