package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** V5, and V1, V2 and V4 at the level of rings and frames. */
final class RingChecks {
    private final World world;
    private final MessageChecks messages;
    private int installations;

    RingChecks(World world, MessageChecks messages) {
        this.world = world;
        this.messages = messages;
    }

    int installations() {
        return installations;
    }

    void started(Life life, Storage storage, long storedSeq) {
        if (storage != Storage.CURRENT) {
            life.machine.epoch++;
            life.machine.highestSeq = storage == Storage.LOST ? 0 : storedSeq;
            life.machine.storedSeq = life.machine.highestSeq;
        }
        life.highestBefore = life.machine.highestSeq;
    }

    void stored(long nowNs, Life life, int rep, long seq) {
        if (seq <= life.machine.storedSeq) {
            world.violated(Property.V5, nowNs,
                    "node " + life + " forms ring " + RingRecord.text(rep, seq) + " after ring "
                            + "number " + Long.toHexString(life.machine.storedSeq));
        }
        life.machine.storedSeq = seq;
    }

    void transitional(long nowNs, Life life, int rep, long seq, int[] members) {
        if (life.transitional) {
            world.violated(Property.V4, nowNs, "node " + life + " gets a second transitional configuration");
        }
        life.transitional = true;
        life.transitionalRep = rep;
        life.transitionalSeq = seq;
        life.transitionalMembers = Ids.sorted(members);
    }

    void regular(long nowNs, Life life, int rep, long seq, int[] memberIds, int[] alongIds) {
        installations++;
        int[] members = Ids.sorted(memberIds);
        int[] along = Ids.sorted(alongIds);
        RingRecord next = record(nowNs, life, rep, seq, members);
        if (seq <= life.machine.highestSeq) {
            world.violated(Property.V5, nowNs, "node " + life + " goes from ring number "
                    + Long.toHexString(life.machine.highestSeq) + " to ring " + next);
        }
        life.machine.highestSeq = seq;
        RingRecord old = life.ring;
        checkTransitional(nowNs, life, next, old, along);
        if (old != null) {
            RingRecord.Passage passage = new RingRecord.Passage(life, along);
            checkPassage(nowNs, passage, old, next);
            messages.passage(nowNs, life, passage, old, next);
            next.passages.computeIfAbsent(old, k -> new ArrayList<>()).add(passage);
        }
        claim(nowNs, life, old, next, along);
        life.synchronisedWith.removeIf(n -> !Ids.contains(along, n));
        life.settled = Set.copyOf(life.synchronisedWith);
        life.since.keySet().removeIf(n -> !Ids.contains(next.members, n) || !Ids.contains(along, n));
        for (int member : next.members) {
            life.since.putIfAbsent(member, nowNs);
        }
        next.installed.add(life.node);
        next.seen = true;
        life.startRing(next);
        for (Client client : life.clients) {
            client.startRing();
        }
        if (installations % 64 == 0) {
            world.forgetRings();
        }
    }

    /** A client is told of a ring: V5 as far as clients can see it. */
    RingRecord told(long nowNs, Client client, int rep, long seq, int[] memberIds) {
        if (client.ring != null && client.ring.same(rep, seq)) {
            return client.ring;
        }
        installations++;
        int[] members = Ids.sorted(memberIds);
        Machine machine = client.life.machine;
        RingRecord known = world.ring(rep, seq);
        if (known == null || !known.hasMembers(members) && world.machine(rep).epoch != known.epoch) {
            known = world.newRing(rep, seq, members);
        } else if (!known.hasMembers(members)) {
            world.violated(Property.V5, nowNs, "ring " + known + " of " + client + " has members "
                    + Ids.text(members) + ", others have it with " + Ids.text(known.members));
        }
        if (!Ids.contains(members, rep) || !Ids.contains(members, client.life.node)) {
            world.violated(Property.V5, nowNs, "ring " + known + " of " + client + " has members "
                    + Ids.text(members) + ", not itself or not the representative");
        }
        // several clients of one node read in their own time what they are told
        long before = client.ring == null ? client.life.highestBefore : client.ring.seq;
        if (seq <= before) {
            world.violated(Property.V5, nowNs, client + " goes from ring "
                    + (client.ring == null ? Long.toHexString(before) : client.ring) + " to ring " + known);
        }
        machine.highestSeq = Math.max(machine.highestSeq, seq);
        known.seen = true;
        return known;
    }

    /** The record of the ring; an id that comes again is another ring only if its representative had forgotten it. */
    private RingRecord record(long nowNs, Life life, int rep, long seq, int[] members) {
        RingRecord known = world.ring(rep, seq);
        boolean again = known != null && known.installed.contains(life.node);
        boolean forgotten = known != null && world.machine(rep).epoch != known.epoch
                && (again || !known.hasMembers(members) || !world.inhabited(known));
        if (known == null || forgotten) {
            known = world.newRing(rep, seq, members);
        } else if (!known.hasMembers(members)) {
            world.violated(Property.V5, nowNs, "ring " + known + " of node " + life + " has members "
                    + Ids.text(members) + ", others have it with " + Ids.text(known.members));
        } else if (again) {
            world.violated(Property.V5, nowNs, "ring " + known + " comes again at node " + life);
        }
        if (!Ids.contains(members, rep) || !Ids.contains(members, life.node)) {
            world.violated(Property.V5, nowNs, "ring " + known + " of node " + life + " has members "
                    + Ids.text(members) + ", not itself or not the representative");
        }
        return known;
    }

    private void checkTransitional(long nowNs, Life life, RingRecord next, RingRecord old, int[] along) {
        if (old == null) {
            return;
        }
        if (!life.transitional || !next.same(life.transitionalRep, life.transitionalSeq)) {
            world.violated(Property.V4, nowNs, "node " + life + " goes from ring " + old + " to " + next
                    + " without the transitional configuration between");
        } else if (!Arrays.equals(life.transitionalMembers, along)) {
            world.violated(Property.V4, nowNs, "node " + life + " goes to ring " + next + " with " + Ids.text(along)
                    + ", its transitional configuration says " + Ids.text(life.transitionalMembers));
        }
        if (!Ids.contains(along, life.node)) {
            world.violated(Property.V4, nowNs, "node " + life + " is not in its own transitional configuration "
                    + Ids.text(along) + " of ring " + next);
        }
        for (int n : along) {
            if (!Ids.contains(old.members, n) || !Ids.contains(next.members, n)) {
                world.violated(Property.V4, nowNs, "node " + life + " takes " + Integer.toUnsignedString(n)
                        + " along from ring " + old + Ids.text(old.members) + " to " + next
                        + Ids.text(next.members));
            }
        }
    }

    /** V4: who goes along delivers the same set before the change. */
    private void checkPassage(long nowNs, RingRecord.Passage passage, RingRecord old, RingRecord next) {
        List<RingRecord.Passage> others = next.passages.get(old);
        if (others == null) {
            return;
        }
        RingRecord.Passage other = others.get(0);
        if (!Arrays.equals(passage.along, other.along)) {
            world.violated(Property.V4, nowNs, "from ring " + old + " to " + next + " node " + passage.life
                    + " goes with " + Ids.text(passage.along) + " and node " + other.life + " with "
                    + Ids.text(other.along));
        } else if (passage.hash != other.hash || passage.frames != other.frames) {
            world.violated(Property.V4, nowNs, "from ring " + old + " to " + next + " node " + passage.life
                    + " has delivered " + passage.frames + " frames up to " + Integer.toHexString(passage.lastFrame)
                    + ", node " + other.life + " " + other.frames + " up to "
                    + Integer.toHexString(other.lastFrame));
        }
    }

    /** V4: whom others take along comes from the same ring. */
    private void claim(long nowNs, Life life, RingRecord old, RingRecord next, int[] along) {
        RingRecord said = next.cameFrom.get(life.node);
        if (said != null && said != old) {
            world.violated(Property.V4, nowNs, "node " + life + " comes to ring " + next + " from "
                    + (old == null ? "none" : old) + ", another says from " + said);
        }
        if (old == null) {
            return;
        }
        for (int n : along) {
            RingRecord before = next.cameFrom.putIfAbsent(n, old);
            if (before != null && before != old) {
                world.violated(Property.V4, nowNs, "node " + life + " takes " + Integer.toUnsignedString(n)
                        + " along to ring " + next + " from " + old + ", another does from " + before);
            }
            Machine machine = world.machine(n);
            if (n != life.node && next.installed.contains(n) && machine.life.ring == next
                    && next.passages.getOrDefault(old, List.of()).stream().noneMatch(p -> p.life == machine.life)) {
                world.violated(Property.V4, nowNs, "node " + life + " takes node " + machine.life + " along from ring "
                        + old + " to " + next + ", where that one came from elsewhere");
            }
        }
    }

    void frame(long nowNs, Life life, int frame, int sender, long digest) {
        RingRecord ring = life.ring;
        if (ring == null) {
            world.violated(Property.V2, nowNs, "node " + life + " delivers before its first ring");
            return;
        }
        if (!Ids.contains(ring.members, sender)) {
            world.violated(Property.V1, nowNs, "node " + life + " gets a frame of "
                    + Integer.toUnsignedString(sender) + ", no member of ring " + ring);
        }
        checkStep(nowNs, life, ring, frame);
        int known = ring.senderOf(frame);
        if (known == 0) {
            ring.put(frame, sender, digest);
            if (ring.large() && (frame & 0xFFF) == 0) {
                world.forgetFrames(ring);
            }
        } else if (known != sender) {
            world.violated(Property.V2, nowNs, "node " + life + " has frame " + Integer.toHexString(frame) + " of ring "
                    + ring + " from " + Integer.toUnsignedString(sender) + ", others have one from "
                    + Integer.toUnsignedString(known));
        } else if (ring.digestOf(frame) != digest) {
            world.violated(Property.V1, nowNs, "node " + life + " has other bytes in frame "
                    + Integer.toHexString(frame) + " of ring " + ring + " from " + Integer.toUnsignedString(sender));
        }
        life.delivered(frame, digest + sender);
    }

    private void checkStep(long nowNs, Life life, RingRecord ring, int frame) {
        if (!life.anyFrame) {
            if (ring.firstKnown && (life.transitional ? frame - ring.firstFrame < 0 : frame != ring.firstFrame)) {
                world.violated(Property.V2, nowNs, "node " + life + " begins ring " + ring + " with frame "
                        + Integer.toHexString(frame) + ", others with " + Integer.toHexString(ring.firstFrame));
            } else if (!life.transitional) {
                ring.firstKnown = true;
                ring.firstFrame = frame;
            }
            return;
        }
        int step = frame - life.lastFrame;
        if (step <= 0 && life.hasDelivered(frame)) {
            world.violated(Property.V1, nowNs, "node " + life + " delivers frame " + Integer.toHexString(frame)
                    + " of ring " + ring + " twice");
        } else if (step <= 0 || step != 1 && !life.transitional) {
            world.violated(Property.V2, nowNs, "node " + life + " goes from frame "
                    + Integer.toHexString(life.lastFrame) + " to " + Integer.toHexString(frame) + " of ring " + ring);
        }
    }

    /** All members end their synchronisation at the same frame. */
    void synchronised(long nowNs, Life life, int rep, long seq) {
        RingRecord ring = life.ring;
        if (ring == null || !ring.same(rep, seq)) {
            world.violated(Property.V4, nowNs, "node " + life + " ends a synchronisation of ring "
                    + RingRecord.text(rep, seq) + " on ring " + ring);
            return;
        }
        if (life.synchronised) {
            world.violated(Property.V4, nowNs, "node " + life + " ends the synchronisation of ring " + ring
                    + " twice");
        }
        life.synchronised = true;
        life.synchronisedNs = nowNs;
        life.synchronisedWith.clear();
        for (int n : ring.members) {
            life.synchronisedWith.add(n);
        }
        if (!ring.ended) {
            ring.ended = true;
            ring.endFrame = life.lastFrame;
            ring.endFrames = life.frames;
        } else if (ring.endFrames != life.frames || ring.endFrame != life.lastFrame) {
            world.violated(Property.V4, nowNs, "node " + life + " ends the synchronisation of ring " + ring + " after "
                    + life.frames + " frames at " + Integer.toHexString(life.lastFrame) + ", another after "
                    + ring.endFrames + " at " + Integer.toHexString(ring.endFrame));
        }
    }
}
