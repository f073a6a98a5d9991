package org.choros.itests.perf.load;

import java.io.IOException;

import org.choros.base.ChorosException;
import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;

/** The benchmark over the client bundle: {@code ClientLoad HOSTS GROUP}. */
public final class ClientLoad {
    private ClientLoad() {
    }

    /**
     * @param args how many hosts take part, and the group
     * @throws IOException standard input cannot be read
     * @throws ChorosException the node is gone
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, ChorosException, InterruptedException {
        ChorosClient client = new ChorosClient(ClientOptions.fromEnvironment().withDispatchThreads(true));
        GroupLoad.run(client::cpg, Integer.parseInt(args[0]), args[1]);
    }
}
