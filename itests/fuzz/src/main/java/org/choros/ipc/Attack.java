package org.choros.ipc;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

import org.choros.itests.fuzz.Choices;
import org.choros.wire.qb.RingLayout;

/**
 * What hostile clients do to a server on a {@link Ground}, as the bytes of an input choose it: they connect, say the
 * set-up wrongly or byte by byte, send what is no request, too much or half of it, scribble into their rings, cut
 * them, take nothing, hang up; the node sends events, holds back, withdraws its service; descriptors, space and
 * watches run out.
 */
final class Attack {
    private static final int SLOTS = 5;
    private static final int STEPS_MAX = 96;
    private static final int STEPS_BETWEEN = 12;
    private static final int[] WISHES = {4000, 0, 15, 16, 40, 3000, 12_328, 70_000, Handshake.MAX_MESSAGE_SIZE + 1, -1};
    private static final int[] HEADER_WORDS = {RingLayout.WRITE_INDEX, RingLayout.READ_INDEX, RingLayout.WORDS,
            RingLayout.REF_COUNT, RingLayout.SEMAPHORE, RingLayout.SEMAPHORE + 4, RingLayout.SEMAPHORE_PRIVATE,
            RingLayout.FLOW_CONTROL, RingLayout.HEADER_PATH, RingLayout.DATA_PATH};
    private static final int[] MAGICS = {RingLayout.COMMITTED, RingLayout.ALLOCATED, RingLayout.DEAD};

    private final Choices p;
    private final Ground ground;
    private final Foe[] clients = new Foe[SLOTS];
    private int services = 2;
    private int files;

    Attack(Choices choices, Ground ground) {
        p = choices;
        this.ground = ground;
    }

    /** Runs it to the end, which comes in one of two ways: the clients go, or the server does; answers its steps. */
    int run() {
        boolean serverFirst = p.chance(8);
        int steps = 0;
        for (; steps < STEPS_MAX && p.hasMore(); steps++) {
            step();
            ground.check();
            if (steps % STEPS_BETWEEN == STEPS_BETWEEN - 1) {
                ground.serve();
            }
        }
        ground.serve();
        if (!serverFirst) {
            for (Foe client : clients) {
                if (client != null) {
                    client.close();
                }
            }
            ground.plenty();
            ground.checkLeft(services);
        }
        ground.close();
        return steps;
    }

    private void step() {
        int what = p.next(28);
        Foe client = clients[p.next(SLOTS)];
        if (what < 5 || client == null) {
            arrive(what);
        } else if (what < 18) {
            misbehave(client, what);
        } else {
            happen(what);
        }
    }

    private void arrive(int what) {
        int slot = p.next(SLOTS);
        if (clients[slot] == null || what == 0) {
            if (clients[slot] != null) {
                clients[slot].close();
            }
            clients[slot] = ground.connect(p.chance(6) ? "quiet" : "busy");
        }
        Foe client = clients[slot];
        if (client == null) {
            return;
        }
        switch (p.next(8)) {
            case 0 -> client.say(1 + p.next(24), WISHES[p.next(WISHES.length)], 0);
            case 1 -> client.write(p.bytes(p.next(32)));
            case 2 -> client.say(p.next(25), WISHES[p.next(WISHES.length)], p.next(4));
            case 3 -> {
                // many who say nothing
                for (int i = p.next(); i > 0; i--) {
                    if (ground.connect("busy") == null) {
                        ground.turn(1);
                    }
                }
            }
            default -> {
                client.say(Foe.WHOLE, WISHES[p.next(8)], 0);
                ground.settle();
                client.open();
            }
        }
    }

    private void misbehave(Foe client, int what) {
        switch (what) {
            case 5, 6, 7 -> request(client);
            case 8 -> client.write(new byte[p.next()]);
            case 9 -> client.header(p.next(3), HEADER_WORDS[p.next(HEADER_WORDS.length)], p.value());
            case 10 -> client.word(p.next(3), p.next(8) - 2, p.chance(2) ? MAGICS[p.next(MAGICS.length)] : p.value());
            case 11 -> chunk(client);
            case 12 -> client.cut(p.next(6), p.chance(2) ? 0 : p.next(16) * 600, p.chance(4));
            case 13 -> take(client);
            case 14 -> client.drain(p.next());
            case 15 -> {
                if (p.chance(2)) {
                    client.shutdown();
                } else {
                    client.close();
                }
            }
            case 16 -> datagrams(client);
            default -> share(client);
        }
    }

    /** A request as the protocol wants it, of whatever kind and length. */
    private void request(Foe client) {
        if (!client.isOpen()) {
            client.open();
            return;
        }
        int id = p.chance(12) ? p.value() : 1 + p.next(8);
        int size = p.chance(4) ? p.value() & 0x1ffff : 16 + p.next();
        ByteBuffer request = Echoes.request(id, size);
        if (request.capacity() >= 24) {
            request.putInt(16, p.value()).putInt(20, p.value());
        }
        if (p.chance(10)) {
            request.putInt(8, p.value());
        }
        for (int i = p.chance(6) ? p.next(64) : 1; i > 0; i--) {
            client.send(request);
        }
    }

    /** A chunk in the request ring with a length that need not be true. */
    private void chunk(Foe client) {
        int length = p.value();
        client.word(Foe.REQUEST, 0, length);
        client.word(Foe.REQUEST, 1, RingLayout.COMMITTED);
        client.word(Foe.REQUEST, 2, p.next(9));
        client.word(Foe.REQUEST, 4, p.chance(3) ? p.value() : length);
        client.write(new byte[1]);
    }

    private void take(Foe client) {
        for (int i = 1 + p.next(40); i > 0 && client.isOpen(); i--) {
            if (p.chance(2)) {
                client.response();
            } else {
                client.event();
            }
        }
    }

    private void datagrams(Foe client) {
        switch (p.next(5)) {
            case 0 -> client.closeSocket(p.chance(2));
            case 1 -> client.stranger(p.bytes(p.next(40)), p.next(3));
            case 2 -> client.datagram(p.bytes(p.next(40)));
            case 3 -> client.datagram(new byte[p.value() & 0x1ffff]);
            default -> client.attach(1 + p.next(20));
        }
    }

    private void share(Foe client) {
        String name = p.chance(4) ? "/" + new String(p.bytes(20), StandardCharsets.ISO_8859_1) : "x" + files++ % 8;
        String path = client.share(name, p.chance(2) ? 4096 : p.next(16) * 50, !p.chance(4));
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        ByteBuffer request = Echoes.request(BenchHost.SHARE, 24 + bytes.length);
        client.send(request.putLong(16, p.chance(3) ? p.value() : 600).put(24, bytes));
    }

    /** What others than the clients do. */
    private void happen(int what) {
        switch (what) {
            case 18 -> {
                int which = p.next(8);
                int count = 1 + p.next();
                int length = p.value();
                ground.onRing(() -> ground.host().tell(which, count, length));
            }
            case 19 -> {
                int length = p.value();
                ground.onRing(() -> ground.host().answerDeferred(length));
            }
            case 20 -> {
                int level = p.next(3);
                ground.onRing(() -> ground.server().flowControl(Ground.SERVICE, level));
            }
            case 21 -> ground.onRing(this::withdraw);
            case 22 -> {
                int which = p.next();
                ground.onRing(() -> ground.host().sendAway(which));
            }
            case 23 -> ground.advance(p.next() * 10L);
            case 24 -> ground.admin(1 + p.next(8));
            case 25 -> ground.run(p.next());
            case 26 -> {
                int verdict = p.chance(2) ? -p.next(50) : 0;
                boolean failing = p.chance(8);
                ground.onRing(() -> ground.host().verdict(verdict, failing));
            }
            default -> ground.visit();
        }
        ground.turn(1 + p.next(4));
    }

    private void withdraw() {
        if (services == 2) {
            ground.server().withdraw(Ground.SERVICE);
        } else {
            ground.publish();
        }
        services = ground.server().isPublished(Ground.SERVICE) ? 2 : 1;
    }
}
