package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.availability.ManagedComponent;
import org.choros.engine.amf.supervise.Role;
import org.junit.jupiter.api.Test;

/** Services that come and go while they are something. */
class ServiceBeansTest {
    private static final String W = "g/w";

    private final List<String> log = new ArrayList<>();
    private final ServiceBeans services = new ServiceBeans();
    private final Beans beans = services.of("one");
    private final SortedMap<String, String> attributes = new TreeMap<>(Map.of("k", "v"));

    /** A service that writes down what it is told. */
    private final class Service implements ManagedComponent {
        private final String name;
        private boolean bad;

        Service(String name) {
            this.name = name;
        }

        private void log(String what) throws Exception {
            if (bad) {
                throw new Exception(what + " fails");
            }
            log.add(name + " " + what);
        }

        @Override
        public void activate(String workload, SortedMap<String, String> its) throws Exception {
            log("active " + workload + its);
        }

        @Override
        public void standby(String workload, SortedMap<String, String> its) throws Exception {
            log("standby " + workload);
        }

        @Override
        public void quiesce(String workload) throws Exception {
            log("quiesce " + workload);
        }

        @Override
        public boolean healthy(String workload) {
            return !bad;
        }
    }

    private static Map<String, Object> properties(long id, int ranking) {
        return Map.of(ManagedComponent.NAME, "index", "service.id", id, "service.ranking", ranking);
    }

    private void role(Role role) throws Exception {
        beans.find("index").role(role, W, attributes);
    }

    private String told() {
        String all = String.join(", ", log);
        log.clear();
        return all;
    }

    @Test
    void tellsTheBestOneAndStaysWithIt() throws Exception {
        services.addComponent(new Service("old"), properties(1, 0));
        services.addComponent(new Service("young"), properties(2, 0));
        role(Role.STANDBY);
        assertEquals("old standby g/w", told());
        Service best = new Service("best");
        services.addComponent(best, properties(3, 7));
        role(Role.ACTIVE);
        assertEquals("old active g/w{k=v}", told(), "what is begun goes on");
        role(Role.NONE);
        role(Role.NONE);
        assertEquals("old quiesce g/w", told());
        role(Role.ACTIVE);
        assertEquals("best active g/w{k=v}", told());
        assertTrue(beans.find("index").healthy(W));
        best.bad = true;
        assertEquals("quiesce g/w fails", assertThrows(Exception.class, () -> role(Role.NONE)).getMessage());
        best.bad = false;
        role(Role.NONE);
        assertEquals("best quiesce g/w", told(), "until it has");
    }

    @Test
    void saysThatOneHasGone() throws Exception {
        List<String> gone = new ArrayList<>();
        Runnable end = beans.onGone((name, workload) -> gone.add(name + " " + workload));
        Service first = new Service("first");
        services.addComponent(first, properties(1, 9));
        services.addComponent(new Service("second"), properties(2, 0));
        role(Role.ACTIVE);
        services.removeComponent(first, properties(1, 9));
        assertEquals(List.of("index g/w"), gone);
        assertThrows(IllegalStateException.class, () -> beans.find("index").healthy(W));
        told();
        role(Role.NONE);
        assertEquals("", told(), "nothing is left to be ended");
        role(Role.ACTIVE);
        assertEquals("second active g/w{k=v}", told());
        end.run();
        services.removeComponent(first, properties(2, 0));
        assertEquals(1, gone.size());
        String why = assertThrows(IllegalStateException.class, () -> role(Role.ACTIVE)).getMessage();
        assertEquals("there is no service with the property choros.availability.component=index", why);
        role(Role.NONE);
    }

    /** Two nodes of a framework have nothing to do with each other. */
    @Test
    void keepsOwnersApart() throws Exception {
        List<String> gone = new ArrayList<>();
        services.of("one").onGone((name, workload) -> gone.add("one"));
        services.of("two").onGone((name, workload) -> gone.add("two"));
        Service service = new Service("it");
        services.addComponent(service, properties(1, 0));
        role(Role.ACTIVE);
        told();
        services.of("two").find("index").role(Role.NONE, W, attributes);
        assertEquals("", told(), "it was nothing for this one");
        services.removeComponent(service, properties(1, 0));
        assertEquals(List.of("one"), gone);
    }

    /** Whoever has the beans may go and come. */
    @Test
    void followsWhoHasThem() throws Exception {
        BoundBeans bound = new BoundBeans();
        Beans mine = bound.of("me");
        List<String> gone = new ArrayList<>();
        Runnable end = mine.onGone((name, workload) -> gone.add(name));
        assertNull(mine.find("index"));
        bound.bind(services);
        Service service = new Service("it");
        services.addComponent(service, properties(1, 0));
        mine.find("index").role(Role.ACTIVE, W, attributes);
        assertEquals("it active g/w{k=v}", told());
        services.removeComponent(service, properties(1, 0));
        assertEquals(List.of("index"), gone);
        services.addComponent(service, properties(2, 0));
        mine.find("index").role(Role.ACTIVE, W, attributes);
        end.run();
        services.removeComponent(service, properties(2, 0));
        assertEquals(1, gone.size());
        bound.unbind(services);
        assertNull(mine.find("index"));
    }
}
