package org.choros.logging;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.choros.spi.log.LogLevel;

/**
 * The thread that writes. Records queue up to a bound; beyond it they are dropped and counted, and one line tells how
 * many were lost. Commands pass in order with the records and always find room.
 */
final class LogWriter implements Runnable {
    /** Something that the thread does between two records. */
    private interface Command extends Runnable {
    }

    private final LogPlace place;
    private final LogFiles files;
    private final LineFormat format;
    private final int bound;
    private final BlockingQueue<Object> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong lost = new AtomicLong();
    private final Thread thread;

    // of the thread alone
    private LogRules rules;
    private SyslogTransport syslog;
    private boolean stopped;

    LogWriter(LogPlace place, LogFiles files, LogRules rules, int bound) {
        this.place = place;
        this.files = files;
        this.rules = rules;
        this.bound = bound;
        this.format = new LineFormat(place.host(), place.pid(), place.zone());
        thread = new Thread(this, "choros-log");
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** Takes a record, or counts it as lost. */
    void offer(LogRecord r) {
        if (waiting.incrementAndGet() > bound) {
            waiting.decrementAndGet();
            lost.incrementAndGet();
        } else {
            queue.add(r);
        }
    }

    /** From the records behind this one on, other rules hold. */
    void use(LogRules changed) {
        queue.add((Command) () -> {
            for (String file : changed.files()) {
                try {
                    files.open(file);
                } catch (IOException e) {
                    // as in corosync, what is wrong at run time is passed over
                    continue;
                }
            }
            files.retain(changed.files());
            rules = changed;
        });
    }

    void reopen() {
        queue.add((Command) () -> {
            for (String name : files.reopen()) {
                write(own(LogLevel.WARNING, "Unable to reopen log file " + name));
            }
        });
    }

    /** Writes what is queued, closes everything and waits for it, at most some milliseconds. */
    void stop(long patienceMillis) {
        queue.add((Command) () -> stopped = true);
        try {
            thread.join(patienceMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                Object next = queue.take();
                if (next instanceof LogRecord r) {
                    waiting.decrementAndGet();
                    write(r);
                } else {
                    ((Command) next).run();
                }
                tellLost();
            }
        } catch (InterruptedException e) {
            // nobody interrupts us but to end us
            Thread.currentThread().interrupt();
        } finally {
            files.retain(Set.of());
            if (syslog != null) {
                syslog.close();
            }
        }
    }

    private void tellLost() {
        long count = lost.getAndSet(0);
        if (count > 0) {
            write(own(LogLevel.WARNING, count + " messages lost"));
        }
    }

    private static LogRecord own(LogLevel level, String text) {
        return new LogRecord(level, "MAIN", text, System.currentTimeMillis());
    }

    private void write(LogRecord r) {
        SubsystemRules of = rules.of(r.subsystem());
        if (of.stderr(r.level())) {
            stderr(format.stderr(r, rules.timestamp()));
        }
        if (of.file(r.level())) {
            files.write(of.file(), format.file(r, rules.timestamp()));
        }
        if (of.syslog(r.level())) {
            if (syslog == null) {
                syslog = place.syslog().get();
            }
            syslog.send(format.syslog(r, rules.timestamp(), of.facility()));
        }
    }

    private void stderr(byte[] line) {
        OutputStream stream = place.stderr();
        try {
            stream.write(line);
            stream.flush();
        } catch (IOException e) {
            // nobody listens
            return;
        }
    }
}
