package org.choros.ipc;

import java.nio.file.Path;
import java.util.List;

import org.choros.spi.ipc.IpcServer;
import org.choros.spi.ipc.IpcSettings;

/** Serves a small map under the standard name and runs a command beside it, in a network namespace of its own. */
public final class RealClientMain {
    private RealClientMain() {
    }

    /**
     * @param args the channel type, then the command
     * @throws Exception anything
     */
    public static void main(String[] args) throws Exception {
        TinyMap map = new TinyMap().put("totem.cluster_name", "tiny").put("totem.token", 3000)
                .put("nodelist.node.0.nodeid", 7);
        IpcSettings settings = new IpcSettings("", IpcSettings.Type.valueOf(args[0]), Path.of("/dev/shm"), false,
                Path.of("/tmp"), 100);
        int status;
        try (Loop loop = new Loop()) {
            IpcServer server = loop.call(() -> new QbIpcServerFactory().create(settings, map, loop));
            loop.call(() -> {
                server.publish("cmap", 0);
                return null;
            });
            Process client = new ProcessBuilder(List.of(args).subList(1, args.length)).inheritIO().start();
            status = client.waitFor();
            loop.call(() -> {
                server.close();
                return null;
            });
        }
        System.exit(status);
    }
}
