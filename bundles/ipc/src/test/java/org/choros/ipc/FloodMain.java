package org.choros.ipc;

import org.choros.posix.UnixAddress;

/** A client that sends without end until it is killed. */
public final class FloodMain {
    private FloodMain() {
    }

    /**
     * @param args the abstract name of the set-up socket
     * @throws Exception anything
     */
    public static void main(String[] args) throws Exception {
        try (MiniClient client = MiniClient.connect(UnixAddress.abstractName(args[0]), ServerFixture.MIB)) {
            while (true) {
                client.offer(MiniClient.message(Echo.SILENT, 700));
                client.offer(MiniClient.message(Echo.EVENTS, 24).putInt(16, 3).putInt(20, 2000));
            }
        }
    }
}
