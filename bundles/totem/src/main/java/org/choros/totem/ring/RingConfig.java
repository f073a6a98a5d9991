package org.choros.totem.ring;

import org.choros.wire.totem.Dialect;

/** The settings of a ring, checked and complete. Immutable; made by {@link #builder}. Timeouts are given in ms. */
public final class RingConfig {
    /** Nanoseconds of a millisecond. */
    public static final long MS = 1_000_000L;

    private final Builder is;

    private RingConfig(Builder builder) {
        this.is = builder;
    }

    /**
     * Begins with the defaults of corosync for two nodes.
     *
     * @param dialect the dialect
     * @param nodeId our node id, unsigned; 0: take it from the IPv4 address of the first interface
     * @return a builder
     */
    public static Builder builder(Dialect dialect, int nodeId) {
        return new Builder(dialect, nodeId);
    }

    /** @return a builder that begins with these settings */
    public Builder toBuilder() {
        return is.copy();
    }

    /** These settings with everything from the other that may change while a ring runs. */
    RingConfig retuned(RingConfig changed) {
        Builder kept = changed.is.copyTo(new Builder(is.dialect, is.nodeId));
        kept.clearNodeHighBit = is.clearNodeHighBit;
        kept.netMtu = is.netMtu;
        kept.queueFrames = is.queueFrames;
        kept.startSeq = is.startSeq;
        kept.links = is.links;
        return new RingConfig(kept);
    }

    /**
     * @param id our node id, when it was left open
     * @return the same settings for that node
     */
    public RingConfig withNodeId(int id) {
        return new RingConfig(is.copyFor(id));
    }

    /** @return the dialect */
    public Dialect dialect() {
        return is.dialect;
    }

    /** @return our node id, 0 when it comes from the address */
    public int nodeId() {
        return is.nodeId;
    }

    /** @return whether bit 31 of a derived node id is cleared */
    public boolean clearNodeHighBit() {
        return is.clearNodeHighBit;
    }

    /** @return token loss */
    public long tokenNs() {
        return is.tokenMs * MS;
    }

    /** @return after which silence the token is sent again */
    public long tokenRetransmitNs() {
        return is.tokenRetransmitMs * MS;
    }

    /** @return how long the representative holds an idle token */
    public long holdNs() {
        return is.holdMs * MS;
    }

    /** @return between two joins */
    public long joinNs() {
        return is.joinMs * MS;
    }

    /** @return joins are delayed by a random time below this; 0: not at all */
    public long sendJoinNs() {
        return is.sendJoinMs * MS;
    }

    /** @return how long to wait for consensus */
    public long consensusNs() {
        return is.consensusMs * MS;
    }

    /** @return from a token without news to the merge detect */
    public long mergeNs() {
        return is.mergeMs * MS;
    }

    /** @return heartbeat timeout, 0 when off */
    public long heartbeatNs() {
        long ns = (is.heartbeatFailuresAllowed * is.tokenRetransmitMs + is.maxNetworkDelayMs) * MS;
        return is.heartbeatFailuresAllowed == 0 || ns >= tokenNs() ? 0 : ns;
    }

    /** @return after which silence a warning is traced, 0: never */
    public long tokenWarningNs() {
        return is.tokenMs * is.tokenWarningPercent / 100 * MS;
    }

    /** @return token visits with a stuck aru after which we have failed to receive */
    public int failToReceiveVisits() {
        return is.failToReceiveVisits;
    }

    /** @return token visits without news after which the token is held */
    public int seqUnchangedVisits() {
        return is.seqUnchangedVisits;
    }

    /** @return token visits before a missing message is asked for */
    public int missCountVisits() {
        return is.missCountVisits;
    }

    /** @return frames a rotation, whole ring */
    public int windowFrames() {
        return is.windowFrames;
    }

    /** @return frames a token visit, one node */
    public int maxMessages() {
        return is.maxMessages;
    }

    /** @return how many links (redundant rings) carry the ring, 1 or 2 */
    public int links() {
        return is.links;
    }

    /** @return bytes of the largest totempg frame, header included ({@code net_mtu}) */
    public int netMtu() {
        return is.netMtu;
    }

    /** @return whether outstanding retransmissions keep the token moving */
    public boolean cancelHoldOnRetransmit() {
        return is.cancelHoldOnRetransmit;
    }

    /** @return where the random delays start from */
    public long seed() {
        return is.seed;
    }

    /** @return the sequence number before the first of a ring: 0, except in tests of the wrap */
    public int startSeq() {
        return is.startSeq;
    }

    /** @return the bound of each queue of frames that wait for the token */
    public int queueFrames() {
        return is.queueFrames != 0 ? is.queueFrames : (4 << 20) / is.netMtu - 1;
    }

    /** Collects settings; every value has a default. A value out of range is an {@link IllegalArgumentException}. */
    public static final class Builder {
        private final Dialect dialect;
        private final int nodeId;
        private boolean clearNodeHighBit;
        private long tokenMs;
        private long tokenRetransmitMs;
        private long holdMs;
        private long joinMs = 50;
        private long sendJoinMs;
        private long consensusMs;
        private long mergeMs = 200;
        private long heartbeatFailuresAllowed;
        private long maxNetworkDelayMs = 50;
        private long tokenWarningPercent = 75;
        private int failToReceiveVisits = 2500;
        private int seqUnchangedVisits = 30;
        private int missCountVisits = 5;
        private int windowFrames = 50;
        private int maxMessages = 17;
        private int netMtu;
        private int queueFrames;
        private int startSeq;
        private int links = 1;
        private boolean cancelHoldOnRetransmit;
        private long seed;

        private Builder(Dialect dialect, int nodeId) {
            this.dialect = dialect;
            this.nodeId = nodeId;
            netMtu = dialect == Dialect.V3 ? 1410 : 1270;
            tokenMs(dialect == Dialect.V3 ? 3000 : 1000);
        }

        private Builder copy() {
            return copyFor(nodeId);
        }

        private Builder copyFor(int id) {
            return copyTo(new Builder(dialect, id));
        }

        private Builder copyTo(Builder b) {
            b.clearNodeHighBit = clearNodeHighBit;
            b.tokenMs = tokenMs;
            b.tokenRetransmitMs = tokenRetransmitMs;
            b.holdMs = holdMs;
            b.joinMs = joinMs;
            b.sendJoinMs = sendJoinMs;
            b.consensusMs = consensusMs;
            b.mergeMs = mergeMs;
            b.heartbeatFailuresAllowed = heartbeatFailuresAllowed;
            b.maxNetworkDelayMs = maxNetworkDelayMs;
            b.tokenWarningPercent = tokenWarningPercent;
            b.failToReceiveVisits = failToReceiveVisits;
            b.seqUnchangedVisits = seqUnchangedVisits;
            b.missCountVisits = missCountVisits;
            b.windowFrames = windowFrames;
            b.maxMessages = maxMessages;
            b.netMtu = netMtu;
            b.queueFrames = queueFrames;
            b.startSeq = startSeq;
            b.links = links;
            b.cancelHoldOnRetransmit = cancelHoldOnRetransmit;
            b.seed = seed;
            return b;
        }

        /**
         * Sets the token timeout (coefficient included), and from it token retransmit, hold and consensus by corosync's
         * rules; set those afterwards where they are configured.
         *
         * @param value milliseconds
         * @return this
         */
        public Builder tokenMs(long value) {
            tokenMs = atLeast(1, value, "token");
            tokenRetransmitMs = Math.max(1, (long) (value / 4.2));
            holdMs = Math.max(1, (long) (tokenRetransmitMs * 0.8 - 10));
            consensusMs = (long) (float) (1.2 * value);
            return this;
        }

        /**
         * @param value how many links carry the ring: 1, with dialect 2 also 2
         * @return this
         */
        public Builder links(int value) {
            if (value < 1 || value > (dialect == Dialect.V2 ? 2 : 1)) {
                throw new IllegalArgumentException(value + " links");
            }
            links = value;
            return this;
        }

        /**
         * @param value milliseconds
         * @return this
         */
        public Builder tokenRetransmitMs(long value) {
            tokenRetransmitMs = atLeast(1, value, "token_retransmit");
            return this;
        }

        /**
         * @param value milliseconds
         * @return this
         */
        public Builder holdMs(long value) {
            holdMs = atLeast(1, value, "hold");
            return this;
        }

        /**
         * @param value milliseconds
         * @return this
         */
        public Builder joinMs(long value) {
            joinMs = atLeast(1, value, "join");
            return this;
        }

        /**
         * @param value milliseconds, 0 for no delay
         * @return this
         */
        public Builder sendJoinMs(long value) {
            sendJoinMs = atLeast(0, value, "send_join");
            return this;
        }

        /**
         * @param value milliseconds
         * @return this
         */
        public Builder consensusMs(long value) {
            consensusMs = atLeast(1, value, "consensus");
            return this;
        }

        /**
         * @param value milliseconds
         * @return this
         */
        public Builder mergeMs(long value) {
            mergeMs = atLeast(1, value, "merge");
            return this;
        }

        /**
         * @param failuresAllowed lost heartbeats, 0 for no heartbeat
         * @param networkDelayMs {@code max_network_delay}, milliseconds
         * @return this
         */
        public Builder heartbeat(int failuresAllowed, long networkDelayMs) {
            heartbeatFailuresAllowed = atLeast(0, failuresAllowed, "heartbeat_failures_allowed");
            maxNetworkDelayMs = atLeast(0, networkDelayMs, "max_network_delay");
            return this;
        }

        /**
         * @param percent of the token timeout, 0 for no warning
         * @return this
         */
        public Builder tokenWarningPercent(int percent) {
            tokenWarningPercent = atLeast(0, percent, "token_warning");
            return this;
        }

        /**
         * @param visits {@code fail_recv_const}
         * @return this
         */
        public Builder failToReceiveVisits(int visits) {
            failToReceiveVisits = (int) atLeast(1, visits, "fail_recv_const");
            return this;
        }

        /**
         * @param visits {@code seqno_unchanged_const}
         * @return this
         */
        public Builder seqUnchangedVisits(int visits) {
            seqUnchangedVisits = (int) atLeast(1, visits, "seqno_unchanged_const");
            return this;
        }

        /**
         * @param visits {@code miss_count_const}
         * @return this
         */
        public Builder missCountVisits(int visits) {
            missCountVisits = (int) atLeast(1, visits, "miss_count_const");
            return this;
        }

        /**
         * @param frames {@code window_size}
         * @return this
         */
        public Builder windowFrames(int frames) {
            windowFrames = (int) atLeast(1, frames, "window_size");
            return this;
        }

        /**
         * @param frames {@code max_messages}
         * @return this
         */
        public Builder maxMessages(int frames) {
            maxMessages = (int) atLeast(1, frames, "max_messages");
            return this;
        }

        /**
         * @param bytes of the largest totempg frame, header included
         * @return this
         */
        public Builder netMtu(int bytes) {
            netMtu = (int) atLeast(256, bytes, "net_mtu");
            return this;
        }

        /**
         * Bounds the queues otherwise than by the 4 MiB of corosync; for tests.
         *
         * @param frames the bound, 0 for corosync's
         * @return this
         */
        public Builder queueFrames(int frames) {
            queueFrames = (int) atLeast(0, frames, "queue");
            return this;
        }

        /**
         * Begins the sequence numbers of messages and tokens elsewhere, so that tests see them wrap. All members have
         * to agree; no other implementation does.
         *
         * @param seq the number before the first
         * @return this
         */
        public Builder startSeq(int seq) {
            startSeq = seq;
            return this;
        }

        /**
         * @param value {@code clear_node_high_bit}
         * @return this
         */
        public Builder clearNodeHighBit(boolean value) {
            clearNodeHighBit = value;
            return this;
        }

        /**
         * @param value {@code cancel_token_hold_on_retransmit}
         * @return this
         */
        public Builder cancelHoldOnRetransmit(boolean value) {
            cancelHoldOnRetransmit = value;
            return this;
        }

        /**
         * @param value where the random delays start from
         * @return this
         */
        public Builder seed(long value) {
            seed = value;
            return this;
        }

        /** @return the settings */
        public RingConfig build() {
            return new RingConfig(copy());
        }

        private static long atLeast(long least, long value, String name) {
            if (value < least || value > Integer.MAX_VALUE) {
                throw new IllegalArgumentException(name + " must be " + least + " or more, was " + value);
            }
            return value;
        }
    }
}
