package org.choros.node;

import java.util.SortedSet;
import java.util.function.IntConsumer;

import org.choros.config.NodeSettings;
import org.choros.spi.crypto.CryptoFactory;
import org.choros.spi.crypto.PacketCrypto;
import org.choros.spi.log.LogLevel;
import org.choros.spi.transport.TransportException;
import org.choros.spi.transport.TransportFactory;

/**
 * Which transport and crypto a node uses, and what happens when they come and go. A running ring only loses packets
 * while one of them is missing. For the admin thread.
 */
final class RingPlugins {
    private static final int EXIT_FATAL = 15;
    private static final long RETRY_MS = 500;

    private final NodeOptions options;
    private final Plugins plugins;
    private final AdminThread admin;
    private final RingLoop loop;
    private final RingSide side;
    private final IntConsumer fatal;
    private final VotesStore.Log log;
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

    /** Takes what is missing from the plug-ins that are there. */
    void update() {
        TransportFactory offered = transport != null ? transport : plugins.transport(settings.transport());
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
            waitingFor = "";
            loop.execute(() -> side.transportState("open"));
        }
    }

    private void takeCrypto() {
        CryptoFactory offered = plugins.crypto(options.cryptoProvider(), settings.crypto());
        if (offered == null) {
            return;
        }
        NodeSettings now = settings;
        try {
            PacketCrypto made = offered.create(now.crypto());
            crypto = offered;
            loop.execute(() -> side.crypto(made, now));
        } catch (RuntimeException | LinkageError e) {
            log.log(LogLevel.ERROR, "TOTEM", e instanceof IllegalArgumentException ? e.getMessage() : e.toString());
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
        loop.execute(() -> {
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

    // A ring that runs outlives a transport that cannot start at once: its ports may still be held by the one before.
    private void failed(TransportFactory factory, boolean running) {
        if (!running) {
            fatal.accept(EXIT_FATAL);
        } else if (transport == factory) {
            transport = null;
            admin.later(() -> {
                if (!loop.closed()) {
                    update();
                }
            }, RETRY_MS);
        }
    }

    /**
     * A plug-in goes: when the ring thread has done what this gives it, it is not used any more.
     *
     * @param factory any plug-in
     */
    void removed(Object factory) {
        if (factory == transport) {
            transport = null;
            loop.execute(() -> side.path().closeTransport());
            update();
        } else if (factory == crypto) {
            crypto = null;
            loop.execute(() -> side.path().crypto(null));
            update();
        }
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
