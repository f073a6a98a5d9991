package org.choros.map.service;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import org.choros.base.ChorosException;
import org.choros.base.CsError;
import org.choros.map.MapEntry;
import org.choros.map.WriteResult;
import org.choros.map.core.Outcome;

/** Ends of writes: collected under the map's lock, told without it. */
final class Results {
    private final String map;
    private final Map<Long, CompletableFuture<WriteResult>> futures = new HashMap<>();
    private final Map<Long, CompletableFuture<WriteResult>> early = new HashMap<>();
    private final List<Runnable> ready = new ArrayList<>();

    Results(String map) {
        this.map = map;
    }

    void done(long request, Outcome outcome) {
        Optional<MapEntry> previous = Optional.ofNullable(outcome.previous()).map(i -> i.entry(outcome.key()));
        WriteResult result = new WriteResult(outcome.done(), outcome.version(), previous);
        end(request, future -> future.complete(result));
    }

    void failed(long request, CsError error, String why) {
        ChorosException e = new ChorosException(error, "map " + map + ": " + why);
        end(request, future -> future.completeExceptionally(e));
    }

    private void end(long request, Consumer<CompletableFuture<WriteResult>> how) {
        CompletableFuture<WriteResult> future = futures.remove(request);
        if (future == null) {
            // a write that fails before its number is known
            CompletableFuture<WriteResult> made = new CompletableFuture<>();
            how.accept(made);
            early.put(request, made);
        } else {
            ready.add(() -> how.accept(future));
        }
    }

    /** The future of a write that has just been begun. */
    CompletableFuture<WriteResult> of(long request) {
        CompletableFuture<WriteResult> future = early.remove(request);
        if (future == null) {
            future = new CompletableFuture<>();
            futures.put(request, future);
        }
        return future;
    }

    /** What can be told now; the caller tells it. */
    List<Runnable> take() {
        List<Runnable> all = List.copyOf(ready);
        ready.clear();
        return all;
    }
}
