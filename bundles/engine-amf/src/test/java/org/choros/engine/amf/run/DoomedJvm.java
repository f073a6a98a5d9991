package org.choros.engine.amf.run;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.choros.engine.amf.supervise.JobSpec;

/** A process with a keeper and jobs, which is going to be killed. */
final class DoomedJvm {
    /** How many processes it has run in the end. */
    static final int PROCESSES = 23;

    private DoomedJvm() {
    }

    /** @param args the lock, a mark for processes behind the word mark, a file to make, whether there may be cgroups */
    public static void main(String[] args) {
        Jobs jobs = new Jobs();
        Keeper keeper = new Keeper("doomed", Path.of(args[0]), Boolean.parseBoolean(args[3]), jobs);
        keeper.start();
        String mark = args[1].substring("mark".length());
        JobSpec.Care makes = new JobSpec.Care(0, TimeUnit.SECONDS.toNanos(20), List.of("rm", args[2]), false);
        keeper.run(1, Jobs.command(makes, "", "touch", args[2]));
        for (int job = 2; job < 22; job++) {
            keeper.run(job, Jobs.command("sleep", mark));
        }
        keeper.run(22, Jobs.shell("trap '' TERM; sleep " + mark + " & setsid sh -c 'setsid sleep " + mark
                + " & exec env -i sleep " + mark + "' & wait"));
        while (true) {
            LockSupport.park();
        }
    }
}
