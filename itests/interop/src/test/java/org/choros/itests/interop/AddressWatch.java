package org.choros.itests.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;

import org.choros.itests.lab.Host;

/**
 * Looks from outside which hosts have an address, all the time. Two have it when one has it before and after the other
 * was seen to have it.
 */
final class AddressWatch implements AutoCloseable {
    private static final long STEP_NS = 2_000_000;

    private final String address;
    private final List<Process> anchors = new ArrayList<>();
    private final List<Path> tables = new ArrayList<>();
    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long looks;

    /** @param hosts those that may have it */
    AddressWatch(String address, List<Host> hosts) {
        this.address = address;
        for (Host host : hosts) {
            // a process of the host, which shows the addresses of its own network name space
            Process anchor = host.spawn(host.folder().resolve("anchor"), "sleep", "infinity");
            anchors.add(anchor);
            tables.add(Path.of("/proc/" + anchor.pid() + "/net/fib_trie"));
        }
        thread = new Thread(this::watch, "address-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        while (!closed) {
            for (int one = 0; one < tables.size(); one++) {
                for (int other = one + 1; other < tables.size(); other++) {
                    if (has(one) && has(other) && has(one)) {
                        violations.add("hosts " + (one + 1) + " and " + (other + 1) + " both have " + address);
                    }
                }
            }
            looks++;
            LockSupport.parkNanos(STEP_NS);
        }
    }

    /** Whether a host has it, the first one being 0. */
    boolean has(int host) {
        try {
            return Files.readString(tables.get(host)).contains("-- " + address + "\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** What was seen that must not be. */
    List<String> violations() {
        return violations;
    }

    /** How often it has looked. */
    long looks() {
        return looks;
    }

    @Override
    public void close() {
        closed = true;
        anchors.forEach(Process::destroyForcibly);
    }
}
