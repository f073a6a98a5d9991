package org.choros.tools;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;

import org.choros.base.ChorosException;
import org.choros.client.CMapClient;
import org.choros.cmap.CMapEvent;
import org.choros.cmap.CMapEvent.Change;
import org.choros.cmap.CMapListener;
import org.choros.posix.Poll;

/** Prints changes of keys until the user types q or ends the input. */
final class KeyTracker implements CMapListener {
    private static final int STANDARD_INPUT = 0;

    private final CMapClient map;
    private final Console console;
    private final KeyOutput output;
    private boolean lineBegins = true;

    KeyTracker(CMapClient map, Console console, KeyOutput output) {
        this.map = map;
        this.console = console;
        this.output = output;
    }

    void track(List<String> keys, boolean prefixes) throws ToolException {
        EnumSet<Change> changes = EnumSet.allOf(Change.class);
        try {
            for (String key : keys) {
                if (prefixes) {
                    map.trackPrefix(key, changes, this);
                } else {
                    map.track(key, changes, this);
                }
            }
        } catch (ChorosException e) {
            throw new ToolException("Failed to add tracking function. Error " + e.error().text());
        }
        output.tracking();
        try {
            watch();
        } catch (ChorosException e) {
            throw new ToolException("Dispatch error " + e.error().text());
        } catch (IOException e) {
            throw new ToolException("Can't wait for events: " + SystemErrors.text(e));
        }
    }

    private void watch() throws IOException, ChorosException {
        Poll poll = new Poll(2);
        boolean quit = false;
        while (!quit && !console.gone()) {
            poll.watch(0, STANDARD_INPUT, Poll.IN);
            poll.watch(1, map.fd(), Poll.IN);
            poll.await(-1);
            if (poll.ready(1) != 0) {
                map.dispatch(0);
                console.flush();
            }
            if (poll.ready(0) != 0) {
                quit = quits();
            }
        }
    }

    private boolean quits() throws IOException {
        byte[] typed = new byte[256];
        int count = console.in().read(typed);
        for (int i = 0; i < count; i++) {
            if (lineBegins && (typed[i] == 'q' || typed[i] == 'Q')) {
                return true;
            }
            lineBegins = typed[i] == '\n';
        }
        return count < 0;
    }

    @Override
    public void changed(CMapEvent event) {
        String what = switch (event.change()) {
            case ADD -> "create";
            case MODIFY -> "modify";
            case DELETE -> "delete";
        };
        output.event(what, event.key(), event.newValue().orElse(null), event.oldValue().orElse(null));
    }
}
