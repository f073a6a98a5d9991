package org.choros.engine.amf.run;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;

import org.choros.engine.amf.supervise.Actuator;
import org.choros.engine.amf.supervise.Executor;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineHome;
import org.choros.spi.engine.HostPower;
import org.choros.spi.log.LogLevel;

/**
 * Does what the state machines of one node ask for: commands by the {@link Keeper}, looks at ports and calls of beans
 * by {@link Work}. What comes of it is told on the engine's thread.
 */
public final class Runner implements Actuator, Results {
    private static final String AMF = "AMF";
    /** More lines than this do not wait for the engine's thread; what is printed past that is counted and dropped. */
    private static final int LINES_MAX = 256;

    private final EngineContext context;
    private final EngineHome home;
    private final Beans beans;
    private final BundleGroups groups;
    private final int uid;
    private final Keeper keeper;
    private final Work work;
    private final AtomicInteger lines = new AtomicInteger();
    private final AtomicInteger dropped = new AtomicInteger();
    private Executor executor;
    private LongConsumer then;
    private final Map<List<String>, JobSpec.Bean> roles = new HashMap<>();
    private Runnable deaf = () -> {
    };
    private Runnable unaware = () -> {
    };
    private boolean closed;

    /**
     * @param context the node
     * @param home where results are brought to
     * @param beans the beans that there are
     * @param groups the groups that bundles declare
     * @param uid the user that this process runs as
     */
    public Runner(EngineContext context, EngineHome home, Beans beans, BundleGroups groups, int uid) {
        this.context = context;
        this.home = home;
        this.beans = beans;
        this.groups = groups;
        this.uid = uid;
        String id = Integer.toUnsignedString(context.localNodeId());
        keeper = new Keeper("choros-keeper-" + id, home.directory().resolve("availability-" + id + ".lock"), this);
        work = new Work("choros-job-" + id, this);
    }

    @Override
    public void tell(Executor whom, LongConsumer andThen) {
        executor = whom;
        then = andThen;
        deaf = beans.onGone((name, workload) -> bring(nowNs -> executor.onBeanGone(name, workload, nowNs)));
        unaware = groups.listen(new BundleGroups.Listener() {
            @Override
            public void changed() {
                bring(nowNs -> {
                    // it looks then
                });
            }

            @Override
            public void refused(String text) {
                log(LogLevel.WARNING, text);
            }
        });
        keeper.start();
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> declared() {
        return groups.groups();
    }

    @Override
    public int uid() {
        return uid;
    }

    @Override
    public boolean isClear() {
        return keeper.clean();
    }

    @Override
    public void run(long job, JobSpec spec) {
        if (spec instanceof JobSpec.Command command) {
            keeper.run(job, command);
        } else if (spec instanceof JobSpec.Probe probe) {
            work.run(job, new Probe(probe));
        } else if (spec instanceof JobSpec.Bean bean) {
            roles.put(List.of(bean.name(), bean.workload()), bean);
            work.run(job, BeanCall.role(bean, beans));
        } else if (spec instanceof JobSpec.BeanCheck check) {
            work.run(job, BeanCall.check(check, beans));
        }
    }

    @Override
    public void kill(long job, boolean force) {
        keeper.kill(job, force);
        if (force) {
            work.kill(job);
        }
    }

    @Override
    public void reset(String why) {
        context.ability(HostPower.class).ifPresentOrElse(power -> {
            context.log(LogLevel.EMERG, AMF, "The host is reset: " + why);
            power.reboot();
        }, () -> context.log(LogLevel.ALERT, AMF,
                "The host is NOT reset, as this node is a guest in its process: " + why));
    }

    @Override
    public void close() {
        closed = true;
        deaf.run();
        unaware.run();
        letGo();
        work.close();
        keeper.close();
    }

    /** Beans outlive the engine: they are told that it ends, and nobody waits for them. */
    private void letGo() {
        List<JobSpec.Bean> all = roles.values().stream().filter(b -> b.role() != Role.NONE).toList();
        if (!all.isEmpty()) {
            Thread thread = new Thread(() -> all.forEach(b -> BeanCall
                    .role(new JobSpec.Bean(b.name(), Role.NONE, b.workload(), b.attributes()), beans).run()),
                    "choros-beans-end");
            thread.setDaemon(true);
            thread.start();
        }
    }

    // --- to the engine's thread

    private void bring(LongConsumer told) {
        home.bring(() -> {
            if (!closed) {
                long nowNs = System.nanoTime();
                told.accept(nowNs);
                then.accept(nowNs);
            }
        });
    }

    @Override
    public void started(long job) {
        bring(nowNs -> executor.onStarted(job, nowNs));
    }

    @Override
    public void ended(long job, Outcome outcome) {
        bring(nowNs -> executor.onEnded(job, outcome, nowNs));
    }

    @Override
    public void gone(long job) {
        bring(nowNs -> executor.onGone(job, nowNs));
    }

    @Override
    public void beat(long job, String what) {
        JobSpec.Command c = keeper.command(job);
        if (c == null) {
            return;
        }
        Slot slot = new Slot(c.environment().get("CHOROS_WORKLOAD"), c.environment().get("CHOROS_UNIT"));
        String component = c.environment().get("CHOROS_COMPONENT");
        bring(nowNs -> {
            if (what.equals("failed")) {
                executor.onFailed(slot, component, "it says that it has failed (WATCHDOG=trigger)", nowNs);
            } else {
                executor.onHeartbeat(slot, component, nowNs);
            }
        });
    }

    @Override
    public void changed() {
        bring(executor::onClear);
    }

    @Override
    public void log(LogLevel level, String text) {
        if (lines.incrementAndGet() > LINES_MAX) {
            lines.decrementAndGet();
            dropped.incrementAndGet();
            return;
        }
        int before = dropped.getAndSet(0);
        boolean taken = home.bring(() -> {
            lines.decrementAndGet();
            context.log(level, AMF, before == 0 ? text : "[" + before + " lines dropped] " + text);
        });
        if (!taken) {
            lines.decrementAndGet();
        }
    }
}
