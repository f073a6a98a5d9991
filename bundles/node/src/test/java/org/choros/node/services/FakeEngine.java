package org.choros.node.services;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.choros.spi.engine.ClientSession;
import org.choros.spi.engine.EngineContext;
import org.choros.spi.engine.EngineDescription;
import org.choros.spi.engine.EngineException;
import org.choros.spi.engine.Membership;
import org.choros.spi.engine.ServiceEngine;
import org.choros.spi.engine.ServiceEngineFactory;

/** An engine, and its own factory, that remembers its calls and throws where a test wants it. */
final class FakeEngine implements ServiceEngine, ServiceEngineFactory {
    EngineDescription description;
    final List<String> calls = new ArrayList<>();
    EngineContext context;
    EngineException refusal;
    String throwing = "";
    int gatedFrom = 100;
    int unanswered = -1;
    boolean backlogged;
    long deadlineNs = NO_DEADLINE;

    FakeEngine(int id, boolean synchronises, boolean flowControlled) {
        description = new EngineDescription(id, "e" + id, "engine " + id, "ipc" + id, 2, synchronises, flowControlled);
    }

    private void call(String name, String details) {
        calls.add(details.isEmpty() ? name : name + " " + details);
        if (throwing.equals(name)) {
            throw new IllegalStateException("broken");
        }
    }

    @Override
    public EngineDescription description() {
        return description;
    }

    @Override
    public ServiceEngine create(EngineContext its) {
        context = its;
        call("create", "");
        return this;
    }

    @Override
    public void start(long nowNs) throws EngineException {
        call("start", "");
        if (refusal != null) {
            throw refusal;
        }
    }

    @Override
    public void stop(long nowNs) {
        call("stop", "");
    }

    @Override
    public void onMessage(int function, int sender, ByteBuffer message, long nowNs) {
        call("onMessage", function + " from " + sender + " of " + message.remaining());
    }

    @Override
    public void onMembership(Membership change, long nowNs) {
        call("onMembership", "");
    }

    @Override
    public void syncInit(Membership change, long nowNs) {
        call("syncInit", "");
    }

    @Override
    public boolean syncProcess(long nowNs) {
        call("syncProcess", "");
        return false;
    }

    @Override
    public void syncActivate(long nowNs) {
        call("syncActivate", "");
    }

    @Override
    public void onStable(long position, long nowNs) {
        call("onStable", "" + position);
    }

    @Override
    public void onSynchronised(long nowNs) {
        call("onSynchronised", "");
    }

    @Override
    public void onConfigurationChanged(Set<String> keys, long nowNs) {
        call("onConfigurationChanged", keys.toString());
    }

    @Override
    public void syncAbort() {
        call("syncAbort", "");
    }

    @Override
    public void onConnect(ClientSession session) {
        call("onConnect", "");
    }

    @Override
    public boolean gated(int request) {
        return request >= gatedFrom;
    }

    @Override
    public boolean answered(int request) {
        return request != unanswered;
    }

    @Override
    public boolean backlogged() {
        return backlogged;
    }

    @Override
    public int requests() {
        return 4;
    }

    @Override
    public void onRequest(ClientSession session, int request, ByteBuffer message, long nowNs) {
        call("onRequest", request + " of " + session.id() + ", " + message.remaining());
    }

    @Override
    public void onDisconnect(ClientSession session, long nowNs) {
        call("onDisconnect", "");
    }

    @Override
    public long nextDeadlineNs() {
        if (throwing.equals("nextDeadlineNs")) {
            throw new IllegalStateException("broken");
        }
        return deadlineNs;
    }

    @Override
    public void onDeadline(long nowNs) {
        call("onDeadline", "");
    }
}
