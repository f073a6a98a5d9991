package org.choros.local;

import java.util.Map;

/** Tells anybody who wants to hear; internal. */
interface EventTeller {
    /**
     * @param topic what kind of event
     * @param properties what has happened
     */
    void tell(String topic, Map<String, Object> properties);
}
