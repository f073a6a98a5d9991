package org.choros.client;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.choros.base.ChorosException;
import org.choros.base.CsError;

/** Calls that wait for what the test does meanwhile. */
final class Background {
    private static final int LIMIT_S = 30;

    private Background() {
    }

    interface Call {
        void run() throws ChorosException;
    }

    static <T> FutureTask<T> begin(Callable<T> call) {
        FutureTask<T> task = new FutureTask<>(call);
        Thread thread = new Thread(task, "caller");
        thread.setDaemon(true);
        thread.start();
        return task;
    }

    static FutureTask<Void> run(Call call) {
        return begin(() -> {
            call.run();
            return null;
        });
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(LIMIT_S, TimeUnit.SECONDS);
    }

    /** The error with which it ends. */
    static CsError error(Future<?> future) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> get(future));
        return assertInstanceOf(ChorosException.class, e.getCause()).error();
    }

    /** The error with which it has ended already. */
    static CsError errorNow(CompletableFuture<?> future) {
        ExecutionException e = assertThrows(ExecutionException.class, () -> future.get(0, TimeUnit.SECONDS));
        return assertInstanceOf(ChorosException.class, e.getCause()).error();
    }

    static CsError thrown(Call call) {
        return assertThrows(ChorosException.class, call::run).error();
    }
}
