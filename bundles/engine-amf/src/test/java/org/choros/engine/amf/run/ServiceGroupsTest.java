package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import org.choros.availability.GroupDeclaration;
import org.choros.availability.GroupDefinition;
import org.junit.jupiter.api.Test;

/** Services that declare groups, and come and go. */
class ServiceGroupsTest {
    private boolean ending;
    private final ServiceGroups services = new ServiceGroups(() -> ending);
    private final List<String> told = new ArrayList<>();

    /** Writes down what is told. */
    private final class Ear implements BundleGroups.Listener {
        @Override
        public void changed() {
            told.add("changed");
        }

        @Override
        public void refused(String text) {
            told.add(text.replaceAll("\\(.*\\)", "(it)"));
        }
    }

    private static Map<String, Object> properties(long id, int ranking) {
        return Map.of("service.id", id, "service.ranking", ranking);
    }

    private static GroupDeclaration group(String name, String nodes) {
        return () -> GroupDefinition.named(name).key("nodes", nodes).build();
    }

    private String told() {
        String all = String.join(", ", told);
        told.clear();
        return all;
    }

    /** Which nodes are said for each group. */
    private static String nodes(BundleGroups of) {
        SortedMap<String, String> nodes = new TreeMap<>();
        of.groups().forEach((name, keys) -> nodes.put(name, keys.get("nodes")));
        return nodes.toString();
    }

    @Test
    void theBestOneOfANameCounts() {
        services.listen(new Ear());
        assertEquals("{}", nodes(services));
        GroupDeclaration old = group("web", "old");
        services.addDeclaration(old, properties(1, 0));
        assertEquals("changed", told());
        services.addDeclaration(group("web", "young"), properties(2, 0));
        services.addDeclaration(group("db", "d"), properties(3, 0));
        assertEquals("changed", told(), "the young one makes no difference");
        assertEquals("{db=d, web=old}", nodes(services));
        services.addDeclaration(group("web", "best"), properties(4, 7));
        assertEquals("{db=d, web=best}", nodes(services));
        services.updatedDeclaration(old, properties(1, 8));
        assertEquals("{db=d, web=old}", nodes(services));
        services.removeDeclaration(old, properties(1, 8));
        assertEquals("{db=d, web=best}", nodes(services));
        assertEquals("changed, changed, changed", told());
        SortedMap<String, SortedMap<String, String>> now = services.groups();
        services.removeDeclaration(old, properties(2, 0));
        assertSame(now, services.groups());
        assertEquals("", told());
        assertThrows(UnsupportedOperationException.class, now::clear);
    }

    @Test
    void isAskedAgainWhenItsPropertiesChange() {
        String[] nodes = {"a"};
        GroupDeclaration service = () -> GroupDefinition.named("web").key("nodes", nodes[0]).build();
        services.addDeclaration(service, properties(1, 0));
        nodes[0] = "b";
        services.updatedDeclaration(service, properties(1, 0));
        assertEquals("{web=b}", nodes(services));
        nodes[0] = "b\n";
        services.listen(new Ear());
        services.updatedDeclaration(service, properties(1, 0));
        assertEquals("{web=b}", nodes(services), "what it has said before");
        assertEquals("The service 1 that declares a group (it) fails: the value of nodes is not one line of text",
                told());
    }

    @Test
    void saysWhatIsNotTaken() {
        services.addDeclaration(() -> GroupDefinition.parse("group {\nwhat\n"), properties(1, 0));
        services.addDeclaration(() -> null, properties(2, 0));
        services.addDeclaration(() -> {
            throw new NoClassDefFoundError("no/such/Type");
        }, properties(3, 0));
        Runnable end = services.listen(new Ear());
        told.sort(null);
        assertEquals("The service 1 that declares a group (it) fails: line 2: this is no section that opens or closes, "
                + "and no \"key: value\", The service 2 that declares a group (it) declares nothing, "
                + "The service 3 that declares a group (it) fails: no/such/Type", told(), "also who comes later");
        assertEquals("{}", nodes(services));
        for (int i = 4; i <= ServiceGroups.MAX; i++) {
            services.addDeclaration(group("g" + i, "a"), properties(i, 0));
        }
        told();
        services.addDeclaration(group("more", "a"), properties(1000, 0));
        assertEquals("The service 1000 that declares a group (it) is not asked: there are 256 already", told());
        assertEquals(ServiceGroups.MAX - 3, services.groups().size());
        services.removeDeclaration(null, properties(4, 0));
        services.updatedDeclaration(group("more", "a"), properties(1000, 0));
        assertTrue(services.groups().containsKey("more"));
        end.run();
        told();
        services.removeDeclaration(null, properties(5, 0));
        assertEquals("", told());
    }

    /** A framework that ends unregisters everything, and nobody wants to have it withdrawn. */
    @Test
    void keepsThemWhenTheFrameworkEnds() {
        GroupDeclaration web = group("web", "a");
        services.addDeclaration(web, properties(1, 0));
        services.listen(new Ear());
        ending = true;
        services.removeDeclaration(web, properties(1, 0));
        assertEquals("{web=a}", nodes(services));
        assertEquals("", told());
    }

    /** One that goes while it is still asked declares nothing. */
    @Test
    void forgetsWhoGoesWhileItIsAsked() {
        GroupDeclaration slow = () -> {
            services.removeDeclaration(null, properties(1, 0));
            return GroupDefinition.named("web").build();
        };
        services.addDeclaration(slow, properties(1, 0));
        assertEquals("{}", nodes(services));
    }

    /** Whoever tracks them may go and come: no bundle has taken anything back then. */
    @Test
    void followsWhoTracksThem() {
        BoundGroups bound = new BoundGroups();
        Runnable end = bound.listen(new Ear());
        assertEquals("{}", nodes(bound));
        GroupDeclaration web = group("web", "a");
        services.addDeclaration(web, properties(1, 0));
        services.addDeclaration(() -> null, properties(2, 0));
        bound.bind(services);
        assertEquals("The service 2 that declares a group (it) declares nothing, changed", told());
        assertEquals("{web=a}", nodes(bound));
        bound.listen(new Ear()).run();
        assertEquals("The service 2 that declares a group (it) declares nothing", told());
        services.addDeclaration(group("db", "b"), properties(3, 0));
        assertEquals("changed", told());
        bound.unbind(services);
        services.removeDeclaration(web, properties(1, 0));
        assertEquals("{db=b, web=a}", nodes(bound));
        assertEquals("", told());
        ServiceGroups next = new ServiceGroups(() -> false);
        next.addDeclaration(group("db", "b"), properties(1, 0));
        bound.bind(next);
        assertEquals("changed", told());
        assertEquals("{db=b}", nodes(bound));
        end.run();
        next.removeDeclaration(null, properties(1, 0));
        assertEquals("{}", nodes(bound));
        assertEquals("", told());
    }
}
