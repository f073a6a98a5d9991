package org.choros.engine.amf.assign;

import java.util.Collection;

import org.choros.engine.amf.supervise.Order;
import org.choros.engine.amf.supervise.Slot;

/** What all nodes know, the same on each. */
public interface Facts {
    /**
     * @param unit a unit's id
     * @return what it can be used for
     */
    Service service(String unit);

    /**
     * @param slot a slot
     * @return what the ledger has for it, or null
     */
    Order order(Slot slot);

    /** @return all that the ledger has, by slot */
    Collection<Order> orders();

    /**
     * @param workload a workload's id
     * @return the id of the unit that an operator wants it in, or null
     */
    String wish(String workload);

    /**
     * @param workload a workload's id
     * @return whether a node that is away may be running it without the ledger's knowledge
     */
    boolean mayRunElsewhere(String workload);

    /**
     * @param node a node's id
     * @return whether it is here to do what is asked of it
     */
    boolean present(int node);
}
