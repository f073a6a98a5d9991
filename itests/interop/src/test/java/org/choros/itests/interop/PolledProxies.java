package org.choros.itests.interop;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

import org.choros.itests.lab.Await;

/** Clients that ask a web server's page of each of its proxies, five times a second, and count what they miss. */
final class PolledProxies implements AutoCloseable {
    private static final int LIMIT_S = 90;
    private static final int RUNNING = 5;
    private static final long PERIOD_NS = 200_000_000L;

    private final Map<String, List<String>> answers = new LinkedHashMap<>();
    private final Map<String, Integer> seen = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private final StringBuilder report = new StringBuilder();
    private volatile boolean closed;

    /** @param proxies where the proxies are, by the hosts' names */
    PolledProxies(Map<String, InetSocketAddress> proxies) {
        proxies.forEach((name, address) -> {
            List<String> told = new CopyOnWriteArrayList<>();
            answers.put(name, told);
            seen.put(name, 0);
            Thread thread = new Thread(() -> poll(address, told), "poll-" + name);
            thread.setDaemon(true);
            threads.add(thread);
        });
        threads.forEach(Thread::start);
    }

    private void poll(InetSocketAddress address, List<String> told) {
        while (!closed) {
            told.add(PollProgram.ask(address));
            LockSupport.parkNanos(PERIOD_NS);
        }
    }

    /** Waits until some proxies have a host's page, so many times running, and writes down what was missed before. */
    void served(String event, String host, List<String> proxies, Supplier<String> evidence) {
        for (String proxy : proxies) {
            List<String> told = answers.get(proxy);
            // the request that is under way may be of before
            int since = told.size() + 1;
            Await.until(event + ": the proxy of " + proxy + " has the page of " + host, LIMIT_S, () -> {
                List<String> now = List.copyOf(told);
                int from = now.size() - RUNNING;
                return from >= since
                        && now.subList(from, now.size()).stream().allMatch(a -> a.equals("served by " + host));
            }, () -> report + String.join("\n", told) + '\n' + evidence.get());
        }
        report.append(String.format("  %-26s served by %s", event, host));
        for (String proxy : proxies) {
            List<String> now = List.copyOf(answers.get(proxy));
            long missed = now.subList(seen.get(proxy), now.size()).stream().filter(a -> a.startsWith("missed")).count();
            report.append(String.format("; through %s %d of %d missed", proxy, missed, now.size() - seen.get(proxy)));
        }
        report.append('\n');
        answers.forEach((proxy, told) -> seen.put(proxy, told.size()));
    }

    @Override
    public void close() {
        closed = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        System.out.println("The clients of the proxies:\n" + report);
    }
}
