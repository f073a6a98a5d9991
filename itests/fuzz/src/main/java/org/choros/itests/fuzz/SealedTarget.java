package org.choros.itests.fuzz;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

import org.choros.crypto.JdkCryptoFactory;
import org.choros.node.FrontDoor;
import org.choros.spi.crypto.CryptoSettings;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.wire.totem.Dialect;

/**
 * A node with a key, in any state, and forged packets in front of its envelope: without one, sealed by another key,
 * sealed by nobody, or genuine and then changed. Nothing of it may change anything in the node; what is sealed with its
 * key gets in.
 */
final class SealedTarget implements Target {
    private static final int STEPS_MAX = 24;
    private static final int ROOM = 66_000;
    private final PacketCrypto[] ours = new PacketCrypto[2];
    private final PacketCrypto[] theirs = new PacketCrypto[2];
    private long packets;
    private final ByteBuffer sealed = ByteBuffer.allocate(ROOM);

    SealedTarget() {
        byte[] key = new byte[128];
        JdkCryptoFactory factory = new JdkCryptoFactory();
        ours[0] = factory.create(new CryptoSettings(2, "none", "sha256", key));
        ours[1] = factory.create(new CryptoSettings(2, "aes256", "sha1", key));
        key[5] = 1;
        theirs[0] = factory.create(new CryptoSettings(2, "none", "sha256", key));
        theirs[1] = factory.create(new CryptoSettings(2, "aes256", "sha1", key));
    }

    @Override
    public String name() {
        return "sealed";
    }

    @Override
    public int inputMax() {
        return 512;
    }

    /** A world, two digests of a node, and the path's buffers. */
    @Override
    public long allocationMax() {
        return 32L << 20;
    }

    @Override
    public int shortRuns() {
        return 3000;
    }

    @Override
    public List<byte[]> seeds() {
        List<byte[]> all = new ArrayList<>();
        for (int stage = 0; stage < Stages.COUNT; stage++) {
            for (int how = 0; how < 6; how++) {
                all.add(new byte[]{(byte) (stage & 1), (byte) stage, (byte) how, (byte) how, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                        0, 0, 0, 0, 0, 0, 0});
            }
        }
        return all;
    }

    @Override
    public long parts() {
        return packets;
    }

    @Override
    public void run(byte[] input) {
        Program p = new Program(input, 0);
        int how = p.next();
        World world = new World(Dialect.V2, 0, 2, false);
        Stages.bring(world, false, p.next(Stages.COUNT));
        int which = how & 1;
        FrontDoor door = new FrontDoor(world.victim.core, ours[which], world::nowNs);
        Forge forge = new Forge(world);
        long before = Digest.of(world.victim.core);
        int wrong = 0;
        for (int steps = 0; steps < STEPS_MAX && p.hasMore(); steps++) {
            int kind = p.next(5);
            ByteBuffer packet = forge.make(p, steps);
            if (packet.remaining() > ROOM - 200) {
                continue;
            }
            if (envelope(p, packet, kind, which)) {
                door.onPacket(sealed);
                wrong++;
            }
        }
        packets += wrong;
        OracleException.require(door.rejected() == wrong, door.rejected() + " of " + wrong + " were rejected");
        OracleException.require(before == Digest.of(world.victim.core), "V9: a forged packet has changed the node");
        OracleException.require(door.lines() <= 2, "a flood of lines");
        genuine(world, door, which);
    }

    /** Answers whether what is in the buffer now has to be rejected. */
    private boolean envelope(Program p, ByteBuffer packet, int kind, int which) {
        sealed.clear();
        switch (kind) {
            case 0 -> sealed.put(0, packet, 0, packet.remaining()).limit(packet.remaining());
            case 1 -> theirs[which].seal(packet, sealed);
            case 2 -> {
                byte[] raw = p.bytes(p.next());
                sealed.put(0, raw).limit(raw.length);
            }
            case 3 -> {
                ours[which].seal(packet, sealed);
                sealed.limit(p.next(sealed.limit()));
            }
            default -> {
                ours[which].seal(packet, sealed);
                int at = p.next(sealed.limit());
                sealed.put(at, (byte) (sealed.get(at) ^ 1 + p.next(255)));
            }
        }
        return true;
    }

    /** Something that always makes a difference, from somebody who has the key. */
    private void genuine(World world, FrontDoor door, int which) {
        long received = world.victim.core.ring().counter(org.choros.totem.ring.RingCounter.MEMB_MERGE_DETECT_RX);
        ByteBuffer packet = new Forge(world).make(new Program(new byte[]{4}, 0), 0);
        sealed.clear();
        ours[which].seal(packet, sealed);
        door.onPacket(sealed);
        OracleException.require(world.victim.core.ring()
                .counter(org.choros.totem.ring.RingCounter.MEMB_MERGE_DETECT_RX) == received + 1,
                "a genuine packet was rejected");
    }
}
