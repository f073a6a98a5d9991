package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.List;

/** V8, and what V2 and V3 demand when all is quiet. */
final class ConvergenceChecks {
    private final World world;
    private final MessageChecks messages;
    private boolean healed;
    private long healedNs;

    ConvergenceChecks(World world, MessageChecks messages) {
        this.world = world;
        this.messages = messages;
    }

    void healed(long nowNs) {
        healed = true;
        healedNs = nowNs;
    }

    private List<Life> living() {
        List<Life> living = new ArrayList<>();
        for (Machine machine : world.machines.values()) {
            if (machine.life != null && machine.life.alive) {
                living.add(machine.life);
            }
        }
        return living;
    }

    /** Why there is not one synchronised ring of all that live, or empty. */
    private String ringTrouble() {
        List<Life> living = living();
        RingRecord first = null;
        for (Life life : living) {
            RingRecord ring = ringOf(life);
            if (ring == null) {
                return "node " + life + " is on no ring";
            }
            first = first == null ? ring : first;
            if (ring != first) {
                return "node " + life + " is on ring " + ring + Ids.text(ring.members) + ", node " + living.get(0)
                        + " on " + first + Ids.text(first.members);
            }
            if (ring.members.length != living.size() || !Ids.contains(ring.members, life.node)) {
                return "ring " + ring + " has members " + Ids.text(ring.members) + " while " + living + " live";
            }
            if (life.ring != null && !life.synchronised) {
                return "node " + life + " has not synchronised on ring " + ring;
            }
            if (life.queued != 0) {
                return "node " + life + " has " + life.queued + " messages queued";
            }
        }
        return "";
    }

    private static RingRecord ringOf(Life life) {
        if (life.ring != null) {
            return life.ring;
        }
        for (Client client : life.clients) {
            if (client.open && client.ring != null) {
                return client.ring;
            }
        }
        return null;
    }

    boolean converged() {
        return ringTrouble().isEmpty() && messageTrouble().isEmpty();
    }

    private String messageTrouble() {
        for (Client client : world.clients) {
            if (client.isThere()) {
                String missing = messages.missing(client);
                if (!missing.isEmpty()) {
                    return missing;
                }
            }
        }
        return "";
    }

    /** @return how long it took */
    long settled(long nowNs) {
        long took = healed ? nowNs - healedNs : 0;
        String ring = ringTrouble();
        if (!ring.isEmpty()) {
            world.violated(Property.V8, nowNs, ring + ", " + took / 1_000_000 + " ms after healing");
            return took;
        }
        if (took > world.options.convergenceNs()) {
            world.violated(Property.V8, nowNs, "one ring " + took / 1_000_000 + " ms after healing, later than "
                    + world.options.convergenceNs() / 1_000_000 + " ms");
        }
        for (Client client : world.clients) {
            String missing = client.isThere() ? messages.missing(client) : "";
            if (!missing.isEmpty()) {
                world.violated(name(client), nowNs, missing + ", " + took / 1_000_000 + " ms after healing");
            }
        }
        return took;
    }

    /** Lost for its sender alone: V3; for another alone: V2; not sent at all: the queue has not drained. */
    private Property name(Client receiver) {
        Client sender = messages.firstMissing(receiver);
        if (!messages.isOut(receiver, sender)) {
            return Property.V8;
        }
        return sender.life == receiver.life ? Property.V3 : Property.V2;
    }
}
