package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.choros.engine.amf.model.HealthCheck;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;
import org.choros.engine.amf.supervise.Role;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks at ports and pages, and calls of beans, with others that answer well, badly and not at all. */
class WorkTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);

    private final Jobs jobs = new Jobs();
    private final Work work = new Work("work-test", jobs);
    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        work.close();
        for (AutoCloseable o : opened) {
            o.close();
        }
    }

    /** A server that says this to each who comes, and hangs up; or with null takes the connection and says nothing. */
    private String server(String says) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        opened.add(server);
        Thread thread = new Thread(() -> {
            while (!server.isClosed()) {
                try {
                    Socket s = server.accept();
                    opened.add(s);
                    if (says != null) {
                        // the request is read first: who hangs up on it resets the connection
                        byte[] request = new byte[4096];
                        assertTrue(s.getInputStream().read(request) > 0);
                        s.getOutputStream().write(says.getBytes(StandardCharsets.US_ASCII));
                        s.close();
                    }
                } catch (IOException e) {
                    // whoever asked has gone, or the test is over
                    continue;
                }
            }
        });
        thread.setDaemon(true);
        thread.start();
        return "127.0.0.1:" + server.getLocalPort();
    }

    private String http(String says) throws IOException {
        return probe(HealthCheck.Kind.HTTP, "http://" + server(says) + "/status?a=b", LONG_NS);
    }

    private String probe(HealthCheck.Kind kind, String target, long timeoutNs) {
        jobs.told().clear();
        work.run(1, new Probe(new JobSpec.Probe(kind, target, timeoutNs)));
        return jobs.outcome(1);
    }

    private static String closedPort() throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "127.0.0.1:" + server.getLocalPort();
        }
    }

    @Test
    void aPortIsThereOrNot() throws IOException {
        assertEquals("exit status 0", probe(HealthCheck.Kind.TCP, server(null), LONG_NS));
        assertEquals(List.of("started 1", "ended 1 exit status 0", "gone 1"), jobs.told());
        assertEquals("Connection refused", probe(HealthCheck.Kind.TCP, closedPort(), LONG_NS));
        assertEquals("unknown host no.such.host.invalid",
                probe(HealthCheck.Kind.TCP, "no.such.host.invalid:80", LONG_NS));
    }

    @Test
    void aPageIsGoodByItsStatus() throws IOException {
        assertEquals("exit status 0", http("HTTP/1.1 200 OK\r\n\r\nhello"));
        assertEquals("exit status 0", http("HTTP/1.0 204\r\n\r\n"));
        // no redirection is followed
        assertEquals("exit status 0", http("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n\r\n"));
        assertEquals("status 503 Service Unavailable", http("HTTP/1.1 503 Service Unavailable\r\n\r\n"));
        assertEquals("status 404 Not Found", http("HTTP/1.1 404 Not Found\r\n\r\n"));
        assertEquals("no answer of HTTP: SSH-2.0-server", http("SSH-2.0-server\r\n"));
        assertEquals("no answer", http(""));
        assertEquals("Connection refused",
                probe(HealthCheck.Kind.HTTP, "http://" + closedPort() + "/", LONG_NS));
        assertEquals("\"htp://a/\" is no http:// or https:// URL", probe(HealthCheck.Kind.HTTP, "htp://a/", LONG_NS));
    }

    /** An answer without end costs nothing. */
    @Test
    void ofALongAnswerTheBeginningIsRead() throws IOException {
        String outcome = http("HTTP/1.1 200 " + "x".repeat(100_000));
        assertEquals("exit status 0", outcome);
        assertTrue(http("y".repeat(100_000)).length() < 400);
    }

    @Test
    void whoSaysNothingIsGivenUpAfterItsTime() throws IOException {
        assertEquals("Read timed out",
                probe(HealthCheck.Kind.HTTP, "http://" + server(null) + "/", TimeUnit.SECONDS.toNanos(1)));
    }

    @Test
    void aLookThatIsKilledIsGone() throws IOException {
        work.run(1, new Probe(new JobSpec.Probe(HealthCheck.Kind.HTTP, "http://" + server(null) + "/", LONG_NS)));
        jobs.awaitTold("started 1");
        work.kill(1);
        assertEquals("signal 9", jobs.outcome(1));
        assertEquals(List.of("started 1", "ended 1 signal 9", "gone 1"), jobs.told());
        work.kill(1);
    }

    // --- beans

    private static final class Recorder implements Beans.Bean {
        private final List<String> calls = new CopyOnWriteArrayList<>();
        private volatile boolean well = true;

        @Override
        public void role(Role role, String workload, SortedMap<String, String> attributes) throws Exception {
            calls.add(role + " " + workload + " " + attributes);
            if (role == Role.STANDBY) {
                throw new IllegalStateException("no room");
            }
        }

        @Override
        public boolean healthy(String workload) {
            calls.add("healthy " + workload);
            return well;
        }
    }

    private String role(Role role, Beans beans) {
        jobs.told().clear();
        SortedMap<String, String> attributes = new TreeMap<>();
        attributes.put("port", "80");
        work.run(2, BeanCall.role(new JobSpec.Bean("server", role, "web/web", attributes), beans));
        return jobs.outcome(2);
    }

    private String healthy(Beans beans) {
        jobs.told().clear();
        work.run(3, BeanCall.check(new JobSpec.BeanCheck("server", "web/web"), beans));
        return jobs.outcome(3);
    }

    @Test
    void beansAreToldAndAsked() {
        Recorder bean = new Recorder();
        Beans beans = name -> name.equals("server") ? bean : null;
        assertEquals("exit status 0", role(Role.ACTIVE, beans));
        assertEquals("no room", role(Role.STANDBY, beans));
        assertEquals("exit status 0", healthy(beans));
        bean.well = false;
        assertEquals("it is not well", healthy(beans));
        assertEquals(List.of("ACTIVE web/web {port=80}", "STANDBY web/web {port=80}", "healthy web/web",
                "healthy web/web"), bean.calls);
        assertEquals("no bean is registered with the name server", role(Role.ACTIVE, Beans.NONE));
    }

    /** A call that does not listen is told as ended, and gone when it has come back. */
    @Test
    void aBeanThatBlocksIsInterruptedAndKeepsItsPlaceUntilItReturns() {
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        work.run(1, () -> {
            boolean back = false;
            while (!back) {
                try {
                    released.await();
                    back = true;
                } catch (InterruptedException e) {
                    interrupted.countDown();
                }
            }
            return Outcome.OK;
        });
        jobs.awaitTold("started 1");
        work.kill(1);
        jobs.awaitTold("ended 1 signal 9");
        Jobs.await("it is interrupted", () -> interrupted.getCount() == 0);
        assertFalse(jobs.told().contains("gone 1"));
        released.countDown();
        jobs.awaitTold("gone 1");
        assertEquals(1, jobs.told().stream().filter(t -> t.startsWith("ended 1")).count());
    }

    @Test
    void whatThereIsNoRoomForFailsAndWhatWaitsCanBeKilled() {
        CountDownLatch released = new CountDownLatch(1);
        int all = Work.THREADS_MAX + Work.WAITING_MAX;
        for (int i = 1; i <= all; i++) {
            work.run(i, () -> {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    return new Outcome(1, "interrupted");
                }
                return Outcome.OK;
            });
        }
        work.run(all + 1, () -> Outcome.OK);
        assertEquals("too much is being done already", jobs.outcome(all + 1));
        work.kill(all);
        assertEquals("signal 9", jobs.outcome(all));
        assertFalse(jobs.told().contains("started " + all));
        released.countDown();
        for (int i = 1; i < all; i++) {
            assertEquals("exit status 0", jobs.outcome(i));
        }
    }
}
