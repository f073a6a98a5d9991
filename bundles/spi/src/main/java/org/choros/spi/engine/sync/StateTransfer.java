package org.choros.spi.engine.sync;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.RingIdentity;

/**
 * Makes the state of an engine the same on all members that run it, within the engine's turn of each synchronisation,
 * and lets them agree on a version. Everybody announces its versions, whether it has a state and how recent that is.
 * The member with the most recent one is the donor, of several the one with most companions, of those the one with the
 * lowest node id; it sends its state to those who did not come along with it, in pieces as large as the queue has room
 * for. The engine hands on its calls, keeps its state as it is from {@link #syncInit} to {@link #syncActivate}, and
 * takes over what that returns.
 *
 * <pre>
 * idle --init--&gt; announcing --all have--&gt; donor: sending --barrier--&gt; activate: outcome --&gt; idle
 *                                         others: done, receiving
 *      any --init: begins anew (the membership changed)--&gt;
 * </pre>
 *
 * Nothing of it needs the help of members that do not run the engine, and nobody waits for one whose engine goes in the
 * middle. The donor's choice and all of the outcome but our own role are a function of the ordered messages, the same
 * everywhere. Pure; for the ring thread.
 */
public final class StateTransfer {
    /** The longest note of a member, bytes. */
    public static final int NOTE_MAX = 256;
    /** The largest state that is carried unless said otherwise, bytes. */
    public static final int STATE_MAX = 64 << 20;

    private static final int[] PIECES = {32768, 8192, 2048, 512, 128};
    private static final int SERVICE_SHIFT = 16;

    private final EngineContext context;
    private final int messageId;
    private final VersionRange versions;
    private final SyncedState state;
    private final int stateMax;
    /** Of the last synchronisation that was complete: who came along in every configuration since. */
    private Set<Integer> survivors = new LinkedHashSet<>();

    private Membership change;
    /** By node id, unsigned. */
    private final Map<Integer, Participant> announced = new TreeMap<>(Integer::compareUnsigned);
    private boolean told;
    private boolean begun;
    /** What we are the donor of, and how much of it has been sent. */
    private ByteBuffer sending;
    private int sent;
    private TransferMessage.Beginning beginning;
    private Assembly assembly;
    private long received;
    private boolean broken;

    /**
     * @param context the engine's context
     * @param service the engine's service id
     * @param function the function of the engine that is reserved for the messages of this helper
     * @param versions what the engine understands
     * @param state the engine's state
     */
    public StateTransfer(EngineContext context, int service, int function, VersionRange versions, SyncedState state) {
        this(context, service, function, versions, state, STATE_MAX);
    }

    /**
     * @param context the engine's context
     * @param service the engine's service id
     * @param function the function of the engine that is reserved for the messages of this helper
     * @param versions what the engine understands
     * @param state the engine's state
     * @param stateMax the largest state that is sent or taken, bytes; the same on all nodes
     */
    public StateTransfer(EngineContext context, int service, int function, VersionRange versions, SyncedState state,
            int stateMax) {
        this.context = context;
        this.messageId = service << SERVICE_SHIFT | function;
        this.versions = versions;
        this.state = state;
        this.stateMax = stateMax;
    }

    /**
     * A synchronisation begins; what was going on is void.
     *
     * @param newChange what the engine was told
     */
    public void syncInit(Membership newChange) {
        change = newChange;
        Set<Integer> together = new LinkedHashSet<>();
        for (int node : newChange.transitional()) {
            together.add(node);
        }
        survivors.retainAll(together);
        announced.clear();
        told = false;
        begun = false;
        sending = null;
        sent = 0;
        beginning = null;
        assembly = null;
        received = 0;
        broken = false;
    }

    /**
     * Our turn.
     *
     * @return whether everything has been sent
     */
    public boolean syncProcess() {
        if (!told) {
            told = context.multicast(
                    TransferMessage.announcement(messageId, ring(), versions, state, survivors.size()));
            return false;
        }
        for (int node : context.participants()) {
            // One that has ended its turn without a word will not say anything any more: its engine is gone.
            if (!announced.containsKey(node) && context.awaits(node)) {
                return false;
            }
        }
        return donor() != context.localNodeId() || sendState();
    }

    private RingIdentity ring() {
        return change.ring();
    }

    /** The most recent state of those that have been announced. */
    private int donor() {
        Participant best = null;
        for (Participant p : announced.values()) {
            if (p.hasState() && (best == null || isBetter(p, best))) {
                best = p;
            }
        }
        return best == null ? SyncOutcome.NOBODY : best.nodeId();
    }

    // of two parts that had the same state and went apart, the larger one keeps it as it is
    private static boolean isBetter(Participant p, Participant best) {
        int newer = Long.compareUnsigned(p.generation(), best.generation());
        return newer > 0 || newer == 0 && Integer.compareUnsigned(p.companions(), best.companions()) > 0;
    }

    private int version() {
        return VersionRange.common(announced.values().stream().map(Participant::versions).toList());
    }

    private boolean sendState() {
        if (!begun) {
            begun = sendBeginning();
            if (!begun) {
                return false;
            }
        }
        while (sending != null && sent < sending.remaining()) {
            int length = pieceLength();
            if (length == 0 || !context.multicast(TransferMessage.piece(messageId, ring(), sending, sent, length))) {
                return false;
            }
            sent += length;
        }
        return true;
    }

    private boolean sendBeginning() {
        List<Integer> receivers = new ArrayList<>();
        for (Participant p : announced.values()) {
            if (!hasMyState(p)) {
                receivers.add(p.nodeId());
            }
        }
        int version = version();
        if (sending == null && !receivers.isEmpty() && version != VersionRange.NONE) {
            sending = state.snapshot(version);
            if (sending.remaining() > stateMax) {
                throw new IllegalStateException("a state of " + sending.remaining() + " bytes, at most " + stateMax
                        + " are carried");
            }
        }
        survivors.add(context.localNodeId());
        long length = sending == null ? TransferMessage.NOTHING : sending.remaining();
        return context.multicast(TransferMessage.beginning(messageId, ring(),
                new TransferMessage.Beginning(length, receivers, List.copyOf(survivors))));
    }

    private boolean hasMyState(Participant p) {
        return p.nodeId() == context.localNodeId()
                || survivors.contains(p.nodeId()) && p.hasState() && p.digest() == state.digest();
    }

    /** As much as there is room for, in few different lengths; 0 when there is none. */
    private int pieceLength() {
        int left = sending.remaining() - sent;
        for (int length : PIECES) {
            int n = Math.min(length, left);
            if (context.hasRoom(TransferMessage.PIECE_AT + n)) {
                return n;
            }
        }
        return 0;
    }

    /**
     * A message of the function that is ours.
     *
     * @param sender its originator
     * @param message the message as the engine was given it
     */
    public void onMessage(int sender, ByteBuffer message) {
        if (change == null || !change.isMember(sender)) {
            return;
        }
        switch (TransferMessage.kind(message, ring())) {
            case TransferMessage.ANNOUNCEMENT -> {
                Participant p = TransferMessage.readAnnouncement(sender, message, NOTE_MAX);
                if (p != null) {
                    announced.putIfAbsent(sender, p);
                }
            }
            case TransferMessage.BEGINNING -> {
                if (sender == donor() && beginning == null) {
                    onBeginning(TransferMessage.readBeginning(message));
                }
            }
            case TransferMessage.PIECE -> {
                if (sender == donor() && beginning != null) {
                    onPiece(message);
                }
            }
            default -> {
                // of another synchronisation, or of a later version: not for us
            }
        }
    }

    private void onBeginning(TransferMessage.Beginning b) {
        if (b == null || b.length() > stateMax || b.length() < TransferMessage.NOTHING) {
            broken = true;
            return;
        }
        beginning = b;
        if (b.length() >= 0 && b.receivers().contains(context.localNodeId())) {
            assembly = new Assembly((int) b.length());
        }
    }

    private void onPiece(ByteBuffer message) {
        int length = message.remaining() - TransferMessage.PIECE_AT;
        // all count along, so that all know whether it was complete
        if (length <= 0 || TransferMessage.offset(message) != received || length > beginning.length() - received) {
            broken = true;
            return;
        }
        if (assembly != null) {
            assembly.add(received, message.slice(message.position() + TransferMessage.PIECE_AT, length));
        }
        received += length;
    }

    /**
     * The turn is over on all members.
     *
     * @return what it has come to; null when no synchronisation has begun since this object was made
     */
    public SyncOutcome syncActivate() {
        if (change == null) {
            return null;
        }
        int version = version();
        int donor = donor();
        boolean complete = version != VersionRange.NONE && (donor == SyncOutcome.NOBODY || isTransferred());
        List<Integer> continuous = beginning == null ? List.of() : beginning.continuous();
        List<Integer> receivers = beginning == null ? List.of() : beginning.receivers();
        List<Integer> diverged = new ArrayList<>();
        for (int node : receivers) {
            Participant p = announced.get(node);
            if (p != null && p.hasState() && continuous.contains(node)) {
                diverged.add(node);
            }
        }
        SyncOutcome.Role role = role(donor, receivers);
        ByteBuffer snapshot = complete && role == SyncOutcome.Role.RECEIVER ? assembly.take() : null;
        SyncOutcome outcome = new SyncOutcome(change, List.copyOf(announced.values()), version, donor, continuous,
                List.copyOf(diverged), complete, role, snapshot);
        if (complete) {
            survivors = new LinkedHashSet<>();
            for (int node : change.members()) {
                survivors.add(node);
            }
        }
        assembly = null;
        sending = null;
        return outcome;
    }

    private boolean isTransferred() {
        return beginning != null && !broken
                && (beginning.length() == TransferMessage.NOTHING
                        ? beginning.receivers().isEmpty()
                        : received == beginning.length());
    }

    private SyncOutcome.Role role(int donor, List<Integer> receivers) {
        if (donor == SyncOutcome.NOBODY) {
            return SyncOutcome.Role.FOUNDER;
        }
        boolean unknown = beginning == null && donor != context.localNodeId();
        return unknown || receivers.contains(context.localNodeId())
                ? SyncOutcome.Role.RECEIVER
                : SyncOutcome.Role.HOLDER;
    }

    /** The membership changed in our turn: what was sent is void. */
    public void syncAbort() {
        assembly = null;
        sending = null;
    }
}
