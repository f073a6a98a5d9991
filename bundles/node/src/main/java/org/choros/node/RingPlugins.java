package org.choros.node;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.SortedSet;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

import org.choros.config.NodeSettings;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;

/**
 * Which transport and crypto a node uses, and what happens when they come and go. A running ring stands still while one
 * of them is replaced; where that takes long it loses packets. For the admin thread.
 */
final class RingPlugins {
    private static final int EXIT_FATAL = 15;
    private static final long RETRY_MS = 500;
    /** How long a plug-in waits for the token before it goes: a quarter of the token timeout, but at most this. */
    private static final long PART_LIMIT_MS = 1_000;

    private final NodeOptions options;
    private final Plugins plugins;
    private final AdminThread admin;
    private final RingLoop loop;
    private final RingSide side;
    private final IntConsumer fatal;
    private final VotesStore.Log log;
    /** What could not be started, while another version can. */
    private final Set<Object> refused = Collections.newSetFromMap(new IdentityHashMap<>());
    private NodeSettings settings;
    private TransportFactory transport;
    private CryptoFactory crypto;
    private String waitingFor = "";
    private boolean introduced;

    RingPlugins(NodeOptions options, Plugins plugins, AdminThread admin, RingLoop loop, RingSide side,
            NodeSettings settings, IntConsumer fatal, VotesStore.Log log) {
        this.options = options;
        this.plugins = plugins;
        this.admin = admin;
        this.loop = loop;
        this.side = side;
        this.settings = settings;
        this.fatal = fatal;
        this.log = log;
    }

    /** A reload has brought new settings, which a transport that is opened later gets. */
    void settings(NodeSettings changed) {
        settings = changed;
    }

    /** Takes what is missing, or there in a newer version, from the plug-ins that are there. */
    void update() {
        dropOlder();
        TransportFactory offered = transport != null ? transport : offeredTransport();
        if (crypto == null) {
            takeCrypto();
        }
        if (offered == null) {
            waitFor("transport " + settings.transport(), offers());
        } else if (crypto == null) {
            waitFor("crypto " + settings.crypto().cipher() + "/" + settings.crypto().hash()
                    + (options.cryptoProvider() == null ? "" : " of provider " + options.cryptoProvider()), "");
        } else {
            if (transport == null) {
                transport = offered;
                introduce();
                open(offered);
            }
            if (!waitingFor.isEmpty()) {
                log.log(LogLevel.NOTICE, "MAIN", "No longer waiting for " + waitingFor + ".");
            }
            waitingFor = "";
            onRing(() -> side.transportState("open"));
        }
    }

    private TransportFactory offeredTransport() {
        return plugins.transport(settings.transport(), refused);
    }

    private CryptoFactory offeredCrypto() {
        return plugins.crypto(options.cryptoProvider(), settings.crypto(), refused);
    }

    private void dropOlder() {
        TransportFactory offered = offeredTransport();
        if (transport != null && offered != null && offered != transport) {
            log.log(LogLevel.NOTICE, "MAIN", "Another version of transport " + settings.transport() + " takes over.");
            transport = null;
            part(() -> side.path().closeTransport());
        }
        CryptoFactory able = offeredCrypto();
        if (crypto != null && able != null && able != crypto && able.provider().equals(crypto.provider())) {
            log.log(LogLevel.NOTICE, "MAIN", "Another version of crypto " + crypto.provider() + " takes over.");
            crypto = null;
            part(() -> side.path().crypto(null));
        }
    }

    private void takeCrypto() {
        CryptoFactory offered = offeredCrypto();
        if (offered == null) {
            return;
        }
        NodeSettings now = settings;
        try {
            PacketCrypto made = offered.create(now.crypto());
            crypto = offered;
            onRing(() -> side.crypto(made, now));
        } catch (RuntimeException | LinkageError e) {
            log.log(LogLevel.ERROR, "TOTEM", e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
            refused.add(offered);
            if (offeredCrypto() != null) {
                takeCrypto();
                return;
            }
            refused.removeIf(CryptoFactory.class::isInstance);
            if (!introduced) {
                fatal.accept(EXIT_FATAL);
            }
        }
    }

    private void introduce() {
        if (introduced) {
            return;
        }
        introduced = true;
        log.log(LogLevel.NOTICE, "TOTEM", "Initializing transport (" + Settings.transportName(settings) + ").");
        if (settings.dialect() == 2) {
            log.log(LogLevel.NOTICE, "TOTEM", "Initializing transmit/receive security (NSS) crypto: "
                    + settings.crypto().cipher() + " hash: " + settings.crypto().hash());
        }
    }

    private void open(TransportFactory factory) {
        NodeSettings now = settings;
        onRing(() -> {
            if (side.closing()) {
                return;
            }
            try {
                side.path().open(factory, now.transportSettings());
            } catch (TransportException | RuntimeException | LinkageError e) {
                boolean running = side.core() != null;
                String text = e instanceof TransportException ? e.getMessage() : e.toString();
                log.log(LogLevel.ERROR, "TOTEM", text);
                admin.execute(() -> failed(factory, running));
            }
        });
    }

    // A ring that runs outlives a transport that cannot start: there may be another version that can, or it can later.
    private void failed(TransportFactory factory, boolean running) {
        if (!running) {
            fatal.accept(EXIT_FATAL);
        } else if (transport == factory) {
            transport = null;
            refused.add(factory);
            if (offeredTransport() != null) {
                log.log(LogLevel.WARNING, "TOTEM", "Another version of transport " + settings.transport()
                        + " is used instead.");
                update();
                return;
            }
            refused.removeIf(TransportFactory.class::isInstance);
            admin.later(() -> {
                if (!loop.closed()) {
                    update();
                }
            }, RETRY_MS);
        }
    }

    /**
     * A plug-in goes.
     *
     * @param factory any plug-in
     * @param unused told on the ring thread when it is not used any more; here if that has ended
     */
    void removed(Object factory, Runnable unused) {
        refused.remove(factory);
        if (factory == transport) {
            transport = null;
            part(() -> side.path().closeTransport());
            update();
        } else if (factory == crypto) {
            crypto = null;
            part(() -> side.path().crypto(null));
            update();
        }
        // after the update, so that who took it away sees what the node does without it
        if (!loop.offer(() -> side.path().whenParted(unused))) {
            unused.run();
        }
    }

    private void part(Runnable end) {
        long limitMs = Math.min(PART_LIMIT_MS, settings.totem().tokenMs() / 4);
        loop.offer(() -> {
            side.path().part(end);
            loop.schedule(side.path()::partNow, TimeUnit.MILLISECONDS.toNanos(limitMs));
        });
    }

    // What takes a plug-in's place comes after it.
    private void onRing(Runnable task) {
        loop.execute(() -> side.path().whenParted(task));
    }

    // It may be on its way, or be misspelt.
    private String offers() {
        SortedSet<String> names = plugins.transportNames();
        return names.isEmpty() ? "" : " Plug-ins offer the transports " + String.join(", ", names) + '.';
    }

    private void waitFor(String what, String offers) {
        if (!what.equals(waitingFor)) {
            waitingFor = what;
            log.log(LogLevel.WARNING, "MAIN", "Waiting for " + what + ": no plug-in offers it yet." + offers);
            loop.execute(() -> side.transportState("waiting for " + what));
        }
    }
}
