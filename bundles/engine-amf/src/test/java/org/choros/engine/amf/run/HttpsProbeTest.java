package org.choros.engine.amf.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import org.choros.engine.amf.model.HealthCheck;
import org.choros.engine.amf.supervise.JobSpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pages over TLS, of a server with a certificate that nobody would trust. */
class HttpsProbeTest {
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long SHORT_NS = TimeUnit.SECONDS.toNanos(1);
    private static final String PASSWORD = "password";

    private static SSLContext context;

    private final Jobs jobs = new Jobs();
    private final Work work = new Work("https-test", jobs);
    private HttpServer server;

    /** Signed by itself, for another host, and expired. */
    @BeforeAll
    static void certificate(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("keys.p12");
        Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/keytool").toString(),
                "-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=elsewhere.example", "-startdate",
                "-10d", "-validity", "1", "-storetype", "PKCS12", "-keystore", file.toString(), "-storepass",
                PASSWORD).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
    }

    @AfterEach
    void end() {
        work.close();
        if (server != null) {
            server.stop(0);
        }
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private String start(HttpServer made, int status, AtomicReference<String> asked) {
        server = made;
        server.createContext("/", exchange -> {
            asked.set(exchange.getRequestMethod() + ' ' + exchange.getRequestURI() + ' '
                    + exchange.getRequestHeaders().getFirst("Host"));
            byte[] page = "a page\n".getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(status, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private String https(int status, AtomicReference<String> asked) throws IOException {
        HttpsServer https = HttpsServer.create(loopback(), 0);
        https.setHttpsConfigurator(new HttpsConfigurator(context));
        return start(https, status, asked);
    }

    private String probe(String url, long timeoutNs) {
        jobs.told().clear();
        work.run(1, new Probe(new JobSpec.Probe(HealthCheck.Kind.HTTP, url, timeoutNs)));
        return jobs.outcome(1);
    }

    @Test
    void whoeverAnswersIsBelieved() throws IOException, GeneralSecurityException {
        AtomicReference<String> asked = new AtomicReference<>();
        String place = https(200, asked);
        assertEquals("exit status 0", probe("https://" + place + "/status?a=b", LONG_NS));
        assertEquals("GET /status?a=b " + place, asked.get());
        assertEquals("exit status 0", probe("https://" + place, LONG_NS));
        assertEquals("GET / " + place, asked.get());
    }

    @Test
    void theStatusCountsAsWithoutTls() throws IOException {
        assertEquals("status 500 Internal Server Error",
                probe("https://" + https(500, new AtomicReference<>()) + "/", LONG_NS));
    }

    /** Most servers answer in plain text that this was no request; this one waits for the end of its line. */
    @Test
    void aServerWithoutTlsIsNone() throws IOException {
        String place = start(HttpServer.create(loopback(), 0), 200, new AtomicReference<>());
        assertEquals("exit status 0", probe("http://" + place + "/", LONG_NS));
        assertEquals("no TLS: Read timed out", probe("https://" + place + "/", SHORT_NS));
        try (ServerSocket plain = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            work.run(2, new Probe(new JobSpec.Probe(HealthCheck.Kind.HTTP,
                    "https://127.0.0.1:" + plain.getLocalPort() + "/", LONG_NS)));
            try (Socket client = plain.accept()) {
                assertTrue(client.getInputStream().read(new byte[4096]) > 0);
                client.getOutputStream()
                        .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertEquals("no TLS: Unsupported or unrecognized SSL message", jobs.outcome(2));
            }
        }
    }

    @Test
    void nobodyListens() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        assertEquals("Connection refused", probe("https://127.0.0.1:" + port + "/", LONG_NS));
    }

    /** It takes the connection, and hears the greeting, and that is all. */
    @Test
    void whoNeverEndsTheHandshakeIsGivenUpAfterItsTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertEquals("no TLS: Read timed out", probe("https://127.0.0.1:" + silent.getLocalPort() + "/", SHORT_NS));
        }
    }

    /** Nor does who says a byte now and then hold it longer than its check waits. */
    @Test
    void aHandshakeThatIsKilledIsGone() throws IOException {
        try (ServerSocket slow = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            work.run(1, new Probe(new JobSpec.Probe(HealthCheck.Kind.HTTP,
                    "https://127.0.0.1:" + slow.getLocalPort() + "/", LONG_NS)));
            try (Socket client = slow.accept()) {
                // a record of the handshake begins, and does not go on
                client.getOutputStream().write(new byte[]{22, 3, 3, 0, 100});
                assertTrue(client.getInputStream().read() >= 0);
                work.kill(1);
                assertEquals("signal 9", jobs.outcome(1));
                assertEquals(List.of("started 1", "ended 1 signal 9", "gone 1"), jobs.told());
            }
        }
    }
}
