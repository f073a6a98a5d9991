package org.choros.tools;

import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

import org.choros.client.ChorosClient;
import org.choros.client.ClientOptions;
import org.choros.posix.PosixException;
import org.choros.tools.notifyd.NotifyDaemon;
import org.choros.tools.notifyd.Settings;

/** corosync-notifyd: tells of nodes, quorum, programs and links that come and go. */
public final class NotifyD {
    private NotifyD() {
    }

    /**
     * @param args as on the command line
     */
    public static void main(String[] args) {
        // as the original, it ends well when it is told to end
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(0), "choros-shutdown"));
        ProcessName.set(NotifyOptions.NAME);
        Console console = Console.standard();
        int status = run(args, console, new FileOutputStream(FileDescriptor.err));
        console.flush();
        Runtime.getRuntime().halt(status);
    }

    static int run(String[] args, Console console, OutputStream err) {
        NotifyOptions options = NotifyOptions.parse(args, console);
        if (options.usage()) {
            console.errorText(NotifyOptions.USAGE);
            return 1;
        }
        String refusal = options.refusal();
        Settings settings = new Settings(options.print() || options.unsupported(), options.log(),
                options.traps() ? options.host() : null, options.port(), options.community(), options.resolve());
        try {
            if (refusal == null && !options.foreground()) {
                return detach(args, console);
            }
            NotifyDaemon daemon = new NotifyDaemon(settings, err);
            if (refusal == null) {
                daemon.run(new ChorosClient(ClientOptions.fromEnvironment()));
            } else {
                daemon.refuse(refusal);
            }
        } catch (PosixException e) {
            console.error("[error] " + e.getMessage());
        }
        return 1;
    }

    /** Starts the command again in a session of its own, without our terminal: a JVM cannot fork itself. */
    private static int detach(String[] args, Console console) {
        List<String> command = new ArrayList<>();
        command.add("setsid");
        command.add(System.getProperty("choros.home", ".") + "/sbin/" + NotifyOptions.NAME);
        command.add("-f");
        command.addAll(List.of(args));
        try {
            new ProcessBuilder(command).directory(new File("/")).redirectInput(new File("/dev/null"))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return 0;
        } catch (IOException e) {
            console.error("Cannot start the daemon in the background: " + e.getMessage());
            return 1;
        }
    }
}
