package org.choros.node.services;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** An engine, and its own factory, that writes down its calls and does in each what a test says. */
final class Scripted implements ServiceEngine, ServiceEngineFactory {
    final List<String> calls = new ArrayList<>();
    EngineContext context;
    String throwing = "";
    boolean turnOver = true;
    long deadlineNs = NO_DEADLINE;
    IsolatedEngineTest.OnRequest onRequest = (session, request) -> {
    };
    private final int id;
    private final Map<String, Runnable> scripts = new HashMap<>();

    Scripted(int id) {
        this.id = id;
    }

    void on(String name, Runnable script) {
        scripts.put(name, script);
    }

    List<String> takeCalls() {
        List<String> taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    private void call(String name, Object details) {
        calls.add(details.toString().isEmpty() ? name : name + " " + details);
        if (throwing.equals(name)) {
            throw new IllegalStateException("broken");
        }
        scripts.getOrDefault(name, () -> {
        }).run();
    }

    @Override
    public EngineDescription description() {
        return new EngineDescription(id, "e" + id, "engine " + id, "ipc" + id, 2, true, false);
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        context = its;
        call("create", "");
        return this;
    }

    @Override
    public void start(long nowNs) {
        call("start", "");
    }

    @Override
    public void stop(long nowNs) {
        call("stop", "");
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long nowNs) {
        call("onConfigurationChanged", keys);
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        int number = message.remaining() < 20 ? -1 : message.getInt(message.position() + 16);
        call("onMessage", function + " from " + sender + ": " + number);
    }

    @Override
    public void onStable(long position, long nowNs) {
        call("onStable", position);
    }

    @Override
    public void onMembership(Membership change, long nowNs) {
        call("onMembership", Arrays.toString(change.members()));
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        call("syncInit", "");
    }

    @Override
    public boolean syncProcess(long nowNs) {
        call("syncProcess", "");
        return turnOver;
    }

    @Override
    public void syncActivate(long nowNs) {
        call("syncActivate", "");
    }

    @Override
    public void syncAbort() {
        call("syncAbort", "");
    }

    @Override
    public void onSynchronised(long nowNs) {
        call("onSynchronised", "");
    }

    @Override
    public void onConnect(ClientSession session) {
        call("onConnect", "");
    }

    @Override
    public int requests() {
        return 4;
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        call("onRequest", request + " of " + session.id() + ", " + message.remaining());
        onRequest.accept(session, request);
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        call("onDisconnect", "");
    }

    @Override
    public long nextDeadlineNs() {
        return deadlineNs;
    }

    @Override
    public void onDeadline(long nowNs) {
        call("onDeadline", "");
    }
}
