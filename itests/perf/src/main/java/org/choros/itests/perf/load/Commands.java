package org.choros.itests.perf.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Obeys the lines of standard input until it ends. */
final class Commands {
    private Commands() {
    }

    static void obey(Sender sender) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            sender.run(RunOrder.parse(line));
        }
    }
}
