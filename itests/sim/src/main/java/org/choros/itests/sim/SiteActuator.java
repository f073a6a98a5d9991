package org.choros.itests.sim;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

import org.choros.engine.amf.AmfAccess;
import org.choros.engine.amf.model.Group;
import org.choros.engine.amf.supervise.Actuator;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Role;
import org.choros.engine.amf.supervise.Slot;

/**
 * Runs the jobs of one engine on a machine, as badly as jobs may be: slow, failing, crashing, deaf to SIGTERM. What is
 * true is known at once; the node is told when it comes to look.
 */
final class SiteActuator implements Actuator {
    /** What a bean is here for. */
    static final String BEAN = "bean";
    private static final long MS = Options.MS;
    private static final long TELL_NS = 3 * MS;
    private static final long KILL_NS = 20 * MS;

    private enum What {
        STARTED, ENDED, GONE
    }

    private record News(What what, long job, Outcome outcome) {
    }

    /** A job that is not gone. */
    private static final class Job {
        final long number;
        final String word;
        final String slot;
        Site.Part part;
        boolean ended;
        boolean ending;

        Job(long number, String word, String slot) {
            this.number = number;
            this.word = word;
            this.slot = slot;
        }
    }

    private final Site site;
    private final SimProcess process;
    private final World world;
    private final Upkeep upkeep;
    private final Chance chance;
    private final Map<Long, Job> jobs = new HashMap<>();
    /** Effects and beans, by workload, unit and component. */
    private final Map<String, Site.Part> lasting = new HashMap<>();
    private final Deque<News> news = new ArrayDeque<>();
    private AmfAccess access;
    private boolean telling;
    private boolean closed;
    private boolean clear;

    SiteActuator(Site site, SimProcess process, Chance chance) {
        this.site = site;
        this.process = process;
        this.chance = chance;
        world = site.machine().world();
        upkeep = world.options().upkeep;
    }

    void access(AmfAccess its) {
        access = its;
    }

    private boolean goesWrong() {
        return !world.healed() && chance.below(100) < upkeep.trouble;
    }

    // --- telling

    private void tell(What what, long job, Outcome outcome) {
        news.add(new News(what, job, outcome));
        wake();
    }

    private void wake() {
        if (!telling) {
            telling = true;
            process.does(chance.between(0, TELL_NS), this::tellAll);
        }
    }

    private void tellAll() {
        telling = false;
        while (!news.isEmpty() && !closed) {
            News n = news.remove();
            long now = site.machine().clockNs();
            switch (n.what()) {
                case STARTED -> access.executor().onStarted(n.job(), now);
                case ENDED -> access.executor().onEnded(n.job(), n.outcome(), now);
                default -> access.executor().onGone(n.job(), now);
            }
            access.look(now);
        }
        if (!closed && !clear && site.isClear(this)) {
            clear = true;
            access.executor().onClear(site.machine().clockNs());
            access.look(site.machine().clockNs());
        }
        process.settle();
    }

    /** Something of before may be gone. */
    void siteChanged() {
        if (!closed && !clear && site.isClear(this)) {
            wake();
        }
    }

    // --- jobs

    @Override
    public SortedMap<String, SortedMap<String, String>> declared() {
        return process.declared();
    }

    @Override
    public boolean isClear() {
        return site.isClear(this);
    }

    @Override
    public void run(long number, JobSpec spec) {
        if (spec instanceof JobSpec.Bean bean) {
            tellBean(number, bean);
            return;
        }
        JobSpec.Command c = (JobSpec.Command) spec;
        Map<String, String> e = c.environment();
        String word = c.words().get(0);
        String workload = e.get("CHOROS_WORKLOAD");
        String unit = e.get("CHOROS_UNIT");
        Job job = new Job(number, word, workload + ' ' + unit + ' ' + e.get("CHOROS_COMPONENT"));
        jobs.put(number, job);
        switch (word) {
            case "shoot" -> shoot(job, Integer.parseInt(e.get("CHOROS_NODE_ID")));
            case "serve", "fork" -> serve(job, workload, unit);
            case "raise" -> raise(job, workload, unit);
            case "lower" -> lower(job);
            case "halt" -> halt(job);
            default -> probe(job);
        }
    }

    private Site.Part begin(String workload, String unit, String what) {
        Group g = access.model().groupOf(workload);
        Order order = null;
        for (Order o : access.orders()) {
            order = o.slot().equals(new Slot(workload, unit)) ? o : order;
        }
        // by what the ledger says now: the orders that are followed may be a little older; and what was given while
        // several could have it may go on, and be started again, while the others are taken away
        boolean alone = access.orders().stream()
                .filter(o -> o.slot().workload().equals(workload) && o.role() == Role.ACTIVE).count() == 1;
        boolean wanted = order != null && order.role() == Role.ACTIVE
                && (order.phase() == Order.Phase.ADDING || order.phase() == Order.Phase.HELD && alone);
        return site.begin(this, workload, unit, what, wanted && g != null && g.redundancy().exclusive(),
                g == null || g.quorumNeeded());
    }

    private void serve(Job job, String workload, String unit) {
        if (goesWrong() && chance.oneIn(3)) {
            end(job, 0, Outcome.notRun("no such file"));
            return;
        }
        job.part = begin(workload, unit, job.word);
        if (goesWrong()) {
            end(job, chance.between(0, 40 * MS), Outcome.exit(1));
            return;
        }
        world.after(chance.between(0, 10 * MS), () -> {
            if (!job.ended && jobs.containsKey(job.number)) {
                tell(What.STARTED, job.number, Outcome.OK);
                if (job.word.equals("fork")) {
                    world.after(chance.between(0, 60 * MS), () -> ended(job, Outcome.OK));
                }
            }
        });
        if (goesWrong()) {
            end(job, chance.between(20 * MS, 2000 * MS), Outcome.signal(11));
        }
    }

    private void raise(Job job, String workload, String unit) {
        // it may have the effect from the first moment on, and even when it fails
        lasting.computeIfAbsent(job.slot, k -> begin(workload, unit, "effect"));
        tell(What.STARTED, job.number, Outcome.OK);
        end(job, chance.between(0, 80 * MS), goesWrong() ? Outcome.exit(1) : Outcome.OK);
    }

    private void lower(Job job) {
        tell(What.STARTED, job.number, Outcome.OK);
        boolean good = !goesWrong() || !upkeep.isStuckPossible() && chance.oneIn(2);
        long takesNs = chance.between(0, 40 * MS);
        world.after(takesNs, () -> {
            // what fails may have done its work all the same; when it must, it does
            if (jobs.containsKey(job.number) && (good || !upkeep.isStuckPossible())) {
                site.end(lasting.remove(job.slot));
            }
        });
        end(job, takesNs, good || !upkeep.isStuckPossible() ? Outcome.OK : Outcome.exit(1));
    }

    private void halt(Job job) {
        tell(What.STARTED, job.number, Outcome.OK);
        for (Job other : List.copyOf(jobs.values())) {
            if (other.word.equals("fork") && other.slot.equals(job.slot) && !goesWrong()) {
                end(other, chance.between(0, 50 * MS), Outcome.OK);
            }
        }
        end(job, chance.between(0, 30 * MS), goesWrong() ? Outcome.exit(1) : Outcome.OK);
    }

    private void probe(Job job) {
        tell(What.STARTED, job.number, Outcome.OK);
        if (!goesWrong() || chance.oneIn(2)) {
            end(job, chance.between(0, 20 * MS), goesWrong() ? Outcome.exit(1) : Outcome.OK);
        }
    }

    private void tellBean(long number, JobSpec.Bean bean) {
        // a node has one unit of a group here, called as the node is
        String unit = bean.workload().substring(0, bean.workload().indexOf('/') + 1)
                + site.machine().address(0).getHostAddress();
        Job job = new Job(number, BEAN, bean.workload() + ' ' + unit + ' ' + bean.name());
        jobs.put(number, job);
        if (bean.role() == Role.ACTIVE) {
            lasting.computeIfAbsent(job.slot, k -> begin(bean.workload(), unit, BEAN));
        }
        tell(What.STARTED, number, Outcome.OK);
        boolean lets = bean.role() == Role.NONE;
        if (goesWrong() && chance.oneIn(2) && (!lets || upkeep.isStuckPossible())) {
            // it hangs until it is interrupted
            return;
        }
        boolean good = !goesWrong() || lets && !upkeep.isStuckPossible();
        long takesNs = chance.between(0, 40 * MS);
        world.after(takesNs, () -> {
            if (lets && good && jobs.containsKey(number)) {
                site.end(lasting.remove(job.slot));
            }
        });
        end(job, takesNs, good ? Outcome.OK : Outcome.exit(1));
    }

    /** The fencing command: it may fail, hang, and do its work and fail all the same. */
    private void shoot(Job job, int target) {
        tell(What.STARTED, job.number, Outcome.OK);
        boolean good = !goesWrong();
        boolean hangs = !good && chance.oneIn(3);
        Machine victim = world.machine(target - 1);
        long takesNs = chance.between(10 * MS, 150 * MS);
        if (good || chance.oneIn(2)) {
            world.after(chance.between(0, takesNs), () -> {
                if (jobs.containsKey(job.number)) {
                    world.note(site.machine().toString(), () -> "fences " + victim);
                    victim.reset();
                }
            });
        }
        if (!hangs) {
            end(job, takesNs, good ? Outcome.OK : Outcome.exit(1));
        }
    }

    private void end(Job job, long delayNs, Outcome outcome) {
        if (job.ending && delayNs > 0) {
            return;
        }
        job.ending = true;
        world.after(delayNs, () -> {
            ended(job, outcome);
            gone(job);
        });
    }

    private void ended(Job job, Outcome outcome) {
        if (!job.ended && jobs.containsKey(job.number)) {
            job.ended = true;
            tell(What.ENDED, job.number, outcome);
        }
    }

    private void gone(Job job) {
        if (jobs.remove(job.number) != null) {
            site.end(job.part);
            tell(What.GONE, job.number, null);
        }
    }

    void crash(Site.Part part) {
        for (Job job : List.copyOf(jobs.values())) {
            if (job.part == part) {
                end(job, 0, Outcome.signal(11));
            }
        }
    }

    @Override
    public void kill(long number, boolean force) {
        Job job = jobs.get(number);
        if (job == null) {
            return;
        }
        boolean served = job.part != null;
        if (force && served && upkeep.isStuckPossible() && goesWrong() && chance.oneIn(4)) {
            world.note(site.machine().toString(), () -> "  " + job.word + " does not die of SIGKILL");
            world.after(chance.between(100 * MS, 3000 * MS), () -> {
                ended(job, Outcome.signal(9));
                gone(job);
            });
            return;
        }
        boolean deaf = !force && served && !world.healed() && chance.below(100) < 2 * upkeep.trouble;
        if (!deaf && (served || force)) {
            long delayNs = chance.between(0, force ? KILL_NS : 120 * MS);
            world.after(delayNs, () -> {
                ended(job, Outcome.signal(force ? 9 : 15));
                gone(job);
            });
        }
    }

    @Override
    public void reset(String why) {
        world.note(site.machine().toString(), () -> "resets itself: " + why);
        process.does(0, site.machine()::reset);
    }

    @Override
    public void close() {
        closed = true;
        jobs.clear();
        site.abandon(this);
    }
}
