package org.choros.tools;

import java.util.concurrent.CountDownLatch;

import org.choros.availability.Availability;
import org.choros.availability.AvailabilityChange;
import org.choros.availability.AvailabilityListener;
import org.choros.availability.AvailabilityStatus;
import org.choros.base.ChorosException;

/** Shows the status, then each change, until the node is gone or nobody reads any more. */
final class AmfWatch implements AvailabilityListener {
    private final Availability availability;
    private final Console console;
    private final boolean json;
    private final CountDownLatch end = new CountDownLatch(1);
    private long shown;
    private String failure = "The node is gone.";

    AmfWatch(Availability availability, Console console, boolean json) {
        this.availability = availability;
        this.console = console;
        this.json = json;
    }

    /** Answers an exit status. */
    int run() throws ToolException {
        try {
            synchronized (this) {
                availability.watch(this);
                status();
            }
            end.await();
        } catch (ChorosException e) {
            throw AmfTool.cannot("watch", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
        if (console.gone()) {
            return 0;
        }
        throw new ToolException(failure);
    }

    private void status() throws ChorosException {
        AvailabilityStatus status = availability.status();
        shown = status.change();
        print(json ? AmfJson.of(status) : AmfTree.of(status));
    }

    private void print(String line) {
        console.println(line).flush();
        if (console.gone()) {
            end.countDown();
        }
    }

    @Override
    public synchronized void changed(AvailabilityChange change) {
        if (change.number() > shown) {
            shown = change.number();
            print(json ? AmfJson.of(change) : AmfTree.of(change));
        }
    }

    @Override
    public synchronized void missed() {
        print(json ? AmfJson.missed() : "\nChanges were missed.\n");
        try {
            status();
        } catch (ChorosException e) {
            failure = "Cannot read the status: " + e.getMessage();
            end.countDown();
        }
    }

    @Override
    public void lost() {
        end.countDown();
    }
}
