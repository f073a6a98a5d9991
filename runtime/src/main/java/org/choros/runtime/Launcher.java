package org.choros.runtime;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The {@code corosync} command: checks the command line, then tests a configuration, forks, or runs the daemon. */
public final class Launcher {
    private static final int EXIT_USAGE = 1;
    private static final int EXIT_FORK = 4;

    private Launcher() {
    }

    /**
     * @param args the daemon's options
     * @throws Exception when the framework cannot be started
     */
    public static void main(String[] args) throws Exception {
        Map<String, String> environment = System.getenv();
        Options options;
        try {
            options = Options.parse(args, environment);
        } catch (Options.UsageException e) {
            System.err.print(e.getMessage());
            System.err.flush();
            System.exit(EXIT_USAGE);
            return;
        }
        if (options.version()) {
            printVersion(System.out);
            return;
        }
        if (options.test() || !options.foreground()) {
            int status = ConfigurationCheck.run(options, System.err);
            if (options.test() || status != 0) {
                System.exit(status);
            }
            System.exit(detach(args));
        }
        Path home = Path.of(System.getProperty("choros.home", "."));
        System.exit(new Daemon(home, options).run());
    }

    static void printVersion(PrintStream out) {
        // Scripts read the first line; 3.1.7 is the release that this node behaves as.
        out.println("Corosync Cluster Engine, version '3.1.7'");
        out.println("Choros " + version() + ", dialects 2.4 and 3.1");
        out.println();
        out.println("Built-in features: osgi dialect-2.4 dialect-3.1");
    }

    private static String version() {
        String version = Launcher.class.getPackage().getImplementationVersion();
        return version == null ? "(development)" : version;
    }

    /** Starts the daemon again in a session of its own, without our terminal. */
    private static int detach(String[] args) {
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.add(System.getProperty("choros.home", ".") + "/sbin/corosync");
        command.add("-f");
        command.addAll(List.of(args));
        try {
            new ProcessBuilder(command).redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return 0;
        } catch (IOException e) {
            System.err.println("Cannot start the daemon in the background: " + e.getMessage());
            return EXIT_FORK;
        }
    }
}
