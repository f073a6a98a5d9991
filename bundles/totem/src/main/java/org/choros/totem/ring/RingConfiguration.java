package org.choros.totem.ring;

import java.util.List;

import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;
import org.choros.wire.totem.Processor;
import org.choros.wire.totem.RingId;

/**
 * A configuration change. First comes a transitional one (who goes with us, who left), then the remaining messages of
 * the old ring, then the regular one (all members in ring order, who joined). Both carry the new ring id.
 *
 * @param regular whether it is the regular one
 * @param ring the new ring
 * @param members the members; of a transitional configuration those that come along from our old ring
 * @param joined who is new (regular only)
 * @param left who is gone (transitional only)
 * @param transitional the members of the transitional configuration before it
 */
public record RingConfiguration(boolean regular, RingId ring, List<Processor> members, List<Processor> joined,
        List<Processor> left, List<Processor> transitional) {

    /** Copies the lists. */
    public RingConfiguration {
        members = List.copyOf(members);
        joined = List.copyOf(joined);
        left = List.copyOf(left);
        transitional = List.copyOf(transitional);
    }

    /** @return the same in the terms of the services: node ids only */
    public Membership membership() {
        return new Membership(regular, new RingIdentity(ring.representative(), ring.seq()), ids(members), ids(joined),
                ids(left), ids(transitional));
    }

    static int[] ids(List<Processor> processors) {
        return processors.stream().mapToInt(Processor::nodeId).toArray();
    }
}
