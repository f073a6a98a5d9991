package org.choros.health;

import org.apache.felix.hc.api.FormattingResultLog;
import org.choros.base.ChorosException;
import org.choros.shell.nodes.NodeName;
import org.choros.shell.nodes.Nodes;
import org.choros.shell.nodes.Service;
import org.choros.shell.nodes.Values;

/**
 * No client in this JVM was disconnected because it did not take its events, and no listener has thrown, since the last
 * time; the executor keeps the warning for a while ({@code hc.keepNonOkResultsStickyForSec}).
 */
final class ClientsCheck implements Check {
    private static final String LOCAL = "runtime.choros.local.";

    private long overflows;
    private long failures;

    @Override
    public synchronized void judge(Nodes nodes, NodeName node, FormattingResultLog log) throws ChorosException {
        long[] now = nodes.use(node.name(), Service.MAP,
                map -> new long[]{Values.number(map, LOCAL + "overflows", 0),
                        Values.number(map, LOCAL + "listener_failures", 0), Values.number(map, LOCAL + "clients", 0)});
        log.info("{} clients in this JVM", now[2]);
        if (now[0] > overflows) {
            log.warn("{} clients were disconnected because their listeners did not take their events; the log names "
                    + "them", now[0] - overflows);
        }
        if (now[1] > failures) {
            log.warn("Listeners have thrown {} exceptions; the log has them", now[1] - failures);
        }
        overflows = now[0];
        failures = now[1];
    }
}
