package org.choros.totem.groups;

import java.nio.charset.StandardCharsets;

/** The groups that corosync's processes send to. */
public enum Group {
    /** Everything the service engines send. */
    SERVICES("a"),
    /** The barrier of the synchronisation. */
    SYNC("sync");

    private final byte[] name;

    Group(String name) {
        this.name = name.getBytes(StandardCharsets.US_ASCII);
    }

    /** Its bytes on the wire; not to be changed. */
    byte[] bytes() {
        return name;
    }
}
