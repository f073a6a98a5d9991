package org.choros.itests.perf.load;

import java.util.concurrent.CountDownLatch;

import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;

/**
 * The benchmark over JGroups with total order, in this JVM: {@code JGroupsLoad HOSTS NUMBER ADDRESS}. The stack is the
 * one that JGroups ships for it.
 */
public final class JGroupsLoad {
    /** SEQUENCER over UDP with multicast, as it is in JGroups' jar. */
    private static final String STACK = "sequencer.xml";

    private JGroupsLoad() {
    }

    /**
     * @param args how many hosts take part, which one we are, and our address
     * @throws Exception whatever JGroups throws
     */
    public static void main(String[] args) throws Exception {
        Load load = new Load(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        CountDownLatch together = new CountDownLatch(1);
        System.setProperty("jgroups.bind_addr", args[2]);
        try (JChannel channel = new JChannel(STACK)) {
            channel.setName("host" + load.self());
            channel.setReceiver(new Listener(load, together));
            channel.connect("perf");
            System.out.println("member " + load.self());
            together.await();
            System.out.println("together");
            Commands.obey(new Sender(load, m -> send(channel, m), System.out));
        }
    }

    private static boolean send(JChannel channel, byte[] message) {
        try {
            // JGroups keeps the array until everybody has it; it holds the sender back by not returning
            channel.send(new BytesMessage(null, message.clone()));
            return true;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Hands on what is delivered, one at a time. */
    private static final class Listener implements Receiver {
        private final Load load;
        private final CountDownLatch together;
        private int members;

        Listener(Load load, CountDownLatch together) {
            this.load = load;
            this.together = together;
        }

        @Override
        public synchronized void receive(Message m) {
            load.delivered(0, m.getArray(), m.getOffset(), m.getLength());
        }

        @Override
        public synchronized void viewAccepted(View view) {
            if (view.size() < members) {
                load.fail("members have left during the benchmark: " + view);
            }
            members = view.size();
            if (members == load.hosts()) {
                together.countDown();
            }
        }
    }
}
