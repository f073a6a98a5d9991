package org.choros.itests.interop;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.locks.LockSupport;

/** A client that asks a web server for its page, five times a second, and prints who has served it. */
final class PollProgram {
    private static final int PORT = 80;
    private static final int TIMEOUT_MS = 500;
    private static final long PERIOD_NS = 200_000_000L;

    private PollProgram() {
    }

    /** @param args the server's address */
    public static void main(String[] args) {
        long nextNs = System.nanoTime();
        for (int poll = 1;; poll++) {
            System.out.println(poll + " " + ask(new InetSocketAddress(args[0], PORT)));
            nextNs += PERIOD_NS;
            while (System.nanoTime() - nextNs < 0) {
                LockSupport.parkNanos(nextNs - System.nanoTime());
            }
        }
    }

    /** Asks a web server once: {@code served by NAME} or {@code missed: WHY}. */
    static String ask(InetSocketAddress server) {
        try (Socket socket = new Socket()) {
            socket.connect(server, TIMEOUT_MS);
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader in = new BufferedReader(
                    new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String last = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                last = line;
            }
            return last.startsWith("page of ") ? "served by " + last.substring("page of ".length()) : "missed: " + last;
        } catch (IOException e) {
            return "missed: " + e.getMessage();
        }
    }
}
