package org.choros.local;

import java.util.Map;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventAdmin;

/** Posts events where there is an EventAdmin; elsewhere it is not there itself, and its class is never loaded. */
@Component(service = EventTeller.class)
public final class EventAdminTeller implements EventTeller {
    private final EventAdmin admin;

    /**
     * @param admin who hands events on
     */
    @Activate
    public EventAdminTeller(@Reference EventAdmin admin) {
        this.admin = admin;
    }

    @Override
    public void tell(String topic, Map<String, Object> properties) {
        admin.postEvent(new Event(topic, properties));
    }
}
