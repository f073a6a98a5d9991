package org.choros.engine.amf.run;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLSocket;

import org.choros.engine.amf.model.CheckUrl;
import org.choros.engine.amf.model.HealthCheck;
import org.choros.engine.amf.supervise.JobSpec;
import org.choros.engine.amf.supervise.Outcome;

/**
 * Looks whether a port takes connections, or a page is there. Of an answer the first line is read, so much of it at
 * most, and a redirection is an answer: it is not followed.
 */
final class Probe implements Work.Task {
    private static final int LINE_MAX = 256;
    private static final int GOOD = 200;
    private static final int BAD = 400;
    /** The rest of a page is waited for no longer. */
    private static final int REST_MS = 200;
    private static final int REST_PART = 1 << 13;
    private static final int NS_PER_MS = 1_000_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([0-9]{3})( .*)?");

    private final JobSpec.Probe spec;
    private volatile Socket socket;
    private volatile boolean cancelled;

    Probe(JobSpec.Probe spec) {
        this.spec = spec;
    }

    @Override
    public void cancel() {
        cancelled = true;
        close(socket);
    }

    private static void close(Socket socket) {
        if (socket != null) {
            try {
                socket.close();
            } catch (IOException e) {
                // then there is nobody at its other end any more
                return;
            }
        }
    }

    @Override
    public Outcome run() {
        try {
            return spec.kind() == HealthCheck.Kind.TCP ? tcp() : http();
        } catch (IOException e) {
            String why = e.getMessage();
            return new Outcome(1, why == null ? e.toString() : why);
        } finally {
            close(socket);
        }
    }

    private int timeoutMs() {
        return (int) Math.max(1, spec.timeoutNs() / NS_PER_MS);
    }

    private Socket connect(String host, int port) throws IOException {
        Socket s = new Socket();
        socket = s;
        if (cancelled) {
            s.close();
        }
        String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        InetSocketAddress address = new InetSocketAddress(name, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + name);
        }
        s.connect(address, timeoutMs());
        s.setSoTimeout(timeoutMs());
        return s;
    }

    private Outcome tcp() throws IOException {
        int colon = spec.target().lastIndexOf(':');
        connect(spec.target().substring(0, colon), Integer.parseInt(spec.target().substring(colon + 1)));
        return Outcome.OK;
    }

    /** Whoever answers is believed: see {@link AnyCertificate}. */
    private static Socket tls(Socket s, CheckUrl url) throws IOException {
        SSLSocket tls = (SSLSocket) AnyCertificate.sockets().createSocket(s, url.host(), url.port(), true);
        try {
            tls.startHandshake();
        } catch (IOException e) {
            throw new IOException("no TLS: " + (e.getMessage() == null ? e : e.getMessage()), e);
        }
        return tls;
    }

    private Outcome http() throws IOException {
        CheckUrl url;
        try {
            url = CheckUrl.of(spec.target());
        } catch (IllegalArgumentException e) {
            return Outcome.notRun(e.getMessage());
        }
        Socket s = connect(url.host(), url.port());
        if (url.secure()) {
            s = tls(s, url);
        }
        s.getOutputStream().write(("GET " + url.path() + " HTTP/1.1\r\nHost: " + url.authority()
                + "\r\nUser-Agent: choros\r\nAccept: */*\r\nConnection: close\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        String line = firstLine(s.getInputStream());
        rest(s);
        Matcher m = STATUS.matcher(line);
        if (!m.matches()) {
            return new Outcome(1, line.isEmpty() ? "no answer" : "no answer of HTTP: " + line);
        }
        int status = Integer.parseInt(m.group(1));
        return status >= GOOD && status < BAD ? Outcome.OK : new Outcome(1, "status " + line.split(" ", 2)[1]);
    }

    /** Many servers write an error to their log when nobody takes the page that was asked for; some never end it. */
    private static void rest(Socket s) {
        long end = System.nanoTime() + (long) REST_MS * NS_PER_MS;
        byte[] part = new byte[REST_PART];
        try {
            s.setSoTimeout(REST_MS);
            int n = 0;
            while (n >= 0 && System.nanoTime() - end < 0) {
                n = s.getInputStream().read(part);
            }
        } catch (IOException e) {
            // the answer is known, whatever becomes of the page
            return;
        }
    }

    private static String firstLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n' && line.length() < LINE_MAX; c = in.read()) {
            // what goes into the log is one line of letters
            line.append(c == '\r' ? "" : String.valueOf((char) (c < ' ' || c > '~' ? '?' : c)));
        }
        return line.toString();
    }
}
