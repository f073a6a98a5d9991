package org.choros.engine.amf.run;

import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;

/** A call of a bean. */
final class BeanCall {
    private BeanCall() {
    }

    /** A call that tells it its role. */
    static Work.Task role(JobSpec.Bean spec, Beans beans) {
        return () -> call(spec.name(), beans, bean -> {
            bean.role(spec.role(), spec.workload(), spec.attributes());
            return true;
        });
    }

    /** A call that asks whether all is well. */
    static Work.Task check(JobSpec.BeanCheck spec, Beans beans) {
        return () -> call(spec.name(), beans, bean -> bean.healthy(spec.workload()));
    }

    private interface Call {
        boolean on(Beans.Bean bean) throws Exception;
    }

    private static Outcome call(String name, Beans beans, Call call) {
        Beans.Bean bean = beans.find(name);
        if (bean == null) {
            return Outcome.notRun("no bean is registered with the name " + name);
        }
        try {
            return call.on(bean) ? Outcome.OK : new Outcome(1, "it is not well");
        } catch (InterruptedException e) {
            return new Outcome(1, "it was interrupted");
        } catch (Exception e) {
            return new Outcome(1, e.getMessage() == null ? e.toString() : e.getMessage());
        }
    }
}
