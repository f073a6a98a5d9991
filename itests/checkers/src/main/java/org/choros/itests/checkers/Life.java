package org.choros.itests.checkers;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A node from its start to its end. */
final class Life {
    final Machine machine;
    final int node;
    final int incarnation;
    final List<Client> clients = new ArrayList<>();
    /** Since when each node has been on all of our rings. */
    final Map<Integer, Long> since = new HashMap<>();
    /** The nodes that have come along since the last synchronisation; and which of them when this ring began. */
    final Set<Integer> synchronisedWith = new HashSet<>();
    Set<Integer> settled = Set.of();
    boolean alive = true;
    /** The highest ring number of the node when it started. */
    long highestBefore;
    long endedNs = Long.MAX_VALUE;
    /** Whether its log may lack what happened last. */
    boolean killed;
    RingRecord ring;
    /** The transitional configuration is between two rings. */
    boolean transitional;
    int transitionalRep;
    long transitionalSeq;
    int[] transitionalMembers;
    boolean synchronised;
    long synchronisedNs = Long.MIN_VALUE;
    int queued;
    boolean anyFrame;
    int firstFrame;
    int lastFrame;
    int frames;
    long frameHash;
    boolean quorate;
    int[] quorumMembers = {};
    /** The frames that were delivered after a hole. */
    private final Set<Integer> afterHole = new HashSet<>();
    private int contiguousTo;

    Life(Machine machine, int incarnation) {
        this.machine = machine;
        node = machine.node;
        this.incarnation = incarnation;
    }

    void delivered(int frame, long digest) {
        if (!anyFrame) {
            anyFrame = true;
            firstFrame = frame;
            contiguousTo = frame;
        } else if (frame == contiguousTo + 1) {
            contiguousTo = frame;
        } else {
            afterHole.add(frame);
        }
        lastFrame = frame;
        frames++;
        frameHash = (frameHash ^ digest) * 0x9E3779B97F4A7C15L + frame;
    }

    boolean hasDelivered(int frame) {
        return anyFrame && frame - firstFrame >= 0 && frame - contiguousTo <= 0 || afterHole.contains(frame);
    }

    void startRing(RingRecord next) {
        ring = next;
        transitional = false;
        transitionalMembers = null;
        synchronised = false;
        anyFrame = false;
        frames = 0;
        lastFrame = 0;
        frameHash = 0;
        afterHole.clear();
    }

    @Override
    public String toString() {
        return Integer.toUnsignedString(node) + "." + incarnation;
    }
}
