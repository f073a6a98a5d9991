package org.choros.runtime;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;

import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;

/**
 * Runs one node in a framework of its own until it ends. The two sides meet in services of JDK types: the node calls a
 * {@code BiConsumer<Integer, String>} with {@code choros.role=exit} when it is over, and offers a {@code Runnable} with
 * {@code choros.role=shutdown} for the termination signals.
 */
final class Daemon {
    private static final String ROLE = "choros.role";
    private static final int EXIT_SERVICES = 13;
    private static final long STOP_LIMIT_MS = 10_000;

    private record End(int status, String message) {
    }

    private final Path home;
    private final Options options;
    private final CompletableFuture<End> end = new CompletableFuture<>();
    private CacheFolder cache;

    Daemon(Path home, Options options) {
        this.home = home;
        this.options = options;
    }

    int run() throws Exception {
        System.setProperty("choros.standalone.configuration", options.configuration());
        System.setProperty("choros.standalone.realtime", String.valueOf(options.realtime()));
        System.setProperty("choros.standalone.priority", String.valueOf(options.priority()));
        System.setProperty("choros.standalone.guardian", home.resolve("sbin/choros-guardian").toString());
        Framework framework;
        try {
            cache = CacheFolder.take(Frameworks.cache(options));
            framework = Frameworks.start(home, cache, this::registerExit);
        } catch (Exception e) {
            System.err.println("Cannot start the OSGi framework: " + e.getMessage());
            return EXIT_SERVICES;
        }
        // SIGTERM, SIGINT and SIGHUP run this hook; the exit status is then ours to say.
        Thread hook = new Thread(() -> onSignal(framework), "choros-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        End result = end.get();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException signalled) {
            // The hook ends the process, with this same result.
            hook.join();
        }
        return finish(framework, result);
    }

    private int finish(Framework framework, End result) throws BundleException, InterruptedException {
        if (result.message() != null) {
            System.err.println(result.message());
        }
        framework.stop();
        framework.waitForStop(STOP_LIMIT_MS);
        try {
            cache.close();
        } catch (IOException e) {
            System.err.println("Cannot remove a temporary bundle cache: " + e.getMessage());
        }
        return result.status();
    }

    private void onSignal(Framework framework) {
        int status = EXIT_SERVICES;
        try {
            shutdown(framework.getBundleContext());
            status = finish(framework, end.get(STOP_LIMIT_MS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | BundleException e) {
            System.err.println("The node did not stop in order: " + e);
        }
        Runtime.getRuntime().halt(status);
    }

    private void registerExit(BundleContext context) {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(ROLE, "exit");
        BiConsumer<Integer, String> exit = (status, message) -> end.complete(new End(status, message));
        context.registerService(BiConsumer.class, exit, properties);
    }

    private void shutdown(BundleContext context) {
        try {
            for (ServiceReference<Runnable> ref : context.getServiceReferences(Runnable.class,
                    "(" + ROLE + "=shutdown)")) {
                Runnable command = context.getService(ref);
                if (command != null) {
                    command.run();
                    return;
                }
            }
        } catch (InvalidSyntaxException | IllegalStateException e) {
            // The framework is going down already: nothing is left to be told.
            end.complete(new End(0, null));
        }
        end.complete(new End(0, null));
    }
}
