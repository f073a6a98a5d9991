package org.choros.itests.osgi;

import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import org.osgi.framework.BundleContext;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** Keeps the events of nodes that EventAdmin hands on. */
final class EventEar implements EventHandler {
    private final List<Event> events = new CopyOnWriteArrayList<>();

    static EventEar listen(BundleContext context) {
        EventEar ear = new EventEar();
        context.registerService(EventHandler.class, ear,
                new Hashtable<>(Map.of(EventConstants.EVENT_TOPIC, "org/choros/*")));
        return ear;
    }

    @Override
    public void handleEvent(Event event) {
        events.add(event);
    }

    boolean heard(String topic, String node) {
        return events.stream()
                .anyMatch(e -> e.getTopic().equals(topic) && node.equals(e.getProperty("org.choros.node")));
    }
}
