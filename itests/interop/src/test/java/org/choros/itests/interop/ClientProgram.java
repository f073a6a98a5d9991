package org.choros.itests.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.base.RingId;
import org.choros.cfg.ShutdownListener;
import org.choros.cfg.ShutdownMode;
import org.choros.client.CMapClient;
import org.choros.client.CfgClient;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.client.ConnectionListener;
import org.choros.client.CpgClient;
import org.choros.client.Dispatching;
import org.choros.client.QuorumClient;
import org.choros.client.VoteQuorumClient;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapValue;
import org.choros.cmap.MapKind;
import org.choros.cpg.CpgGroup;
import org.choros.cpg.CpgListener;
import org.choros.cpg.CpgMember;
import org.choros.cpg.CpgMessage;
import org.choros.cpg.CpgView;
import org.choros.quorum.NodeState;
import org.choros.quorum.QuorumListener;
import org.choros.quorum.VoteQuorumListener;

/**
 * A program for a host of the lab: a member of a group, and a tracker of everything, that stays connected; prints what
 * it hears. {@code flood COUNT LENGTH} on its input sends numbered messages with back-pressure, {@code set KEY VALUE}
 * sets a u32 and waits for the node if need be.
 */
public final class ClientProgram implements CpgListener {
    private static final long LOOK_MS = 20;
    private static final int LEAST = 4;

    private final Map<CpgMember, Integer> heard = new HashMap<>();
    private int wanted = Integer.MAX_VALUE;

    private ClientProgram() {
    }

    /**
     * @param args the group
     * @throws Exception when something that must not fail does
     */
    public static void main(String[] args) throws Exception {
        ClientOptions options = ClientOptions.fromEnvironment().withDispatchThreads(true)
                .withTryAgainFor(Duration.ofSeconds(60)).withReconnect(Duration.ofSeconds(1));
        ChorosClient node = new ChorosClient(options);
        ClientProgram program = new ClientProgram();
        try (CMapClient map = node.cmap(MapKind.ICMAP);
                QuorumClient quorum = node.quorum();
                VoteQuorumClient votes = node.voteQuorum();
                CfgClient cfg = node.cfg();
                CpgClient cpg = node.cpg()) {
            announce("cmap", map);
            announce("quorum", quorum);
            announce("votequorum", votes);
            announce("cfg", cfg);
            announce("cpg", cpg);
            map.trackPrefix("test.", EnumSet.allOf(CMapEvent.Change.class),
                    e -> print("cmap " + e.change() + " " + e.key() + " " + e.newValue().map(CMapValue::asLong)
                            .map(Object::toString).orElse("-")));
            quorum.track(new Quorums());
            votes.track(new Votes());
            cfg.trackShutdown(new Shutdowns());
            CpgGroup group = cpg.join(args[0], program);
            print("self " + group.self());
            program.obey(map, group);
        }
    }

    private void obey(CMapClient map, CpgGroup group) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ");
            switch (words[0]) {
                case "expect" -> expect(Integer.parseInt(words[1]));
                case "flood" -> flood(group, Integer.parseInt(words[1]), Integer.parseInt(words[2]));
                case "set" -> {
                    map.set(words[1], CMapValue.u32(Long.parseLong(words[2])));
                    print("set " + words[1]);
                }
                default -> throw new IOException(line);
            }
        }
    }

    private static synchronized void print(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private static void announce(String service, Dispatching client) {
        client.listen(new ConnectionListener() {
            @Override
            public void disconnected(ChorosException why) {
                print(service + " disconnected");
            }

            @Override
            public void reconnected() {
                print(service + " reconnected");
            }
        });
    }

    /** Sends with nothing but futures; says how many messages were taken. */
    private static void flood(CpgGroup group, int count, int length) throws InterruptedException {
        ArrayDeque<CompletableFuture<Void>> waiting = new ArrayDeque<>();
        int taken = 0;
        int blocked = 0;
        try {
            for (int i = 0; i < count; i++) {
                byte[] message = new byte[Math.max(LEAST, length)];
                ByteBuffer.wrap(message).putInt(i);
                CompletableFuture<Void> future = group.send(message);
                while (isFull(future)) {
                    waiting.remove().get();
                    taken++;
                    future = group.send(message);
                }
                waiting.add(future);
                if (group.blocked() && blocked++ == 0) {
                    print("blocked");
                }
            }
            print("queued " + waiting.size());
            while (!waiting.isEmpty()) {
                if (group.blocked() && blocked++ == 0) {
                    print("blocked");
                }
                try {
                    waiting.element().get(LOOK_MS, TimeUnit.MILLISECONDS);
                    waiting.remove();
                    taken++;
                } catch (TimeoutException e) {
                    // the node may not have come to block us before: look again
                    continue;
                }
            }
            print("sent " + taken);
        } catch (ExecutionException e) {
            print("failed after " + taken + " with " + ((ChorosException) e.getCause()).error());
        }
    }

    private static boolean isFull(CompletableFuture<Void> future) throws InterruptedException, ExecutionException {
        try {
            return future.isCompletedExceptionally() && future.get() != null;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ChorosException c && c.error() == CsError.QUEUE_FULL) {
                return true;
            }
            throw e;
        }
    }

    private synchronized void expect(int count) {
        heard.clear();
        wanted = count;
        print("expects " + count);
    }

    @Override
    public synchronized void delivered(CpgMessage message) {
        int number = ByteBuffer.wrap(message.bytes()).getInt();
        int next = heard.getOrDefault(message.sender(), 0);
        if (number != next) {
            print("gap: " + message.sender() + " sent " + number + " in place of " + next);
        }
        heard.put(message.sender(), number + 1);
        if (number + 1 == wanted) {
            print("heard all of " + message.sender());
        }
    }

    @Override
    public void changed(CpgView view) {
        print("cpg view " + view.members());
    }

    @Override
    public void ring(RingId ringId, int[] members) {
        print("cpg ring of " + Arrays.toString(members));
    }

    @Override
    public void lost() {
        print("cpg lost");
    }

    @Override
    public synchronized void rejoined(CpgMember self) {
        heard.clear();
        print("cpg rejoined as " + self);
    }

    private static final class Quorums implements QuorumListener {
        @Override
        public void quorum(boolean quorate, RingId ringId, int[] members) {
            print("quorum " + quorate + " " + Arrays.toString(members));
        }
    }

    private static final class Votes implements VoteQuorumListener {
        @Override
        public void quorum(boolean quorate, Map<Integer, NodeState> nodes) {
            print("votequorum " + quorate + " " + nodes);
        }
    }

    private static final class Shutdowns implements ShutdownListener {
        @Override
        public boolean mayStop(ShutdownMode mode) {
            print("cfg asks " + mode);
            return true;
        }
    }
}
