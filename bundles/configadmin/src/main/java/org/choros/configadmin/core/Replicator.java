package org.choros.configadmin.core;

import java.util.HashSet;
import java.util.Set;

import org.choros.map.MapEntry;
import org.choros.map.MapVersion;
import org.choros.map.QuorumPolicy;

/**
 * Decides of one configuration at a time what is new: what is here, what the map has, and what was agreed on last are
 * compared, as in a merge of three. So nothing depends on how many events told of it, and what was taken over from
 * others is no change.
 */
public final class Replicator {
    private final QuorumPolicy policy;
    private final Memory memory;
    private final int deletionsMax;
    private final ReplicatorOutput out;
    private final Set<String> inFlight = new HashSet<>();

    /**
     * @param policy of the map
     * @param memory what was agreed on
     * @param deletionsMax most deletions that are remembered: then the oldest are forgotten
     * @param out what is done
     */
    public Replicator(QuorumPolicy policy, Memory memory, int deletionsMax, ReplicatorOutput out) {
        this.policy = policy;
        this.memory = memory;
        this.deletionsMax = deletionsMax;
        this.out = out;
    }

    /**
     * It was deleted here. That it is not there alone would not say so: a ConfigAdmin that has lost its files, or has
     * not read them yet, must not empty the cluster.
     *
     * @param key its name
     */
    public void deleted(String key) {
        memory.deleted(key, true);
    }

    /**
     * A deletion was taken out of the map.
     *
     * @param key its name
     */
    public void forgotten(String key) {
        Memory.Entry entry = memory.get(key);
        if (entry != null && entry.known != null && entry.known.deletion()) {
            memory.forget(key);
        }
    }

    /**
     * Something may be new.
     *
     * @param key which
     * @param local what it says here, null when it is not here
     * @param mapped what the map has, null when nothing
     */
    public void reconcile(String key, Content local, MapEntry mapped) {
        // while our write is under way the map may show it or not, and what is here may be newer than it
        if (inFlight.contains(key)) {
            return;
        }
        ConfigRecord remote = mapped == null ? null : ConfigRecord.decode(mapped.value());
        if (mapped != null && remote == null) {
            // of a newer release perhaps: theirs stays
            out.event(ReplicatorOutput.Event.NOT_UNDERSTOOD, key);
            return;
        }
        Memory.Entry entry = memory.get(key);
        if (entry != null && remote != null && remote.version().equals(entry.proposed)) {
            // nobody knew whether it was done
            memory.known(key, entry.proposed);
        }
        if (local != null) {
            memory.deleted(key, false);
        }
        Version known = entry == null ? null : entry.known;
        if (remote != null && remote.version().after(known)) {
            newer(key, local, remote, mapped.version());
        } else {
            older(key, local, remote, mapped == null ? MapVersion.NONE : mapped.version());
        }
        trim();
    }

    private static Digest digest(Content content) {
        return content == null ? Digest.NONE : content.digest();
    }

    private static boolean same(Content local, Version version) {
        return version == null ? local == null : digest(local).equals(version.digest());
    }

    /** Is not here, and nobody has deleted it. */
    private boolean lost(String key, Content local) {
        Memory.Entry entry = memory.get(key);
        return local == null && (entry == null || !entry.deleted);
    }

    /** The map has what we do not know. */
    private void newer(String key, Content local, ConfigRecord remote, MapVersion version) {
        if (same(local, remote.version())) {
            memory.known(key, remote.version());
            return;
        }
        Memory.Entry entry = memory.get(key);
        Version known = entry == null ? null : entry.known;
        boolean changedHere = !same(local, known) && !lost(key, local);
        if (changedHere) {
            ConfigRecord ours = ConfigRecord.of(known == null ? 1 : known.revision() + 1, local);
            // who comes with something that was never agreed on takes over what the others have
            if (policy == QuorumPolicy.ANY && known != null && ours.version().after(remote.version())) {
                publish(key, version, ours);
                return;
            }
            out.event(ReplicatorOutput.Event.CONFLICT, key);
        }
        take(key, remote);
    }

    /** The map has what we know, or less. */
    private void older(String key, Content local, ConfigRecord remote, MapVersion version) {
        Memory.Entry entry = memory.get(key);
        Version known = entry == null ? null : entry.known;
        boolean behind = remote == null || !remote.version().equals(known);
        if (same(local, known)) {
            if (known != null && behind) {
                publish(key, version, ConfigRecord.of(known.revision(), local));
            }
        } else if (!lost(key, local)) {
            publish(key, version, ConfigRecord.of(known == null ? 1 : known.revision() + 1, local));
        } else if (!behind) {
            take(key, remote);
        }
    }

    private void take(String key, ConfigRecord remote) {
        boolean done = remote.content() == null ? out.delete(key) : out.change(key, remote.content());
        if (done) {
            memory.known(key, remote.version());
            memory.deleted(key, false);
        }
        out.event(done ? ReplicatorOutput.Event.APPLIED : ReplicatorOutput.Event.REFUSED, key);
    }

    private void publish(String key, MapVersion expected, ConfigRecord record) {
        if (out.write(key, expected, record.encode())) {
            inFlight.add(key);
            memory.proposed(key, record.version());
        }
    }

    private void trim() {
        while (memory.deletions() > deletionsMax) {
            String oldest = memory.oldestGrave();
            memory.forget(oldest);
            out.forget(oldest);
        }
    }

    /**
     * A write has come to its end; the caller reconciles the key again.
     *
     * @param key which
     * @param done whether the map has it; not when it had another version than expected
     */
    public void written(String key, boolean done) {
        Memory.Entry entry = memory.get(key);
        if (inFlight.remove(key) && done && entry != null && entry.proposed != null) {
            boolean change = !entry.proposed.equals(entry.known);
            memory.known(key, entry.proposed);
            if (change) {
                out.event(ReplicatorOutput.Event.PUBLISHED, key);
            }
        }
    }

    /**
     * A write has failed, or nobody knows; the caller reconciles the key when the map can be written.
     *
     * @param key which
     */
    public void failed(String key) {
        inFlight.remove(key);
    }

    /** @return what was agreed on */
    public Memory memory() {
        return memory;
    }
}
