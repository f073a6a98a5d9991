package org.choros.availability.client;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.client.ChorosClient;
import org.choros.engine.amf.AmfFactory;
import org.choros.engine.amf.supervise.Actuator;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.local.LocalServices;
import org.choros.node.Node;

/** Three nodes of this JVM that keep a group available, whose commands never come to anything. */
final class TestCluster implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(60);

    private final Path folder;
    private final String name;
    private final List<Node> nodes = new ArrayList<>();
    private final List<LocalServices> services = new ArrayList<>();

    /** Is asked, and never says anything. */
    private static final class Deaf implements Actuator {
        @Override
        public void run(long job, JobSpec spec) {
            // for ever about to be run
        }

        @Override
        public void kill(long job, boolean force) {
            // nor does it end
        }

        @Override
        public void reset(String why) {
            throw new AssertionError(why);
        }

        @Override
        public void close() {
            // nothing is open
        }
    }

    TestCluster(String name, Path folder) {
        this.name = name;
        this.folder = folder;
        for (int id = 1; id <= 3; id++) {
            nodes.add(start(id));
            services.add(new LocalServices(nodes.get(id - 1)));
        }
        nodes.forEach(n -> n.await(view -> view.members().equals(List.of(1, 2, 3)) && view.quorate(), LIMIT));
        services.forEach(s -> s.ready().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join());
    }

    private Node start(int id) {
        StringBuilder list = new StringBuilder();
        for (int i = 1; i <= 3; i++) {
            list.append("    node {\n        nodeid: ").append(i).append("\n        name: ")
                    .append((char) ('a' + i - 1))
                    .append("\n        ring0_addr: 10.0.0.").append(i).append("\n    }\n");
        }
        return Node.builder().folder(folder.resolve("node" + id)).node(id).plugin(new AmfFactory(c -> new Deaf()))
                .configuration("""
                        totem {
                            version: 2
                            cluster_name: %s
                            transport: local
                            config_version: 3
                        }
                        nodelist {
                        %s}
                        quorum {
                            provider: corosync_votequorum
                        }
                        availability {
                            group {
                                name: web
                                nodes: a b
                                component {
                                    name: server
                                    start: /bin/server
                                    start_timeout: 600000
                                    stop_timeout: 100
                                    kill_timeout: 100
                                }
                            }
                        }
                        """.formatted(name, list)).start();
    }

    ChorosClient client(int id) {
        return services.get(id - 1).of("test");
    }

    AvailabilityClient availability(int id) throws ChorosException {
        return new AvailabilityClient(client(id));
    }

    void end(int id) {
        nodes.get(id - 1).close();
    }

    @Override
    public void close() {
        services.forEach(LocalServices::close);
        nodes.forEach(Node::close);
    }
}
