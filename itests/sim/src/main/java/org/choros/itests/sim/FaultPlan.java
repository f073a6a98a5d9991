package org.choros.itests.sim;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

import org.choros.itests.sim.Machine.Moment;
import org.choros.wire.ipc.CfgRequest;
import org.choros.wire.ipc.IpcMessage;
import org.choros.wire.ipc.VoteQuorumRequest;
import org.choros.wire.totem.PacketType;

/** The faults of a run: drawn before it begins, then done to the {@link World} one after the other. */
final class FaultPlan {
    private static final int CFG = 1;
    private static final int VOTEQUORUM = 5;
    private static final int TRAPS = 6;
    private static final Moment[] MOMENTS = Moment.values();

    private final List<Fault> faults = new ArrayList<>();
    private long endNs;

    private FaultPlan() {
    }

    static FaultPlan draw(Options o, Chance r) {
        FaultPlan plan = new FaultPlan();
        List<Fault.Kind> kinds = new ArrayList<>();
        for (Map.Entry<Fault.Kind, Integer> e : o.weights.entrySet()) {
            boolean disk = e.getKey() == Fault.Kind.DISK;
            if (!disk || o.staleDisks || o.lostDisks) {
                kinds.addAll(Collections.nCopies(e.getValue(), e.getKey()));
            }
        }
        long at = 100 * Options.MS + o.quietNs;
        for (int i = 0; i < o.faults && !kinds.isEmpty(); i++) {
            at += r.between(0, 2 * o.faultGapNs);
            Fault.Kind kind = kinds.get(r.below(kinds.size()));
            int b = o.nodes > 1 ? r.below(o.nodes) : 0;
            plan.faults.add(new Fault(at, kind, r.below(o.nodes), b, value(kind, o, r)));
        }
        plan.endNs = at + o.faultGapNs;
        return plan;
    }

    private static long value(Fault.Kind kind, Options o, Chance r) {
        long tokenNs = o.tokenMs * Options.MS;
        return switch (kind) {
            case PAUSE -> r.wide(tokenNs / 20, 4 * tokenNs);
            case CLOG, CLOG_MACHINE -> r.wide(tokenNs / 20, 3 * tokenNs);
            case SLOW -> r.oneIn(3) ? 0 : r.wide(Options.MS / 50, 5 * Options.MS);
            case JUMP -> r.wide(tokenNs / 10, r.oneIn(4) ? 3_600_000 * Options.MS : 3 * tokenNs);
            case REPLAY -> 1 + r.below(60);
            case DISK -> o.lostDisks && (!o.staleDisks || r.oneIn(2)) ? 0 : 1 + r.below(4);
            case EXPECTED, VOTES -> 1 + r.below(2 * o.nodes);
            default -> r.nextLong() >>> 1;
        };
    }

    /** @return when the last one is over */
    long endNs() {
        return endNs;
    }

    int size() {
        return faults.size();
    }

    void start(World world) {
        for (Fault f : faults) {
            world.after(f.atNs() - world.nowNs(), () -> {
                world.note("fault", f::toString);
                act(world, f);
            });
        }
    }

    private static void act(World world, Fault f) {
        Machine m = world.machine(f.a());
        switch (f.kind()) {
            case CRASH -> m.crash();
            case BOOT -> bootSomebody(world, f.a());
            case LEAVE -> m.leave();
            case PAUSE -> m.pause(f.value());
            case SLOW -> m.slowDown(f.value());
            case JUMP -> m.jump(f.value());
            case TRIGGER -> trap(world, f);
            case DISK -> {
                m.crash();
                m.forget((int) f.value());
            }
            case REPLAY -> {
                for (int i = 0; i < f.value(); i++) {
                    world.network().replay();
                }
            }
            case VOTES, EXPECTED, RELOAD -> operate(world, f);
            default -> network(world, f);
        }
    }

    private static void bootSomebody(World world, int from) {
        int nodes = world.machines().size();
        for (int i = 0; i < nodes; i++) {
            Machine m = world.machine((from + i) % nodes);
            if (!m.isUp()) {
                m.boot();
                return;
            }
        }
    }

    private static void network(World world, Fault f) {
        Network net = world.network();
        int nodes = world.machines().size();
        long until = world.nowNs() + f.value();
        switch (f.kind()) {
            case PARTITION -> {
                for (int i = 0; i < nodes; i++) {
                    for (int j = 0; j < nodes; j++) {
                        net.cut(i, j, (f.value() >>> i & 1) != (f.value() >>> j & 1));
                    }
                }
            }
            case ONE_WAY -> net.cut(f.a(), f.b(), f.a() != f.b());
            case OVERLAP -> overlap(net, nodes, new Chance(f.value()));
            case ISOLATE -> {
                for (int i = 0; i < nodes; i++) {
                    net.cut(f.a(), i, i != f.a());
                    net.cut(i, f.a(), i != f.a());
                }
            }
            case MEND -> net.mendAll();
            case LINK_DEAD -> {
                for (int i = 0; i < nodes; i++) {
                    if ((f.value() & 2) != 0 || i == f.a()) {
                        net.cutOff((int) f.value() & 1, i, true);
                    }
                }
            }
            case LINK_MEND -> {
                for (int i = 0; i < nodes; i++) {
                    net.cutOff((int) f.value() & 1, i, false);
                }
            }
            case CLOG -> net.clog(f.a(), f.b(), until);
            case CLOG_MACHINE -> {
                for (int i = 0; i < nodes; i++) {
                    net.clog(f.a(), i, until);
                    net.clog(i, f.a(), until);
                }
            }
            case TYPE_LOSS -> {
                PacketType type = PacketType.values()[(int) (f.value() % 6)];
                world.note("fault", () -> "every " + type + " is lost");
                net.loseType(type, world.nowNs() + 2 * world.options().tokenMs * Options.MS);
            }
            default -> throw new IllegalStateException("fault " + f);
        }
    }

    // who reaches whom is then not transitive
    private static void overlap(Network net, int nodes, Chance r) {
        double density = r.unit();
        boolean oneWay = r.oneIn(3);
        for (int i = 0; i < nodes; i++) {
            for (int j = i + 1; j < nodes; j++) {
                boolean there = r.with(density);
                net.cut(i, j, there);
                net.cut(j, i, oneWay ? r.with(density) : there);
            }
        }
    }

    private static void trap(World world, Fault f) {
        Machine victim = world.machine(f.b());
        Moment moment = MOMENTS[(int) (f.value() % MOMENTS.length)];
        int what = (int) (f.value() / MOMENTS.length % TRAPS);
        Chance r = new Chance(f.value());
        long delay = r.oneIn(3) ? 0 : r.wide(1000, 20 * Options.MS);
        world.machine(f.a()).when(moment, () -> world.after(delay, () -> {
            if (world.healed()) {
                return;
            }
            world.note("fault", () -> "the trap at " + moment + " of n" + (f.a() + 1) + " springs");
            switch (what) {
                case 0, 1 -> victim.crash();
                case 2 -> victim.boot();
                case 3 -> {
                    // comes and dies inside one synchronisation
                    victim.crash();
                    victim.boot();
                    world.after(r.wide(Options.MS, 50 * Options.MS), () -> {
                        if (!world.healed()) {
                            victim.crash();
                        }
                    });
                }
                case 4 -> victim.pause(r.wide(Options.MS, 2 * world.options().tokenMs * Options.MS));
                default -> victim.leave();
            }
        }));
    }

    private static void operate(World world, Fault f) {
        Machine m = world.machine(f.a());
        if (f.kind() == Fault.Kind.RELOAD) {
            world.configuration().change(new Chance(f.value()));
        }
        if (m.isUp() && !m.process().isPaused()) {
            int service = f.kind() == Fault.Kind.RELOAD ? CFG : VOTEQUORUM;
            IpcMessage request = switch (f.kind()) {
                case RELOAD -> new CfgRequest.ReloadConfig();
                case VOTES -> new VoteQuorumRequest.SetVotes((int) f.value() % 4, f.b() + 1);
                default -> new VoteQuorumRequest.SetExpected((int) f.value());
            };
            m.process().clients.request(service, request);
        }
    }

    @Override
    public String toString() {
        return faults.toString();
    }
}
